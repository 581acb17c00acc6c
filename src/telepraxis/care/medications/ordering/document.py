"""A dosage and its supply as FHIR R4 writes them: Dosage and MedicationRequest.dispenseRequest, and back. Pure.

http://hl7.org/fhir/R4/dosage.html. Steps of a course bear the numbers of their sequence; those that run at the same
time share one. What R4 has no element for stands in extensions of ours, so that nothing is lost on the way and back.
"""

from decimal import Decimal
from typing import Any

from telepraxis.registry.formulary.dose_forms import ROUTES
from telepraxis.registry.formulary.medicine import Medicine

from . import wording
from .dosage import Dosage, Dose, Step, Supply

UCUM = "http://unitsofmeasure.org"
KIND_OF_DOSE = "http://terminology.hl7.org/CodeSystem/dose-rate-type"
SNOMED = "http://snomed.info/sct"
ROUTE = "urn:telepraxis:route"
WEIGHT = "urn:telepraxis:dose-by-weight"
WHY_UNKNOWN = "urn:telepraxis:quantity-unknown-because"
MEASURED_IN = frozenset({"mg", "g", "ug", "ng", "kg", "mL", "L", "[IU]", "mmol", "meq", "%"})
FACTS = frozenset(
    "id sequence text patientInstruction additionalInstruction timing asNeededBoolean asNeededCodeableConcept site"
    " route doseAndRate maxDosePerPeriod".split()
)
REPEATED = frozenset("boundsDuration count frequency frequencyMax period periodMax periodUnit dayOfWeek when".split())


class NotModelled(ValueError):
    """The document says something of the dosage that a Dosage has no place for; it is shown as text instead."""


def to_document(dosage: Dosage, supply: Supply | None, medicine: Medicine, language: str) -> dict[str, Any]:
    """Return {dosageInstruction, dispenseRequest} of a MedicationRequest, its texts in the language."""
    document: dict[str, Any] = {"dosageInstruction": _instructions(dosage, medicine, language)}
    if supply is not None:
        document["dispenseRequest"] = _dispense_request(supply)
    return document


def from_document(document: dict[str, Any]) -> tuple[Dosage, Supply | None]:
    """Return the dosage and the supply that a MedicationRequest says.

    :raises NotModelled: it says more than a Dosage can hold, as documents from elsewhere may.
    """
    instructions = document.get("dosageInstruction") or []
    try:
        return _dosage(instructions), _supply(document.get("dispenseRequest"))
    except (KeyError, TypeError, IndexError, AttributeError, ArithmeticError) as fault:
        raise NotModelled(f"The dosage has a shape that is not known here: {fault}") from fault


def _instructions(dosage: Dosage, medicine: Medicine, language: str) -> list[dict]:
    found, sequence = [], 0
    for step in dosage.steps:
        sequence += 0 if step.with_previous and sequence else 1
        one = Dosage((step,), dosage.route, dosage.as_needed, dosage.as_needed_for, dosage.most_per_day, dosage.site)
        instruction = {
            "sequence": sequence,
            "text": wording.say(medicine, one, language=language, for_patient=False).partition(": ")[2],
            "patientInstruction": wording.say(medicine, one, language=language, for_patient=True),
            "additionalInstruction": [{"text": dosage.extra}] if dosage.extra else None,
            "timing": _timing(step),
            "site": {"text": dosage.site} if dosage.site else None,
            "route": _route(dosage.route),
            "doseAndRate": _dose_and_rate(step.dose),
            "maxDosePerPeriod": _most(dosage.most_per_day, step.dose.unit),
        } | _as_needed(dosage)
        found.append({key: value for key, value in instruction.items() if value is not None})
    return found


