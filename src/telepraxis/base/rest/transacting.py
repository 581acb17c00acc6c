"""A transaction: all entries of a Bundle in one transaction of the database, or none (R4, 3.1.0.11.2)."""

import re
from itertools import groupby

from telepraxis.base.access import Actor
from telepraxis.base.fhir import outcome
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.fhir.parameters import types
from telepraxis.base.record import content_of, keepers
from telepraxis.base.record.rows import type_of
from telepraxis.base.uuid7 import uuid7

from . import conditional, entries, linking, patching, saving
from .asked import Asked
from .entries import Entry
from .reading import not_here, out_of_reach

WRITES = {"DELETE", "POST", "PUT", "PATCH"}
# What others are about comes first; then what is kept in one go; then what a room keeps in its own way.
FIRST = ("Organization", "Location", "Practitioner", "Patient", "RelatedPerson")
PLACE = re.compile(r"([A-Z][A-Za-z]{1,63})(?:/([A-Za-z0-9\-.]{1,64}))?")
LETTER = {"POST": "c", "PUT": "u", "PATCH": "u", "DELETE": "d"}


class Change:
    """One change of the transaction: which document, and what it shall become."""

    __slots__ = ("doc", "entry", "found", "if_version", "is_new", "logical_id", "method", "row", "type")

    def __init__(self, entry: Entry, type: str, logical_id: str) -> None:
        self.entry, self.type, self.logical_id = entry, type, logical_id
        self.method = entry.method
        self.doc: dict | None = None
        self.found = self.row = self.if_version = None
        self.is_new = False


def carried_out(asked: Asked, found: list[Entry]) -> dict[int, str]:
    """Carry out all changes, in a thread; return the entries of the response by position.

    :raises Refused: one of them cannot be done, and so none was.
    """
    for entry in found:
        if entry.problem:
            raise entry.problem
    writes = [entry for entry in found if entry.method in WRITES and "$" not in entry.url]
    with saving.changing(asked, saving.BUNDLE_TIMEOUT) as by:
        changes = [_at(entry, _change_of, entry, asked) for entry in writes]
        _refuse_twice(changes)
        known = {each.entry.full_url: f"{each.type}/{each.logical_id}" for each in changes if each.logical_id}
        links = linking.Links(asked, known)
        for change in changes:
            _at(change.entry, _prepare, change, asked, links)
        _remove([each for each in changes if each.method == "DELETE"], by, asked)
        _keep([each for each in changes if each.doc is not None], by, asked)
        for change in changes:
            _at(change.entry, _refuse_beyond, change, asked)
        return {change.entry.position: _response(change, asked) for change in changes}


def _at(entry: Entry, work, *args):
    """Do something for an entry; what is refused says where."""
    try:
        return work(*args)
    except Refused as refusal:
        raise entries.at(entry, refusal) from None


def _change_of(entry: Entry, asked: Asked) -> Change:
    """Return which document an entry changes; conditions are looked up before anything is changed."""
    where = PLACE.fullmatch(entry.path.removeprefix(asked.base).strip("/"))
    if where is None or where[1] not in types() or (entry.method == "POST") != (where[2] is None) and not entry.query:
        said = "`url` names a type to create, or a resource like Patient/123."
        raise outcome.invalid(said, f"{entry.place}.request.url")
    change = Change(entry, where[1], where[2] or "")
    reach = asked.grant.reach(change.type, LETTER[entry.method])
    if reach is None:
        raise outcome.forbidden(f"This token may not do this with {change.type}.")
    if entry.resource is not None and entry.method != "PATCH" and entry.resource["resourceType"] != change.type:
        raise outcome.invalid(f"This address takes {change.type}, and this is none.", "resourceType")
    _look_up(change, asked)
    return change


def _look_up(change: Change, asked: Asked) -> None:
    entry = change.entry
    if entry.method == "POST" and (condition := entry.conditions.get(b"if-none-exist")):
        change.found = conditional.the_one_found(asked, condition.decode(), change.type)
        change.method = "FOUND" if change.found else "POST"
    elif entry.method != "POST" and not change.logical_id:
        change.found = conditional.the_one_found(asked, entry.query, change.type)
    elif entry.method != "POST":
        change.found = saving.present(change.type, change.logical_id)
    if change.found is not None:
        change.logical_id = change.found.logical_id
    elif entry.method == "POST" or (entry.method == "PUT" and not change.logical_id):
        change.logical_id = (entry.method == "PUT" and entry.resource.get("id")) or str(uuid7())
    change.is_new = change.found is None or change.found.deleted_at is not None
    _refuse_what_is_not_there(change, asked)


