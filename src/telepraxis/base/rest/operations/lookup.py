"""CodeSystem/$lookup: what a code means (R4, http://hl7.org/fhir/R4/codesystem-operation-lookup.html)."""

from telepraxis.base.fhir import definitions, terminology
from telepraxis.base.fhir.outcome import invalid, not_found

from ..answers import Answer, of_document
from ..asked import Asked
from ..permissions import EACH_BY_ITSELF
from . import kept_systems, parameters
from .known import TYPE, Operation


async def answer(rest, asked: Asked) -> Answer:
    """Return the display and definition of a code."""
    given = await parameters.given(asked)
    system, code, _ = parameters.coding(given)
    if not system or not code:
        raise invalid("$lookup takes `system` and `code`, or a `coding`.")
    concept = terminology.lookup(system, code)
    if concept is None:
        return of_document(parameters.answered(*await _of_kept(rest, system, code)))
    known = definitions.terminology()["systems"][system]
    values = [
        ("name", "valueString", known["title"] or known["name"]),
        ("version", "valueString", known["version"]),
        ("display", "valueString", concept.display or concept.code),
        ("definition", "valueString", concept.definition),
    ]
    return of_document(parameters.answered(*values))


async def _of_kept(rest, system: str, code: str) -> list[tuple[str, str, str]]:
    kept = await rest.threads.run(kept_systems.looked_up, system, code)
    if kept is None or not kept.words:
        raise not_found("This code, or its code system, is not known here.")
    values = {"name": kept.title, "version": kept.version, "display": kept.words[0]}
    return [(name, "valueString", value) for name, value in values.items()]


OPERATION = Operation(
    name="lookup",
    levels=frozenset({TYPE}),
    types=frozenset({"CodeSystem"}),
    rule=EACH_BY_ITSELF,
    answer=answer,
    definition="http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup",
)
