"""create, update, patch and delete (R4, http://hl7.org/fhir/R4/http.html#create)."""

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import gone, invalid, precondition
from telepraxis.base.record import content_of
from telepraxis.base.record.keepers import keeper_of, patient_of

from . import conditional, negotiating, patching, saving
from .answers import Answer
from .asked import Asked
from .reading import not_here, out_of_reach


async def create(rest, asked: Asked) -> Answer:
    """Keep a new resource under an id of ours; with If-None-Exist only when there is none like it."""
    negotiating.refuse_other_body(asked)
    return await rest.threads.run(created, asked, await asked.body())


async def update(rest, asked: Asked) -> Answer:
    """Keep the next version of a resource, or the first one under the client's id."""
    negotiating.refuse_other_body(asked)
    return await rest.threads.run(updated, asked, await asked.body())


async def patch(rest, asked: Asked) -> Answer:
    """Change parts of a resource, by JSON Patch (RFC 6902)."""
    negotiating.refuse_other_body(asked, negotiating.PATCHES)
    return await rest.threads.run(patched, asked, await asked.body())


async def delete(rest, asked: Asked) -> Answer:
    """Delete a resource; its history stays."""
    return await rest.threads.run(deleted, asked)


def created(asked: Asked, text: bytes) -> Answer:
    """Create, in a thread."""
    doc = of_type(json_text.read(text), asked)
    doc.pop("id", None)  # ids are ours on create (R4, 3.1.0.8)
    doc = saving.to_be_kept(doc, asked)
    with saving.changing(asked) as by:
        if condition := conditional.of_create(asked):
            if found := conditional.the_one_found(asked, condition):
                return saving.found_already(found, asked)
        row = keeper_of(asked.type).keep(doc, if_version=None, by=by, now=asked.now)
        saving.refuse_beyond(row, asked.reaches["c"], asked.now)
        return saving.kept(row, asked, is_new=True)


def updated(asked: Asked, text: bytes) -> Answer:
    """Update, in a thread."""
    doc = saving.to_be_kept(with_id(of_type(json_text.read(text), asked), asked), asked)
    wanted = saving.version_wanted(asked)
    with saving.changing(asked) as by:
        before = saving.present(asked.type, asked.id)
        is_new = before is None or before.deleted_at is not None
        if before is not None:
            refuse_out_of_reach(before, asked, "u")
        if is_new and asked.grant.reach(asked.type, "c") is None:
            raise not_here()
        if not is_new and asked.header(b"if-none-match").strip() == "*":
            raise precondition("This is here already (If-None-Match: *).")
        row = keeper_of(asked.type).keep(doc, if_version=wanted, by=by, now=asked.now)
        saving.refuse_beyond(row, asked.reaches["u"], asked.now)
        return saving.kept(row, asked, is_new=is_new)


def patched(asked: Asked, text: bytes) -> Answer:
    """Patch, in a thread. The version that was read is the one that must still be there."""
    steps = patching.steps_in(text)
    wanted = saving.version_wanted(asked)
    with saving.changing(asked) as by:
        before = saving.present(asked.type, asked.id)
        refuse_out_of_reach(before, asked, "u")
        if before.deleted_at is not None:
            raise gone("This was deleted: there is nothing to patch.")
        doc = patching.applied(content_of(before), steps)
        doc = saving.to_be_kept(with_id(of_type(doc, asked), asked), asked)
        row = keeper_of(asked.type).keep(doc, if_version=wanted or before.version, by=by, now=asked.now)
        saving.refuse_beyond(row, asked.reaches["u"], asked.now)
        return saving.kept(row, asked, is_new=False)


def deleted(asked: Asked) -> Answer:
    """Delete, in a thread. What is gone already stays so."""
    wanted = saving.version_wanted(asked)
    with saving.changing(asked) as by:
        before = saving.present(asked.type, asked.id)
        refuse_out_of_reach(before, asked, "d")
        if before.deleted_at is None:
            keeper_of(asked.type).remove(asked.id, if_version=wanted, by=by, now=asked.now)
        return Answer(204)


def of_type(doc: dict, asked: Asked) -> dict:
    """:raises Refused: the resource is not of the type that the address names."""
    if doc["resourceType"] != asked.type:
        raise invalid(f"This address takes {asked.type}, and this is none.", "resourceType")
    return doc


def with_id(doc: dict, asked: Asked) -> dict:
    """:raises Refused: the resource does not bear the id that the address names (R4, 3.1.0.4)."""
    if doc.get("id") != asked.id:
        raise invalid("The resource must have the same id as the address.", "id")
    return doc


def refuse_out_of_reach(before, asked: Asked, letter: str) -> None:
    """:raises Refused: it is not here, or lies out of reach, which reads the same."""
    if before is None:
        raise not_here()
    if not saving.is_within(before, asked.reaches[letter], asked.now):
        raise out_of_reach(patient_of(before))
