"""FHIR R4 Medication (http://hl7.org/fhir/R4/medication.html) and MedicationKnowledge, in a Bundle or line by line."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path

from .. import strengths
from ..dose_forms import FORMS, ROUTES
from ..listed import Listed
from ..medicine import Ingredient, Pack
from ..starter_set import schedule_of_combination
from ..substances import called, slug_of
from . import BadLine, Lines
from .form_words import form_by_words

TYPES = ("Medication", "MedicationKnowledge")
BY_SNOMED = {route.snomed: route.key for route in ROUTES.values()}
GONE = ("inactive", "entered-in-error")


def read(path: Path, left_out: Counter) -> Lines:
    """Yield the medicines; those that are inactive are left out, as if the list did not name them."""
    for where, resource in _resources(path):
        if resource.get("resourceType") not in TYPES:
            left_out[f"resources that are no medicine ({resource.get('resourceType', 'of no type')})"] += 1
        elif resource.get("status") in GONE:
            left_out["medicines that the list itself calls inactive"] += 1
        else:
            try:
                yield where, _medicine(resource, where)
            except (TypeError, AttributeError, KeyError):
                raise BadLine("not shaped as FHIR R4 has it; check it with a validator", where) from None


def system_in(path: Path) -> str:
    """Return the system of the codes of the first medicine, "" where it says none."""
    for _, resource in _resources(path):
        if resource.get("resourceType") in TYPES:
            with suppress(TypeError, AttributeError):  # its reader says so with its place
                return _coding(resource.get("code") or {}).get("system", "")
            return ""
    return ""


def _resources(path: Path) -> Iterator[tuple[str, dict]]:
    if path.suffix.lower() == ".ndjson":
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield f"line {number}", _parsed(line, f"line {number}")
        return
    resource = _parsed(path.read_bytes(), "")
    if resource.get("resourceType") != "Bundle":
        yield "the resource", resource
        return
    for number, entry in enumerate(resource.get("entry") or (), start=1):
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            yield f"entry {number}", entry["resource"]


def _parsed(text: bytes, where: str) -> dict:
    try:
        found = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as fault:
        raise BadLine(f"no JSON as it should be ({fault.msg})", where or f"line {fault.lineno}") from None
    except UnicodeDecodeError:
        raise BadLine("not in UTF-8; save the file as UTF-8", where) from None
    if not isinstance(found, dict):
        raise BadLine("this is no FHIR resource", where)
    return found


def _medicine(resource: dict, where: str) -> Listed:
    coding = _coding(resource.get("code") or {})
    if not coding.get("code"):
        raise BadLine("code.coding has no code; each medicine needs one of its own", where)
    form = _form(resource.get("form") or resource.get("doseForm") or {})
    ingredients = tuple(_ingredient(each, where) for each in resource.get("ingredient") or ())
    if not ingredients:
        raise BadLine("ingredient is missing; without it nothing can be checked", where)
    return Listed(
        code=coding["code"], name=(resource["code"].get("text") or coding.get("display") or "").strip(),
        ingredients=ingredients, form=form.key, routes=_routes(resource) or form.routes, counted_in=form.counted_in,
        schedule=schedule_of_combination(tuple(each.substance for each in ingredients), form.key),
        may_be_split=form.may_be_split, synonyms=tuple(resource.get("synonym") or ()), packs=_packs(resource),
    )  # fmt: skip


def _coding(concept: dict) -> dict:
    return next((each for each in concept.get("coding") or () if each.get("code")), {})


def _form(concept: dict):
    coding = _coding(concept)
    found = (
        FORMS.get(text) or form_by_words(text)
        for text in (coding.get("code"), coding.get("display"), concept.get("text"))
        if text
    )
    return next((form for form in found if form), FORMS["other"])


def _ingredient(each: dict, where: str) -> Ingredient:
    concept = each.get("itemCodeableConcept") or {}
    name = (
        _coding(concept).get("display") or concept.get("text") or (each.get("itemReference") or {}).get("display") or ""
    )
    if not name.strip():
        raise BadLine("an ingredient has no name; put it in itemCodeableConcept.text", where)
    slug, said = slug_of(name), called(name.strip())
    strength = each.get("strength") or {}
    over, under = strength.get("numerator") or {}, strength.get("denominator") or {}
    unit = strengths.UNITS.get(str(over.get("code") or over.get("unit") or "").lower())
    per_unit = strengths.PER.get(_base(under), None)
    if over.get("value") is None or unit is None or per_unit is None:
        return Ingredient(slug, said)
    return Ingredient(
        slug, said, _number(over["value"], where), unit, _number(under.get("value") or 1, where), per_unit
    )


def _base(under: dict) -> str:
    """Return what the strength is in, "" for a piece of the form: UCUM writes such pieces in braces, or 1."""
    said = str(under.get("code") or under.get("unit") or "").lower().strip("{}")
    return "" if said == "1" or form_by_words(said) else said


def _number(value, where: str) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise BadLine(f"{value} is no number", where) from None


def _routes(resource: dict) -> tuple[str, ...]:
    found = (_coding(each) for each in resource.get("intendedRoute") or ())
    known = (
        BY_SNOMED.get(each.get("code"), each.get("code") if each.get("code") in ROUTES else None) for each in found
    )
    return tuple(dict.fromkeys(route for route in known if route))


def _packs(resource: dict) -> tuple[Pack, ...]:
    boxes = [(each.get("type") or {}, each.get("quantity") or {}) for each in [resource.get("packaging") or {}] if each]
    amount = (resource.get("amount") or {}).get("numerator") or {}
    boxes += [({}, amount)] if amount.get("value") is not None else []
    return tuple(
        Pack(_coding(kind).get("system", ""), _coding(kind).get("code", ""), Decimal(str(size.get("value") or 0)),
             str(kind.get("text") or ""))
        for kind, size in boxes
    )  # fmt: skip
