"""Patient/[id]/$everything: the whole chart, page by page (R4, patient-operation-everything.html)."""

import re
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir import keys
from telepraxis.base.fhir.outcome import gone, invalid, not_found
from telepraxis.base.fhir.parameters import types
from telepraxis.base.record.models import TYPES, Resource

from .. import bundles, filtering, finding, reaching
from ..answers import Answer
from ..asked import Asked
from ..permissions import MAY_READ
from ..reading import Found, not_here, out_of_reach
from . import parameters
from .known import INSTANCE, Operation

PAGE, MOST_A_PAGE = 100, 1_000
KNOWN = {"_count", "_since", "_type", "start", "end", "_page", "_format", "_pretty"}
# What stands beside the chart and is named in it comes along with the page that names it.
BESIDE = ("Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Device", "HealthcareService")
NAMED = re.compile(rf'"reference":"({"|".join(BESIDE)})/([A-Za-z0-9\-.]{{1,64}})"')


class Kept(NamedTuple):
    """A document of the chart."""

    uid: UUID
    type: str
    logical_id: str
    doc: str


class Wish:
    """Which part of the chart is asked for."""

    def __init__(self, given: dict[str, Any]) -> None:
        if unknown := sorted(name for name in given if name not in KNOWN):
            raise invalid("$everything takes start, end, _since, _type and _count.", unknown[0][:64])
        self.count = (
            _count(parameters.text(given, "_count"))
            if not isinstance(given.get("_count"), int)
            else (min(max(given["_count"], 1), MOST_A_PAGE))
        )
        self.since = _moment(given, "_since", 0)
        self.start, self.end = _moment(given, "start", 0), _moment(given, "end", 1)
        self.types = frozenset(each.strip() for each in parameters.text(given, "_type").split(",") if each.strip())
        if not self.types <= set(types()):
            raise invalid("_type names resource types, separated by commas.", "_type")
        self.after = _uid(parameters.text(given, "_page"))
        self.pretty = given.get("_pretty") == "true"
        self.said = [(name, str(value)) for name, value in given.items() if name != "_page"]


async def answer(rest, asked: Asked) -> Answer:
    """Return one page of the chart, the oldest documents first, the patient before all."""
    wish = Wish(await parameters.given(asked))
    patient = await _patient(rest, asked)
    reaches = _reaches(asked, wish)
    found = await _page(rest, asked, wish, patient, reaches)
    more, found = len(found) > wish.count, found[: wish.count]
    shown = await filtering.of_those(rest, asked, found, reaches)
    beside = await _beside(rest, asked, shown, wish)
    await rest.trace.looked(asked, "fhir.everything", [(patient.uid, "Patient", asked.id)])
    entries = [_entry(asked, each, "match") for each in shown] + [_entry(asked, each, "include") for each in beside]
    path = "/".join([asked.base, *asked.segments])
    links = [("self", f"{path}?{urlencode(wish.said)}" if wish.said else path)]
    if more:
        links.append(("next", f"{path}?{urlencode([*wish.said, ('_page', str(found[-1].uid))])}"))
    is_part = await rest.withholding.from_patients(asked, [asked.id])
    return Answer(200, bundles.joined("searchset", entries, links=links, pretty=wish.pretty, is_part=is_part))


async def _patient(rest, asked: Asked) -> Found:
    rows = await rest.database.ask(finding.one("Patient"), finding.parameters_of_one(asked.whom, "Patient", asked.id))
    if not rows:
        raise not_here()
    found = Found(*rows[0])
    if not await reaching.is_within(rest, asked, asked.reaches["r"], found):
        raise out_of_reach(found.patient)
    if found.deleted_at is not None:
        raise gone("This was deleted.")
    return found


def _reaches(asked: Asked, wish: Wish) -> dict[str, Reach]:
    """Return the types that are asked for and within reach."""
    wanted = wish.types or _charted()
    return {type: reach for type in sorted(wanted) if (reach := asked.grant.reach(type, "r")) is not None}


@cache
def _charted() -> frozenset[str]:
    """Return the types whose documents can belong to a chart."""
    return frozenset(type for type in types() if finding.patient_column(type) != "NULL::uuid")


