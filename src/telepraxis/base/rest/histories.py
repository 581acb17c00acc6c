"""history of a resource, of a type, of everything (R4, http://hl7.org/fhir/R4/http.html#history)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir import keys
from telepraxis.base.fhir.outcome import forbidden, invalid, not_found
from telepraxis.base.fhir.parameters import types
from telepraxis.base.record.labels import NEVER_CLOSED
from telepraxis.base.record.models import Resource, table_of

from . import answers, bundles, finding, reaching, shaping
from .answers import Answer
from .asked import Asked
from .reading import not_here, out_of_reach

PAGE, MOST_A_PAGE = 50, 1_000
KNOWN = {"_count", "_since", "_at", "_page", "_format", "_pretty", "_summary", "_elements"}


class OldVersion(NamedTuple):
    """One state of a document; `doc` is "" where it was deleted."""

    uid: UUID
    type: str
    logical_id: str
    version: int
    doc: str
    at: datetime
    patient: UUID | None


async def of_instance(rest, asked: Asked) -> Answer:
    """Return the versions of one resource, the newest first."""
    rows = await rest.database.ask(finding.one(asked.type), finding.parameters_of_one(asked.whom, asked.type, asked.id))
    reach, page = asked.reaches["r"], Page(asked.parameters())
    if not rows:
        raise not_here()
    patient = rows[0][5]
    if reach.patients is not None and patient not in reach.patients:
        raise out_of_reach(patient)
    found = await _versions(
        rest, asked, page, ["v.type = %s", "v.logical_id = %s"], [asked.type, asked.id], "NULL::uuid"
    )
    if reach.patients is not None or reaching.limits(reach):
        await reaching.refuse_older_owner(rest, asked, reach, [each.doc for each in found])
    shown = [(patient, asked.type, asked.id)]
    return await _answer(rest, asked, page, found, shown)


async def of_type(rest, asked: Asked) -> Answer:
    """Return the versions of all resources of a type, the newest first."""
    reach, page = asked.reaches["r"], Page(asked.parameters())
    if not reaching.is_unlimited(reach):
        raise forbidden("The history of a type takes a token that reaches all of it: ask for one resource's history.")
    found = await _versions(rest, asked, page, ["v.type = %s"], [asked.type], finding.patient_column(asked.type))
    is_part = asked.type not in NEVER_CLOSED and await rest.withholding.is_possible(asked)
    return await _answer(rest, asked, page, found, _shown(found, asked.type), is_part)


async def of_system(rest, asked: Asked) -> Answer:
    """Return the versions of all resources of the types that the token reaches whole, the newest first."""
    page = Page(asked.parameters())
    reached = [type for type in types() if _reaches_whole(asked.grant.reach(type, "r"))]
    if not reached:
        raise forbidden("The history of everything takes a token that reaches whole types.")
    found = await _versions(rest, asked, page, ["v.type = ANY(%s)"], [reached], "")
    shown = [(None, each.type, each.logical_id) for each in found]
    return await _answer(rest, asked, page, found, shown, await rest.withholding.is_possible(asked))


def _reaches_whole(reach: Reach | None) -> bool:
    return reach is not None and reaching.is_unlimited(reach)


class Page:
    """Which versions are asked for: from when, how many, after which one."""

    def __init__(self, parameters: list[tuple[str, str]]) -> None:
        given = dict(parameters)
        if unknown := sorted(name for name in given if name not in KNOWN):
            raise invalid("A history takes _count, _since and _at.", unknown[0][:64])
        self.count = _count(given.get("_count"))
        self.since = _period(given["_since"])[0] if given.get("_since") else None
        self.at = _period(given["_at"]) if given.get("_at") else None
        self.after = _uid(given["_page"]) if given.get("_page") else None
        self.shape = shaping.Shape(parameters)
        self.said = [(name, value) for name, value in parameters if name != "_page"]

    def conditions(self) -> tuple[list[str], list[Any]]:
        """Return what holds for the versions of this page, and those to come."""
        conditions, values = [], []
        if self.since:
            conditions.append("v.at >= %s")
            values.append(self.since)
        if self.at:
            low, high = self.at
            conditions += ["v.at < %s", _STILL_STOOD]
            values += [high, low]
        if self.after:
            conditions.append("v.uid < %s")
            values.append(self.after)
        return conditions, values


# A version was current until the next one: it counts for `_at` unless that one was there before the period began.
_STILL_STOOD = (
    "NOT EXISTS (SELECT 1 FROM record_version later WHERE later.organization_id = v.organization_id AND "
    "later.type = v.type AND later.logical_id = v.logical_id AND later.version = v.version + 1 AND later.at <= %s)"
)


async def _versions(
    rest, asked: Asked, page: Page, conditions: list[str], values: Sequence[Any], patient: str
) -> list[OldVersion]:
    """Return one more version than the page holds, if there are more."""
    more, more_values = page.conditions()
    join = _join(asked.type) if patient not in ("", "NULL::uuid") else ""
    column = f"d.{patient}" if join else "NULL::uuid"
    question = (
        f"SELECT v.uid, v.type, v.logical_id, v.version, v.doc, v.at, {column} FROM record_version v {join} "
        f"WHERE {' AND '.join([*conditions, *more])} ORDER BY v.uid DESC LIMIT %s"
    )
    [rows] = await rest.database.ask_all(asked.whom, (question, [*values, *more_values, page.count + 1]))
    return [OldVersion(*row) for row in rows]


def _join(type: str) -> str:
    table = table_of(type)
    of_type = " AND d.type = v.type" if table is Resource else ""
    return (
        f"LEFT JOIN {table._meta.db_table} d "
        f"ON d.organization_id = v.organization_id AND d.logical_id = v.logical_id{of_type}"
    )


def _shown(found: list[OldVersion], type: str) -> list[tuple[UUID | None, str, str]]:
    """One row for each patient of whom something is shown."""
    return list({each.patient: (each.patient, type, "") for each in found}.values())


async def _answer(
    rest, asked: Asked, page: Page, found: list[OldVersion], shown: list, is_part: bool = False
) -> Answer:
    more, found = len(found) > page.count, found[: page.count]
    await rest.trace.looked(asked, "fhir.history", shown or [(None, asked.type, asked.id)])
    path = "/".join([asked.base, *asked.segments])
    links = [("self", f"{path}?{urlencode(asked.parameters())}" if asked.parameters() else path)]
    if more:
        links.append(("next", f"{path}?{urlencode([*page.said, ('_page', str(found[-1].uid))])}"))
    entries = [_entry(asked.base, each, page.shape) for each in found]
    total = None if more or page.after else len(found)
    pretty = page.shape.pretty
    return Answer(200, bundles.joined("history", entries, links=links, total=total, pretty=pretty, is_part=is_part))


def _entry(base: str, each: OldVersion, shape: shaping.Shape) -> str:
    """Return one entry of the Bundle: what was asked for then, and what came of it."""
    method = "DELETE" if not each.doc else "POST" if each.version == 1 else "PUT"
    where = each.type if method == "POST" else f"{each.type}/{each.logical_id}"
    status = {"POST": "201", "PUT": "200", "DELETE": "204"}[method]
    entry = {
        "request": {"method": method, "url": where},
        "response": {
            "status": status,
            "etag": answers.etag(each.version).decode(),
            "lastModified": each.at.isoformat(),
        },
    }
    resource = shape.of(each.doc) if each.doc else None
    return bundles.entry(f"{base}/{each.type}/{each.logical_id}", resource, entry)


def _count(text: str | None) -> int:
    if not text:
        return PAGE
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise invalid("_count is a whole number.", "_count")
    return min(max(int(text), 1), MOST_A_PAGE)


def _period(text: str) -> tuple[datetime, datetime]:
    """Return (from, before) of a date, which may be a year, a month, a day or an instant."""
    found = keys.moment(text)
    if found is None:
        raise invalid("_since and _at are dates or instants.")
    return found


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise not_found("This page is not there. Follow the links of the first page.") from None