def _timing(step: Step) -> dict | None:
    repeat = {
        "boundsDuration": _in_days(step.days),
        "count": step.count,
        "frequency": step.times or None,
        "frequencyMax": step.times_max,
        "period": _number(step.period) if step.times else None,
        "periodMax": _number(step.period_max) if step.period_max is not None else None,
        "periodUnit": step.period_unit if step.times else None,
        "dayOfWeek": list(step.days_of_week) or None,
        "when": list(step.when) or None,
    }
    repeat = {key: value for key, value in repeat.items() if value is not None}
    return {"repeat": repeat} if repeat else None


def _as_needed(dosage: Dosage) -> dict:
    if dosage.as_needed_for:
        return {"asNeededCodeableConcept": {"text": dosage.as_needed_for}}
    return {"asNeededBoolean": True} if dosage.as_needed else {}


def _route(route: str) -> dict | None:
    if not route:
        return None
    known = ROUTES.get(route)
    coding = [{"system": ROUTE, "code": route}]
    if known and known.snomed:
        coding.append({"system": SNOMED, "code": known.snomed})
    return {"coding": coding, "text": wording.en.ROUTES.get(route, route)}


def _dose_and_rate(dose: Dose) -> list[dict]:
    if dose.per_kg is None:
        return [_dose(dose)]
    unit = f"{dose.per_kg_unit}/kg" + ("/d" if dose.per_kg_is_daily else "")
    ordered = {"type": _kind("ordered", "Ordered"), "doseQuantity": _ucum(dose.per_kg, unit)}
    if dose.weight_kg is None:
        return [ordered]
    ordered["extension"] = [{"url": WEIGHT, "valueQuantity": _ucum(dose.weight_kg, "kg")}]
    return [ordered, {"type": _kind("calculated", "Calculated")} | _dose(dose)]


def _kind(code: str, display: str) -> dict:
    return {"coding": [{"system": KIND_OF_DOSE, "code": code, "display": display}]}


def _dose(dose: Dose) -> dict:
    if dose.low == dose.high:
        return {"doseQuantity": _quantity(dose.high, dose.unit)}
    return {"doseRange": {"low": _quantity(dose.low, dose.unit), "high": _quantity(dose.high, dose.unit)}}


def _most(most: Decimal | None, unit: str) -> dict | None:
    return None if most is None else {"numerator": _quantity(most, unit), "denominator": _in_days(1)}


def _dispense_request(supply: Supply) -> dict:
    quantity = (
        {"unit": supply.unit, "extension": [{"url": WHY_UNKNOWN, "valueString": supply.why_unknown or "not said"}]}
        if supply.quantity is None
        else _quantity(supply.quantity, supply.unit)
    )
    request = {
        "dispenseInterval": _in_days(supply.interval_days),
        "numberOfRepeatsAllowed": supply.repeats,
        "quantity": quantity,
        "expectedSupplyDuration": _in_days(supply.days),
    }
    return {key: value for key, value in request.items() if value is not None}


def _in_days(days: int | None) -> dict | None:
    return None if days is None else {"value": days, "unit": "d", "system": UCUM, "code": "d"}


def _ucum(value: Decimal, code: str) -> dict:
    return {"value": _number(value), "unit": code, "system": UCUM, "code": code}


def _quantity(value: Decimal, unit: str) -> dict:
    """A piece bears an annotation of UCUM: a tablet is one of {tablet}."""
    code = unit if unit in MEASURED_IN else f"{{{unit}}}"
    return {"value": _number(value), "unit": unit, "system": UCUM, "code": code}


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value


def _dosage(instructions: list[dict]) -> Dosage:
    steps: list[Step] = []
    for place, each in enumerate(instructions):
        if unknown := set(each) - FACTS:
            raise NotModelled(f"The dosage says {', '.join(sorted(unknown))}, which has no place here.")
        alongside = place > 0 and each.get("sequence") == instructions[place - 1].get("sequence")
        steps.append(_step(each, alongside=alongside))
    if not steps:
        raise NotModelled("There is no dosage.")
    first = instructions[0]
    most = first.get("maxDosePerPeriod")
    reason = first.get("asNeededCodeableConcept", {}).get("text", "")
    return Dosage(
        steps=tuple(steps),
        route=_route_in(first.get("route")),
        as_needed=bool(reason) or first.get("asNeededBoolean", False),
        as_needed_for=reason,
        most_per_day=_value(most["numerator"]) if most else None,
        site=first.get("site", {}).get("text", ""),
        extra="; ".join(extra["text"] for extra in first.get("additionalInstruction", ())),
    )


