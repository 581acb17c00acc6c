"""search, by GET and POST, of a type, a compartment, the whole system (R4, http://hl7.org/fhir/R4/http.html#search)."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.asking import Criterion, Query, ask
from telepraxis.base.fhir.asking.query import Either, Ids, Words
from telepraxis.base.fhir.outcome import forbidden, invalid, not_found, outcome
from telepraxis.base.fhir.parameters import compartment, parameters_of, types
from telepraxis.base.record import searching as answering
from telepraxis.base.record.searching import Page, Row

from . import bundles, computing
from .answers import Answer
from .asked import Asked
from .shaping import Shape

Pairs = Sequence[tuple[str, str]]


async def of_type(rest, asked: Asked) -> Answer:
    """Search one type."""
    return await _of_type(rest, asked, asked.parameters())


async def of_type_by_form(rest, asked: Asked) -> Answer:
    """Search one type, asked by a form so that nothing stands in an address."""
    return await _of_type(rest, asked, await asked.form())


async def _of_type(rest, asked: Asked, pairs: Pairs) -> Answer:
    return await computing.search(rest, asked, list(pairs)) or await _searched(rest, asked, pairs, asked.type)


async def of_compartment(rest, asked: Asked) -> Answer:
    """Search one type among what belongs to a patient, practitioner, encounter, device or related person."""
    return await _searched(rest, asked, asked.parameters(), asked.type, _within_compartment(asked))


async def of_compartment_by_form(rest, asked: Asked) -> Answer:
    """Search a compartment, asked by a form."""
    return await _searched(rest, asked, await asked.form(), asked.type, _within_compartment(asked))


async def of_system(rest, asked: Asked) -> Answer:
    """Search several types at once, those that `_type` names or all within reach."""
    return await _searched(rest, asked, asked.parameters(), None)


async def of_system_by_form(rest, asked: Asked) -> Answer:
    """Search several types, asked by a form."""
    return await _searched(rest, asked, await asked.form(), None)


def _within_compartment(asked: Asked) -> Criterion:
    """Return what puts a document of the type into the compartment that the address names (R4 3.1.1.2)."""
    owner = asked.name
    names = compartment(owner, asked.type)
    if not names and owner != asked.type:
        raise not_found("There is no such compartment. See /metadata for what there is.")
    known = parameters_of(asked.type)
    places = tuple(
        place.id for name in names if name in known for place in known[name].places if place.kind == "reference"
    )
    belongs = Words(places, equal=(f"{owner}/{asked.id}",))
    itself = (Ids((asked.id,)),) if owner == asked.type else ()
    return Criterion(f"{owner} compartment", Either((belongs, *itself)) if itself else belongs)


async def _searched(rest, asked: Asked, pairs: Pairs, type: str | None, more: Criterion | None = None) -> Answer:
    query, after = _query(asked, pairs, type)
    if more is not None:
        query = replace(query, criteria=(more, *query.criteria))
    view = answering.View(asked.organization_id, lambda other: asked.grant.reach(other, "s"), asked.now)
    page = await answering.found(answering.steps(query, view, after), rest.asking(asked.whom))
    is_part = await rest.withholding.from_search(asked, query)
    await rest.trace.looked(asked, "fhir.searched", _shown(page, query), reason=_reason(page, query))
    shape = Shape([*query.pairs, *(pair for pair in pairs if pair[0] == "_pretty")])
    if shape.is_whole and not shape.pretty:
        return Answer(200, _bundle(asked, page, query, shape, is_part))
    whole = await rest.threads.run(_bundle, asked, page, query, shape, is_part)  # it reads each: not in the loop
    return Answer(200, whole)


def _query(asked: Asked, pairs: Pairs, type: str | None) -> tuple[Query, list | None]:
    """Return the question, and behind which cursor its page begins."""
    after, cursors = None, [value for name, value in pairs if name == "_page"]
    if cursors:
        turned = answering.open_page(cursors[0], type or "", organization_id=asked.organization_id, now=asked.now)
        pairs, after = turned.pairs, turned.after
    lenient = "handling=lenient" in asked.header(b"prefer").replace(" ", "").lower()
    if type is None:
        pairs = _only_types_within_reach(asked, list(pairs))
    query = ask(type, pairs, now=asked.now, strict=not lenient, base=asked.base)
    if any(name == "_contained" for name, _ in pairs):
        raise invalid("_contained is not supported.", "_contained")
    return query, after


def _only_types_within_reach(asked: Asked, pairs: list[tuple[str, str]]) -> Pairs:
    """:raises Refused: a type that is named, or every type, is out of reach."""
    named = [each for name, value in pairs if name == "_type" for each in value.split(",") if each]
    if any(each in types() and asked.grant.reach(each, "s") is None for each in named):
        raise forbidden("This token may not search one of these types.")
    if named:
        return pairs
    reached = [each for each in types() if asked.grant.reach(each, "s") is not None]
    if not reached:
        raise forbidden("This token may not search anything.")
    return pairs if len(reached) == len(types()) else [*pairs, ("_type", ",".join(reached))]


def _shown(page: Page, query: Query) -> list[tuple[UUID | None, str, str]]:
    """One row for each patient of whom something is shown; of a search for patients one for all."""
    if query.type == "Patient" and not page.included:
        return [(None, "Patient", "")]
    found = {row.patient_id: (row.patient_id, query.type, "") for row in (*page.rows, *page.included)}
    return list(found.values()) or [(None, query.type, "")]


def _reason(page: Page, query: Query) -> str:
    """A search for patients leaves one row: it says how many were shown."""
    return str(len(page.rows)) if query.type == "Patient" else ""


def _bundle(asked: Asked, page: Page, query: Query, shape: Shape, is_part: bool) -> bytes:
    path = "/".join([asked.base, *(each for each in asked.segments if each and each != "_search")])
    links = [("self", f"{path}?{urlencode(query.pairs)}" if query.pairs else path)]
    if page.next:
        links.append(("next", f"{path}?{urlencode([('_page', page.next)])}"))
    start = json_text.written({"fullUrl": f"{asked.base}/"})[:-2]
    entries = [_entry(start, row, "match", shape) for row in page.rows]
    entries += [_entry(start, row, "include", shape) for row in page.included]
    if page.issues:
        said = json_text.written(outcome(page.issues))
        entries.append(f'{{"resource":{said},"search":{{"mode":"outcome"}}}}')
    return bundles.joined("searchset", entries, links=links, total=page.total, pretty=shape.pretty, is_part=is_part)


def _entry(start: str, row: Row, mode: str, shape: Shape) -> str:
    # Put together as text: a type and an id need no escaping, and a page of a chart is hundreds of these a second.
    doc = row.doc if shape.is_whole else shape.of(row.doc)
    return f'{start}{row.type}/{row.logical_id}","resource":{doc},"search":{{"mode":"{mode}"}}}}'
