"""Changes of what a search finds (R4, http://hl7.org/fhir/R4/http.html#ccreate and after)."""

from django.db import connection

from telepraxis.base import tenancy
from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import forbidden, invalid, precondition
from telepraxis.base.fhir.parameters import types
from telepraxis.base.record.keepers import keeper_of

from . import filtering, negotiating, patching, saving, writing
from .answers import Answer
from .asked import Asked, parameters_in
from .reading import not_here

SHAPE = ("_format", "_pretty")  # parameters that say how an answer looks
NAMING = ("_id", "identifier")  # and those that name a document without saying what stands in it


async def update(rest, asked: Asked) -> Answer:
    """Change the one resource that the parameters find; without one, make it."""
    negotiating.refuse_other_body(asked)
    return await rest.threads.run(updated, asked, await asked.body())


async def patch(rest, asked: Asked) -> Answer:
    """Patch the one resource that the parameters find."""
    negotiating.refuse_other_body(asked, negotiating.PATCHES)
    return await rest.threads.run(patched, asked, await asked.body())


async def delete(rest, asked: Asked) -> Answer:
    """Delete the one resource that the parameters find; several are left alone (R4, 3.1.0.7.1)."""
    return await rest.threads.run(deleted, asked)


def updated(asked: Asked, text: bytes) -> Answer:
    """Update conditionally, in a thread. Both steps stand in one transaction."""
    doc = writing.of_type(json_text.read(text), asked)
    with saving.changing(asked):
        found = the_one_found(asked, asked.scope.get("query_string", b"").decode("latin-1"))
        if found is not None and doc.get("id") not in (None, found.logical_id):
            raise invalid("The parameters find another resource than the one that this is.", "id")
        if found is None and "id" not in doc:
            return _created(asked, doc)
        asked.id = doc.get("id") if found is None else found.logical_id
        return writing.updated(asked, json_text.written(doc | {"id": asked.id}).encode())


def _created(asked: Asked, doc: dict) -> Answer:
    reach = asked.grant.reach(asked.type, "c")
    if reach is None:
        raise not_here()
    asked.reaches["c"] = reach
    return writing.created(asked, json_text.written(doc).encode())


def patched(asked: Asked, text: bytes) -> Answer:
    """Patch conditionally, in a thread."""
    patching.steps_in(text)
    with saving.changing(asked):
        asked.id = _found_or_refused(asked).logical_id
        return writing.patched(asked, text)


def deleted(asked: Asked) -> Answer:
    """Delete conditionally, in a thread."""
    with saving.changing(asked) as by:
        found = the_one_found(asked, asked.scope.get("query_string", b"").decode("latin-1"))
        if found is None:
            return Answer(204)
        writing.refuse_out_of_reach(found, asked, "d")
        wanted = saving.version_wanted(asked)
        keeper_of(asked.type).remove(found.logical_id, if_version=wanted, by=by, now=asked.now)
        return Answer(204)


def _found_or_refused(asked: Asked):
    found = the_one_found(asked, asked.scope.get("query_string", b"").decode("latin-1"))
    if found is None:
        raise not_here()
    return found


def of_create(asked: Asked) -> str:
    """Return the condition of a create, "" without one.

    R4 has it in If-None-Exist; some clients (fhirpy) put it into the address, and to pass it over would make doubles.
    """
    condition = asked.header(b"if-none-exist")
    if condition or not any(name not in SHAPE for name, _ in asked.parameters()):
        return condition
    return asked.scope.get("query_string", b"").decode("latin-1")


def the_one_found(asked: Asked, condition: str, type: str = ""):
    """Return the row of the one document that a condition finds within reach of the bearer's searches, None for none.

    :raises Refused: it finds several (412), or is none: a condition that chooses nothing chooses everything.
    """
    type = type or asked.type
    if type not in types():
        raise invalid("A condition begins with a resource type of FHIR R4.")
    pairs = parameters_in(condition.strip().lstrip("?").encode("utf-8", "replace"))
    pairs = [(name, value) for name, value in pairs if name not in SHAPE]
    if not any(value for _, value in pairs):
        raise invalid("A condition names at least one parameter to search by.")
    reach = asked.grant.reach(type, "s")
    if reach is None:
        raise forbidden(f"This token may not search {type}, which a condition takes.")
    _one_at_a_time(asked, type, condition)
    found = filtering.ids_that_meet(asked, type, pairs, reach, most=2)
    if not found and all(name in NAMING for name, _ in pairs):
        _refuse_closed(asked, type, pairs, reach)
    if len(found) > 1:
        raise precondition("More than one resource meets the condition: name one of them.", code="multiple-matches")
    return saving.present(type, found[0]) if found else None


def _refuse_closed(asked: Asked, type: str, pairs: list[tuple[str, str]], reach: Reach) -> None:
    """A condition that only names what it means must not make it twice because it is closed to the bearer. Of any other
    condition nothing is told: it could ask what stands in there.

    :raises Refused: it is here, and closed (404, as for any change of it).
    """
    with tenancy.seeing_everything():
        is_here = bool(filtering.ids_that_meet(asked, type, pairs, reach, most=1))
    if is_here:
        raise saving.closed()


def _one_at_a_time(asked: Asked, type: str, condition: str) -> None:
    """Two that look for the same at once would both find nothing, and both make it."""
    with connection.cursor() as cursor:
        key = f"{asked.organization_id} {type}?{condition}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