async def _page(rest, asked: Asked, wish: Wish, patient: Found, reaches: dict[str, Reach]) -> list[Kept]:
    """Return one document more than the page holds, if there are more."""
    in_chart = [type for type, reach in reaches.items() if reach.patients is None or patient.uid in reach.patients]
    tables = [(type, "") for type in in_chart if type in TYPES and type in _charted()]
    general = [type for type in in_chart if type not in TYPES]
    parts, values = [], []
    for type, _ in tables:
        parts.append(_part(TYPES[type]._meta.db_table, f"'{type}'", finding.patient_column(type), "", wish))
        values += _values(wish, patient.uid, [])
    if general:
        parts.append(_part(Resource._meta.db_table, "type", "patient_id", " AND type = ANY(%s)", wish))
        values += _values(wish, patient.uid, [general])
    if not parts:
        return []
    question = f"SELECT * FROM ({' UNION ALL '.join(parts)}) chart ORDER BY uid LIMIT %s"
    [rows] = await rest.database.ask_all(asked.whom, (question, [*values, wish.count + 1]))
    return [Kept(*row) for row in rows]


def _part(table: str, type: str, patient: str, of_type: str, wish: Wish) -> str:
    more = " AND uid > %s" * (wish.after is not None) + " AND last_updated >= %s" * (wish.since is not None)
    more += " AND (at IS NULL OR at >= %s)" * (wish.start is not None)
    more += " AND (at IS NULL OR at < %s)" * (wish.end is not None)
    return (
        f"(SELECT uid, {type}::text AS type, logical_id, doc FROM {table} "
        f"WHERE {patient} = %s AND deleted_at IS NULL{of_type}{more} ORDER BY uid LIMIT %s)"
    )


def _values(wish: Wish, patient: UUID, general: list) -> list[Any]:
    limits = [each for each in (wish.after, wish.since, wish.start, wish.end) if each is not None]
    return [patient, *general, *limits, wish.count + 1]


async def _beside(rest, asked: Asked, shown: list[Kept], wish: Wish) -> list[Kept]:
    """Return the practitioners, places and the like that the page names, as far as they are here and within reach."""
    wanted: dict[str, set[str]] = {}
    for each in shown:
        for type, logical_id in NAMED.findall(each.doc):
            wanted.setdefault(type, set()).add(logical_id)
    questions = []
    for type in sorted(wanted):
        reach = asked.grant.reach(type, "r")
        if reach is not None and reaching.is_unlimited(reach) and (not wish.types or type in wish.types):
            table = TYPES.get(type, Resource)
            of_type = " AND type = %s" if table is Resource else ""
            question = (
                f"SELECT uid, '{type}' AS type, logical_id, doc FROM {table._meta.db_table} "
                f"WHERE logical_id = ANY(%s) AND deleted_at IS NULL{of_type} ORDER BY uid"
            )
            questions.append((question, [sorted(wanted[type]), *([type] if of_type else [])]))
    if not questions:
        return []
    answers = await rest.database.ask_all(asked.whom, *questions)
    return [Kept(*row) for rows in answers for row in rows]


def _entry(asked: Asked, each: Kept, mode: str) -> str:
    return bundles.entry(f"{asked.base}/{each.type}/{each.logical_id}", each.doc, {"search": {"mode": mode}})


def _count(text: str) -> int:
    if not text:
        return PAGE
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise invalid("_count is a whole number.", "_count")
    return min(max(int(text), 1), MOST_A_PAGE)


def _moment(given: dict[str, Any], name: str, end: int) -> datetime | None:
    text = parameters.text(given, name)
    if not text:
        return None
    found = keys.moment(text)
    if found is None:
        raise invalid(f"{name} is a date or an instant.", name)
    return found[end]


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise not_found("This page is not there. Follow the links of the first page.") from None


OPERATION = Operation(
    name="everything",
    levels=frozenset({INSTANCE}),
    types=frozenset({"Patient"}),
    rule=MAY_READ,
    answer=answer,
    definition="http://hl7.org/fhir/OperationDefinition/Patient-everything",
)
