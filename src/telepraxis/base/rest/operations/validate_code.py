"""$validate-code: whether a code belongs to a code system or value set (R4, valueset-operation-validate-code.html)."""

from typing import Any

from telepraxis.base.fhir import terminology
from telepraxis.base.fhir.outcome import invalid, not_found

from ..answers import Answer, of_document
from ..asked import Asked
from ..permissions import EACH_BY_ITSELF
from . import kept_systems, parameters
from .known import TYPE, Operation


async def answer(rest, asked: Asked) -> Answer:
    """Return `result`, and why not when it is false."""
    given = await parameters.given(asked)
    url = parameters.text(given, "url")
    if asked.type == "ValueSet" and not url:
        raise invalid("Say which value set with `url`.", "url")
    found = [await _validated(rest, asked.type, url, *coding) for coding in _codings(given, asked.type, url)]
    best = next((each for each in found if each.result), found[0])
    if best.result is None:
        raise not_found(best.message or "This code system or value set is not known here.")
    return of_document(
        parameters.answered(
            ("result", "valueBoolean", best.result),
            ("message", "valueString", best.message),
            ("display", "valueString", best.display),
        )
    )


async def _validated(rest, type: str, url: str, system: str, code: str, display: str):
    if type == "ValueSet":
        return terminology.validate_code(code=code, system=system, value_set=url, display=display)
    answer = terminology.validate_code(code=code, system=url or system, display=display)
    if answer.result is None:
        answer = await rest.threads.run(kept_systems.validated, url or system, code, display) or answer
    return answer


def _codings(given: dict[str, Any], type: str, url: str) -> list[tuple[str, str, str]]:
    """Return (system, code, display) of each code that is asked about: one of them must be valid."""
    concept = given.get("codeableConcept")
    if concept is not None:
        inside = concept.get("coding") if isinstance(concept, dict) else None
        if not isinstance(inside, list) or not inside:
            raise invalid("codeableConcept has at least one coding.", "codeableConcept")
        codings = [parameters.coding({"coding": each}) for each in inside]
    else:
        codings = [parameters.coding(given)]
    if not all(code for _, code, _ in codings):
        raise invalid("Say which code with `code`, `coding` or `codeableConcept`.", "code")
    if type == "CodeSystem" and not url and not all(system for system, _, _ in codings):
        raise invalid("Say which code system with `url`.", "url")
    return codings


OPERATION = Operation(
    name="validate-code",
    levels=frozenset({TYPE}),
    types=frozenset({"CodeSystem", "ValueSet"}),
    rule=EACH_BY_ITSELF,
    answer=answer,
    definition="http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code",
)
