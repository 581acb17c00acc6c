"""read and vread (R4, http://hl7.org/fhir/R4/http.html#read)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from uuid import UUID

from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir.outcome import Refused, gone, invalid, not_found

from . import answers, computing, finding, reaching, shaping
from .answers import Answer
from .asked import Asked
from .tags import MOST_DIGITS, versions_in


class Found(NamedTuple):
    """A document's row; `patient` is the uid of the chart that it belongs to."""

    uid: UUID
    version: int
    doc: str
    last_updated: datetime
    deleted_at: datetime | None
    patient: UUID | None


async def read(rest, asked: Asked) -> Answer:
    """Return the present version of a resource."""
    if now := await computing.read(rest, asked):
        return now
    found = await _present(rest, asked, asked.reaches["r"])
    if found.deleted_at is not None:
        raise gone("This was deleted. Its earlier versions stand in its history.")
    await rest.trace.looked(asked, "fhir.read", [(found.patient, asked.type, asked.id)])
    headers = answers.version_headers(found.version, found.last_updated)
    if _has_it_already(asked, found.version, found.last_updated):
        return Answer(304, headers=headers)
    return Answer(200, shaping.shaped(asked, found.doc), headers)


async def vread(rest, asked: Asked) -> Answer:
    """Return one version of a resource, also of one that was deleted since."""
    version = _number(asked.version)
    found = await _present(rest, asked, asked.reaches["r"])
    rows = await rest.database.ask(finding.ONE_VERSION, [*asked.whom, asked.type, asked.id, version])
    if not rows:
        raise not_found("This resource has no such version.")
    [(doc, at)] = rows
    if not doc:
        raise gone("With this version the resource was deleted.")
    await reaching.refuse_older_owner(rest, asked, asked.reaches["r"], [doc])
    await rest.trace.looked(asked, "fhir.vread", [(found.patient, asked.type, asked.id)])
    return Answer(200, shaping.shaped(asked, doc), answers.version_headers(version, at))


async def _present(rest, asked: Asked, reach: Reach) -> Found:
    """Return the present row of what is asked for, if it is within reach.

    :raises Refused: it is not here, or lies in a chart out of reach, which reads the same.
    """
    rows = await rest.database.ask(finding.one(asked.type), finding.parameters_of_one(asked.whom, asked.type, asked.id))
    if not rows:
        raise not_here()
    found = Found(*rows[0])
    if not await reaching.is_within(rest, asked, reach, found):
        raise out_of_reach(found.patient)
    return found


def not_here() -> Refused:
    return not_found("There is no such resource here, or not for this token.")


def out_of_reach(patient: UUID | None) -> Refused:
    """Return the refusal of what is here and not for this token: it reads as `not_here`, and leaves an audit row."""
    refusal = not_here()
    refusal.is_beyond, refusal.patient = True, patient
    return refusal


def _number(version: str) -> int:
    if not version.isascii() or not version.isdigit() or len(version) > MOST_DIGITS:
        raise not_found("This resource has no such version.")
    return int(version)


def _has_it_already(asked: Asked, version: int, last_updated: datetime) -> bool:
    """Tell whether the client's copy is the present version (RFC 9110, 13.1.2 and 13.1.3)."""
    known = asked.header(b"if-none-match")
    if known:
        return known.strip() == "*" or version in versions_in(known.split(","))
    since = asked.header(b"if-modified-since")
    return bool(since) and last_updated.replace(microsecond=0) <= _moment(since)


def _moment(header: str) -> datetime:
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        raise invalid("If-Modified-Since is no HTTP date.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
