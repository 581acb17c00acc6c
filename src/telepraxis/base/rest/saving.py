"""How a change is made: in a thread, in one transaction of the organization, through the keeper of the type."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings

from telepraxis.base import record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir import outcome, validation
from telepraxis.base.fhir.outcome import Issue
from telepraxis.base.record import keepers
from telepraxis.base.record.models import table_of
from telepraxis.base.record.rows import of_type, type_of

from . import filtering, reaching
from .answers import Answer, etag, http_date, of_issues
from .asked import Asked
from .tags import versions_in

BUNDLE_TIMEOUT = "60s"  # for each statement of a bundle, which keeps thousands of documents at once
OURS_IN_META = ("versionId", "lastUpdated")
CONDITIONAL = re.compile(r"([A-Z][A-Za-z]{1,63})\?(.+)", re.DOTALL)  # a reference to what a search finds


def actor_of(asked: Asked) -> Actor:
    """Return who acts, with the address and number of this request."""
    return replace(asked.grant.actor, address=asked.address, request_id=asked.request_id)


@contextmanager
def changing(asked: Asked, timeout: str = "") -> Iterator[Actor]:
    """Run the block in one transaction that serves the organization; what it cannot do is told as FHIR tells it.

    One document takes no statement that lasts, its waits for locks have an end, and a search limits itself: so only
    bundles have a `timeout`.
    """
    by = actor_of(asked)
    try:
        with tenancy.serving(asked.organization_id, account_id=by.account_id, sees=by.sight, statement_timeout=timeout):
            yield by
    except record.VersionConflict as conflict:
        # Asked with If-Match it is the client's condition that failed; otherwise two changed the same at once.
        raise (outcome.precondition if asked.header(b"if-match") else outcome.conflict)(str(conflict)) from None
    except record.Locked as locked:
        raise outcome.conflict(str(locked)) from None
    except record.ClosedToReader:
        raise closed() from None
    except record.UnknownReference as unknown:
        raise outcome.unprocessable([Issue("error", "not-found", str(unknown))]) from None
    except record.NotADocument as fault:
        raise outcome.invalid(str(fault)) from None


def closed() -> outcome.Refused:
    """Return the refusal of a change to what is labelled and not open to the bearer: it reads as if it were not here,
    and leaves an audit row."""
    refusal = outcome.not_found("There is no such resource here, or not for this token.")
    refusal.is_beyond, refusal.patient = True, None
    return refusal


def to_be_kept(doc: dict, asked: Asked) -> dict:
    """Return the document as it may be kept: checked, its `meta` without what is ours to say.

    A reference by this API's own address becomes a relative one, which means the same (R4, 2.3.0.1): so what is about
    a patient here stands in their chart however it is said, and still refers when the record moves elsewhere.

    :raises Refused: it breaks a rule of its type or of ours; all findings are told.
    """
    references = list(_references_in(doc, ""))
    if doc["resourceType"] != "Bundle":  # which refers within itself
        _make_relative(references, asked)
    issues = [issue for issue in [*_own_issues(doc, references, asked), *validation.check(doc)] if issue.refuses]
    if issues:
        raise outcome.unprocessable(issues)
    return _without_our_meta(doc)


def _without_our_meta(doc: dict) -> dict:
    meta = doc.get("meta")
    if not isinstance(meta, dict) or not any(name in meta for name in OURS_IN_META):
        return doc
    return doc | {"meta": {name: value for name, value in meta.items() if name not in OURS_IN_META}}


def _make_relative(references: list[tuple[str, dict]], asked: Asked) -> None:
    own = re.compile(rf"\A(?:{_origins(asked)})/fhir/{re.escape(asked.slug)}/(?=[A-Z][A-Za-z]+/)", re.IGNORECASE)
    for _, each in references:
        each["reference"] = own.sub("", each["reference"])


def _own_issues(doc: dict, references: list[tuple[str, dict]], asked: Asked) -> Iterator[Issue]:
    meta = doc.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    if isinstance(tags, list) and any(isinstance(tag, dict) and tag.get("code") == "SUBSETTED" for tag in tags):
        said = "This is only a part of a resource (SUBSETTED). Read the whole one and send that."
        yield Issue("error", "business-rule", said, "meta.tag")
    foreign = re.compile(rf"(?:{_origins(asked)})/fhir/(?!{re.escape(asked.slug)}(?:/|$))", re.IGNORECASE)
    for place, each in references:
        if foreign.match(each["reference"]):
            yield Issue("error", "business-rule", "This refers into another organization.", place[:200])
        elif doc["resourceType"] != "Bundle" and CONDITIONAL.fullmatch(each["reference"]):
            said = "A conditional reference is resolved in a transaction only: send this in one, or name the resource."
            yield Issue("error", "not-supported", said, place[:200])


def _origins(asked: Asked) -> str:
    """Return, as a pattern, where this installation is reached."""
    return "|".join(sorted({re.escape(settings.PUBLIC_URL), re.escape(asked.base.rpartition("/fhir/")[0])}))


def _references_in(value: Any, place: str) -> Iterator[tuple[str, dict]]:
    """Yield (where the address stands, Reference) of each Reference that has one."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield f"{place}.reference" if place else "reference", value
        for key, inner in value.items():
            yield from _references_in(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _references_in(inner, f"{place}[{n}]")


def present(type: str, logical_id: str):
    """Return the row of a document, the deleted one included, None when it was never here."""
    return of_type(type, table_of(type).every).filter(logical_id=logical_id).first()


def is_within(row, reach: Reach, now: datetime) -> bool:
    """Tell whether the document lies within reach."""
    if reach.patients is not None and keepers.patient_of(row) not in reach.patients:
        return False
    limits = reaching.limits(reach)
    return not limits or (row.deleted_at is None and filtering.row_meets(row, limits, now))


def refuse_beyond(row, reach: Reach, now: datetime) -> None:
    """:raises Refused: the document, as it would be kept now, lies out of reach: then nothing is kept."""
    if not is_within(row, reach, now):
        refusal = outcome.forbidden("This token does not reach what this would become: another chart, or another kind.")
        refusal.patient = keepers.patient_of(row)
        raise refusal


def kept(row, asked: Asked, *, is_new: bool) -> Answer:
    """Return the answer to a create or update, with what the client prefers to get."""
    return kept_as(row.doc, row.version, row.last_updated, f"{type_of(row)}/{row.logical_id}", asked, is_new=is_new)


def found_already(row, asked: Asked) -> Answer:
    """Return the answer to a conditional create of what is here already: nothing was done (R4, 3.1.0.8.1)."""
    return kept_as(row.doc, row.version, row.last_updated, f"{type_of(row)}/{row.logical_id}", asked, is_new=False)


def kept_as(doc: str, version: int, at: datetime, where: str, asked: Asked, *, is_new: bool) -> Answer:
    """As `kept`, of the parts of a row."""
    address = f"{asked.base}/{where}/_history/{version}".encode()
    headers = [(b"etag", etag(version)), (b"last-modified", http_date(at))]
    headers.append((b"location" if is_new else b"content-location", address))
    status = 201 if is_new else 200
    wish = preferred(asked)
    if wish == "minimal":
        return Answer(status, headers=headers)
    if wish == "operationoutcome":
        said = Issue("information", "informational", "Created." if is_new else "Changed.")
        return of_issues(status, [said], headers)
    return Answer(status, doc.encode(), headers)


def preferred(asked: Asked) -> str:
    """Return what goes back of a change: minimal, representation or operationoutcome (RFC 7240, `Prefer: return=`).

    Whoever may write and not read gets nothing to read.
    """
    if all(asked.grant.reach(asked.type, letter) is None for letter in "rs"):
        return "minimal"
    return wished(asked)


def wished(asked: Asked) -> str:
    """Return what the client prefers to get back."""
    for wish in re.split(r"[,;]", asked.header(b"prefer").lower()):
        name, _, value = wish.strip().partition("=")
        if name.strip() == "return" and value.strip(' "') in ("minimal", "operationoutcome"):
            return value.strip(' "')
    return "representation"


def version_wanted(asked: Asked) -> int | None:
    """Return the version that must be the present one, None when the client does not say.

    :raises Refused: If-Match is no version of ours (412, as with any other version that is not present).
    """
    header = asked.header(b"if-match").strip()
    if not header or header == "*":
        return None
    versions = versions_in([header])
    if not versions:
        raise outcome.precondition("If-Match names no version of ours. Read the resource and send its ETag.")
    return versions.pop()
