"""Rules of the data types (R4, http://hl7.org/fhir/R4/datatypes.html)."""

from .rule import has, has_one_of, not_after, rule

UCUM = "http://unitsofmeasure.org"
QUANTITIES = "Quantity Age Count Distance Duration"


def _in_order(range: dict) -> bool:
    """Range.low and high count only where both have a value in the same unit."""
    low, high = range.get("low", {}), range.get("high", {})
    if "value" not in low or "value" not in high or low.get("code") != high.get("code"):
        return True
    return low.get("unit") != high.get("unit") or low["value"] <= high["value"]


def _is_ratio(ratio: dict) -> bool:
    return has(ratio, "numerator") == has(ratio, "denominator") and has(ratio, "numerator", "extension")


def _is_ucum(quantity: dict) -> bool:
    return has(quantity, "code") >= has(quantity, "value") and quantity.get("system", UCUM) == UCUM


def _is_age(age: dict) -> bool:
    return _is_ucum(age) and age.get("value", 1) > 0


def _is_count(count: dict) -> bool:
    return _is_ucum(count) and count.get("code", "1") == "1" and "." not in str(count.get("value", ""))


def _is_duration(duration: dict) -> bool:
    return not has(duration, "code") or (duration.get("system") == UCUM and has(duration, "value"))


def _offset_has_its_when(repeat: dict) -> bool:
    when = repeat.get("when", ())
    return bool(when) and not any(code in ("C", "CM", "CD", "CV") for code in when)


def _fits_its_type(trigger: dict) -> bool:
    type = trigger.get("type", "")
    if type == "named-event":
        return has(trigger, "name")
    if type == "periodic":
        return has_one_of(trigger, "timing")
    return not type.startswith("data-") or has(trigger, "data")


rule(
    "Extension",
    "ext-1",
    "An extension has either a value or extensions of its own.",
    lambda o: has(o, "extension") != has_one_of(o, "value"),
)
rule(
    "Attachment",
    "att-1",
    "Data needs its contentType.",
    lambda o: not has(o, "data") or has(o, "contentType"),
)
rule(
    "ContactPoint",
    "cpt-2",
    "A value needs its system: phone, email ...",
    lambda o: not has(o, "value") or has(o, "system"),
)
rule(
    "Period",
    "per-1",
    "A period does not end before it starts.",
    lambda o: "start" not in o or "end" not in o or not_after(o["start"], o["end"]),
)
rule(
    QUANTITIES,
    "qty-3",
    "A code for the unit needs its system.",
    lambda o: not has(o, "code") or has(o, "system"),
)
rule("Age", "age-1", "An age is a positive number with a UCUM code of time.", _is_age)
rule("Count", "cnt-3", "A count is a whole number with the UCUM code 1.", _is_count)
rule("Distance", "dis-1", "A distance has a UCUM code of length.", _is_ucum)
rule("Duration", "drt-1", "A duration with a code has a value, and the code is UCUM's.", _is_duration)
rule("Range", "rng-2", "A range goes from low to high.", _in_order)
rule("Ratio", "rat-1", "A ratio has both of its parts, or none and an extension.", _is_ratio)

TIMING = "Timing.repeat"
rule(TIMING, "tim-1", "A duration needs its unit.", lambda o: not has(o, "duration") or has(o, "durationUnit"))
rule(TIMING, "tim-2", "A period needs its unit.", lambda o: not has(o, "period") or has(o, "periodUnit"))
rule(TIMING, "tim-4", "A duration is not negative.", lambda o: o.get("duration", 0) >= 0)
rule(TIMING, "tim-5", "A period is not negative.", lambda o: o.get("period", 0) >= 0)
rule(TIMING, "tim-6", "periodMax needs a period.", lambda o: not has(o, "periodMax") or has(o, "period"))
rule(TIMING, "tim-7", "durationMax needs a duration.", lambda o: not has(o, "durationMax") or has(o, "duration"))
rule(TIMING, "tim-8", "countMax needs a count.", lambda o: not has(o, "countMax") or has(o, "count"))
rule(
    TIMING,
    "tim-9",
    "An offset needs a when, and not one of the meals themselves (C, CM, CD, CV).",
    lambda o: not has(o, "offset") or _offset_has_its_when(o),
)
rule(
    TIMING,
    "tim-10",
    "A time of day and a when exclude each other.",
    lambda o: not (has(o, "timeOfDay") and has(o, "when")),
)
rule(
    "DataRequirement.codeFilter",
    "drq-1",
    "Give either a path or a search parameter.",
    lambda o: has(o, "path") != has(o, "searchParam"),
)
rule(
    "DataRequirement.dateFilter",
    "drq-2",
    "Give either a path or a search parameter.",
    lambda o: has(o, "path") != has(o, "searchParam"),
)
rule(
    "Expression",
    "exp-1",
    "Give an expression or where it is found.",
    lambda o: has(o, "expression", "reference"),
)
rule(
    "TriggerDefinition",
    "trd-1",
    "Timing and data exclude each other.",
    lambda o: not (has(o, "data") and has_one_of(o, "timing")),
)
rule(
    "TriggerDefinition",
    "trd-2",
    "A condition needs data.",
    lambda o: not has(o, "condition") or has(o, "data"),
)
rule(
    "TriggerDefinition",
    "trd-3",
    "A named event needs its name, a periodic one its timing, a data event its data.",
    _fits_its_type,
)
