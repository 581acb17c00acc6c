"""A medicine inside a document, as it was when it was chosen: FHIR Medication (R4, medication.html). Pure.

The concept says what is prescribed to whoever reads the document; the contained Medication keeps of what it is made, so
that checks, renewals and pharmacies need no catalogue, and a catalogue that is loaded anew changes nothing.
"""

from decimal import Decimal

from telepraxis.registry.formulary.medicine import Ingredient, Medicine

SUBSTANCE = "urn:telepraxis:substance"
FORM = "urn:telepraxis:dose-form"
UCUM = "http://unitsofmeasure.org"
MADE_OF = "urn:telepraxis:medicine"
SHAPE = "urn:telepraxis:medicine-shape"
INSIDE = "medicine"


def concept(medicine: Medicine) -> dict:
    """Return the medicine as a CodeableConcept."""
    coding = [{"system": medicine.system, "code": medicine.code, "display": medicine.name}] if medicine.code else []
    return ({"coding": coding} if coding else {}) | {"text": medicine.name}


def put_in(doc: dict, medicine: Medicine) -> dict:
    """Return the document with the medicine in it, named and contained."""
    pointer = {"url": MADE_OF, "valueReference": {"reference": f"#{INSIDE}"}}
    return doc | {
        "contained": [*doc.get("contained", []), contained(medicine)],
        "extension": [*doc.get("extension", []), pointer],
        "medicationCodeableConcept": concept(medicine),
    }


def read(doc: dict, name: str = INSIDE) -> Medicine | None:
    """Return the medicine that a document of ours contains, None where it only names one."""
    found = next((each for each in doc.get("contained", []) if each.get("id") == name), None)
    if found is None or found.get("resourceType") != "Medication":
        return None
    said = _shape(found)
    coding = next(iter((found.get("code") or {}).get("coding", [])), {})
    return Medicine(
        id=0,
        system=coding.get("system", ""),
        code=coding.get("code", ""),
        name=(found.get("code") or {}).get("text", ""),
        ingredients=tuple(_ingredient(each) for each in found.get("ingredient", [])),
        form=_code(found.get("form")),
        routes=tuple(said.get("route", ())),
        counted_in=_one(said, "counted-in"),
        brand=_one(said, "brand"),
        schedule=_one(said, "schedule"),
        may_be_split=bool(said.get("may-be-split")),
        jurisdiction=_one(said, "jurisdiction"),
    )


def contained(medicine: Medicine, name: str = INSIDE) -> dict:
    """Return the medicine as a resource to lie inside a document."""
    shape = [
        ("counted-in", medicine.counted_in),
        *(("route", route) for route in medicine.routes),
        ("brand", medicine.brand),
        ("schedule", medicine.schedule),
        ("may-be-split", "yes" if medicine.may_be_split else ""),
        ("jurisdiction", medicine.jurisdiction),
    ]
    doc = {
        "resourceType": "Medication",
        "id": name,
        "extension": [
            {"url": SHAPE, "extension": [{"url": name, "valueString": said} for name, said in shape if said]}
        ],
        "code": concept(medicine),
        "form": {"coding": [{"system": FORM, "code": medicine.form}]} if medicine.form else {},
        "ingredient": [_written(each) for each in medicine.ingredients],
    }
    return {name: value for name, value in doc.items() if value}


def _written(ingredient: Ingredient) -> dict:
    item = {"coding": [{"system": SUBSTANCE, "code": ingredient.substance}], "text": ingredient.name}
    said = {"itemCodeableConcept": item, "isActive": True}
    if ingredient.amount is not None:
        said["strength"] = {
            "numerator": _quantity(ingredient.amount, ingredient.unit),
            "denominator": _quantity(ingredient.per, ingredient.per_unit or "1"),
        }
    return said


def _quantity(value: Decimal, unit: str) -> dict:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def _ingredient(said: dict) -> Ingredient:
    item, strength = said.get("itemCodeableConcept") or {}, said.get("strength") or {}
    amount, per = strength.get("numerator") or {}, strength.get("denominator") or {}
    per_unit = per.get("code", "")
    return Ingredient(
        substance=_code(item),
        name=item.get("text", ""),
        amount=_number(amount.get("value")),
        unit=amount.get("code", ""),
        per=_number(per.get("value")) or Decimal(1),
        per_unit="" if per_unit == "1" else per_unit,
    )


def _shape(contained: dict) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for each in contained.get("extension", []):
        if each.get("url") == SHAPE:
            for part in each.get("extension", []):
                said.setdefault(part["url"], []).append(part.get("valueString", ""))
    return said


def _one(said: dict[str, list[str]], name: str) -> str:
    return next(iter(said.get(name, ())), "")


def _code(of: dict | None) -> str:
    return next((each["code"] for each in (of or {}).get("coding", []) if each.get("code")), "")


def _number(value) -> Decimal | None:
    return None if value is None else Decimal(str(value))