def _step(instruction: dict, *, alongside: bool) -> Step:
    repeat = instruction.get("timing", {}).get("repeat", {})
    if unknown := set(repeat) - REPEATED:
        raise NotModelled(f"The timing says {', '.join(sorted(unknown))}, which has no place here.")
    return Step(
        dose=_dose_in(instruction["doseAndRate"]),
        times=repeat.get("frequency", 1 if "period" in repeat else 0),
        times_max=repeat.get("frequencyMax"),
        period=Decimal(str(repeat.get("period", 1))),
        period_unit=repeat.get("periodUnit", "d"),
        when=tuple(repeat.get("when", ())),
        days_of_week=tuple(repeat.get("dayOfWeek", ())),
        days=_days_in(repeat.get("boundsDuration")),
        period_max=Decimal(str(repeat["periodMax"])) if "periodMax" in repeat else None,
        count=repeat.get("count"),
        with_previous=alongside,
    )


def _dose_in(doses: list[dict]) -> Dose:
    by_weight = next((each for each in doses if _is_ordered(each)), None)
    settled = next((each for each in doses if not _is_ordered(each)), None)
    low, high, unit = _bounds(settled) if settled else (Decimal(0), Decimal(0), "")
    if by_weight is None:
        return Dose(low, high, unit)
    said = by_weight["doseQuantity"]
    per_unit, _, rest = said["code"].partition("/kg")
    weight = next((_value(each["valueQuantity"]) for each in by_weight.get("extension", ())), None)
    return Dose(low, high, unit or per_unit, _value(said), per_unit, rest == "/d", weight)


def _is_ordered(dose: dict) -> bool:
    codes = {coding.get("code") for coding in dose.get("type", {}).get("coding", ())}
    return "ordered" in codes and "/kg" in dose.get("doseQuantity", {}).get("code", "")


def _bounds(dose: dict) -> tuple[Decimal, Decimal, str]:
    if "doseQuantity" in dose:
        value = _value(dose["doseQuantity"])
        return value, value, _unit(dose["doseQuantity"])
    low, high = dose["doseRange"]["low"], dose["doseRange"]["high"]
    return _value(low), _value(high), _unit(high)


def _value(quantity: dict) -> Decimal:
    return Decimal(str(quantity["value"]))


def _unit(quantity: dict) -> str:
    return (quantity.get("code") or quantity["unit"]).strip("{}")


def _days_in(duration: dict | None) -> int | None:
    if duration is None:
        return None
    if duration.get("code") not in ("d", "wk"):
        raise NotModelled("The dosage is bounded by something other than days.")
    return int(duration["value"]) * (7 if duration["code"] == "wk" else 1)


def _route_in(route: dict | None) -> str:
    if route is None:
        return ""
    codes = {each.get("system"): each.get("code", "") for each in route.get("coding", ())}
    by_snomed = next((each.key for each in ROUTES.values() if each.snomed and each.snomed == codes.get(SNOMED)), "")
    return codes.get(ROUTE) or by_snomed or route.get("text", "")


def _supply(request: dict | None) -> Supply | None:
    if request is None:
        return None
    quantity = request.get("quantity", {})
    why = next((each["valueString"] for each in quantity.get("extension", ()) if each["url"] == WHY_UNKNOWN), "")
    return Supply(
        quantity=_value(quantity) if "value" in quantity else None,
        unit=_unit(quantity) if quantity else "",
        repeats=request.get("numberOfRepeatsAllowed", 0),
        interval_days=_days_in(request.get("dispenseInterval")),
        days=_days_in(request.get("expectedSupplyDuration")),
        why_unknown=why,
    )