def _refuse_what_is_not_there(change: Change, asked: Asked) -> None:
    """:raises Refused: what shall be changed is not here, or out of reach, which reads the same."""
    reach = asked.grant.reach(change.type, LETTER[change.entry.method])
    there = change.found is not None and (change.method == "FOUND" or saving.is_within(change.found, reach, asked.now))
    if change.found is not None and not there:
        raise out_of_reach(keepers.patient_of(change.found))
    if change.method == "DELETE" and change.found is None and not change.logical_id:
        change.method = "NOTHING"  # a condition that finds nothing leaves nothing to delete
    elif change.entry.method in ("DELETE", "PATCH") and not there:
        raise not_here()
    if change.entry.method == "PUT" and change.is_new and asked.grant.reach(change.type, "c") is None:
        raise not_here()


def _refuse_twice(changes: list[Change]) -> None:
    """:raises Refused: two entries are about one resource (R4, 3.1.0.11.2)."""
    seen: set[tuple[str, str]] = set()
    for change in changes:
        if change.method in ("FOUND", "NOTHING"):
            continue
        if (change.type, change.logical_id) in seen:
            raise outcome.invalid("Two entries change the same resource.", change.entry.place)
        seen.add((change.type, change.logical_id))


def _prepare(change: Change, asked: Asked, links: linking.Links) -> None:
    """Find out what the document shall become: its links resolved, checked."""
    change.if_version = _version_wanted(change.entry)
    if change.method in ("DELETE", "FOUND", "NOTHING"):
        return
    if change.method == "PATCH":
        doc = patching.applied(content_of(change.found), patching.steps_in(entries.patch_in(change.entry.resource)))
        change.if_version = change.if_version or change.found.version
    else:
        doc = change.entry.resource
    if change.method == "PUT" and doc.get("id") not in (None, change.logical_id):
        raise outcome.invalid("The resource must have the same id as the address.", "id")
    change.doc = saving.to_be_kept(links.resolved(doc | {"id": change.logical_id}), asked)


def _version_wanted(entry: Entry) -> int | None:
    tag = entry.conditions.get(b"if-match", b"").decode().strip()
    if not tag or tag == "*":
        return None
    number = tag.removeprefix("W/").strip('"')
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise outcome.precondition("ifMatch names no version of ours.")
    return int(number)


def _remove(changes: list[Change], by: Actor, asked: Asked) -> None:
    """Documents of a chart go before the patient."""
    for change in sorted(changes, key=lambda each: each.type in FIRST):
        if change.found.deleted_at is None:
            _refuse_other_version(change)
            keeper = keepers.keeper_of(change.type)
            keeper.remove(change.logical_id, if_version=change.if_version, by=by, now=asked.now)


def _keep(changes: list[Change], by: Actor, asked: Asked) -> None:
    """Keep creates, then changes (R4, 3.1.0.11.2), as many as possible in one go."""
    for _, group in groupby(sorted(changes, key=_turn), key=_turn):
        _keep_alike(list(group), by, asked)


def _turn(change: Change) -> tuple:
    if keepers.is_plain(change.type):
        return (1, "")
    return (0, FIRST.index(change.type), change.type) if change.type in FIRST else (2, change.type)


def _keep_alike(changes: list[Change], by: Actor, asked: Asked) -> None:
    for change in changes:
        _refuse_other_version(change)
    together = [change for change in changes if change.if_version is None]
    keeper = keepers.keeper_of(changes[0].type)
    if together:
        rows = keeper.keep_many([change.doc for change in together], by=by, now=asked.now)
        for change, row in zip(together, rows, strict=True):
            change.row = row
    for change in changes:
        if change.if_version is not None:
            change.row = _at(change.entry, _keep_one, change, by, asked)


def _keep_one(change: Change, by: Actor, asked: Asked):
    keeper = keepers.keeper_of(change.type)
    return keeper.keep(change.doc, if_version=change.if_version, by=by, now=asked.now)


def _refuse_other_version(change: Change) -> None:
    present = change.found.version if change.found is not None and change.found.deleted_at is None else 0
    if change.if_version is not None and change.if_version != present:
        raise entries.at(change.entry, outcome.precondition("Somebody else changed this resource since it was read."))


def _refuse_beyond(change: Change, asked: Asked) -> None:
    if change.row is not None:
        saving.refuse_beyond(change.row, asked.grant.reach(change.type, LETTER[change.entry.method]), asked.now)


def _response(change: Change, asked: Asked) -> str:
    if change.method in ("DELETE", "NOTHING"):
        return '{"response":{"status":"204 No Content"}}'
    row = change.row if change.row is not None else change.found
    status = "200 OK" if change.row is None or not change.is_new else "201 Created"
    where = f"{asked.base}/{type_of(row)}/{row.logical_id}/_history/{row.version}"
    said = (
        f'"response":{{"status":"{status}","location":"{where}",'
        f'"etag":"W/\\"{row.version}\\"","lastModified":"{row.last_updated.isoformat()}"}}'
    )
    readable = any(asked.grant.reach(change.type, letter) for letter in "rs")
    if not readable or saving.wished(asked) == "minimal":
        return f"{{{said}}}"
    return f'{{"resource":{row.doc},{said}}}'
