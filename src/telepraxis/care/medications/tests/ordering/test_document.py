"""A dosage survives the way into FHIR and back, and what is written is legal R4."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.validation import check
from telepraxis.care.medications.ordering.document import NotModelled, from_document, to_document
from telepraxis.care.medications.ordering.dosage import Dosage, Dose, Step, Supply

from .shelf import SHELF, one

UNITS = st.sampled_from(["tablet", "capsule", "mL", "mg", "[IU]", "puff", "application", "drop", "g", "ug"])
PLAIN = st.decimals(min_value="0.001", max_value=5000, places=3)
WORDS = st.text(st.characters(categories=("L", "N"), include_characters=" ,.'-"), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)
SOME_WORDS = st.one_of(st.just(""), WORDS.filter(bool))
DAYS = "mon tue wed thu fri sat sun".split()
WHEN = "MORN NOON AFT EVE NIGHT HS WAKE C CM CD CV AC ACM ACD ACV PC PCM PCD PCV".split()


@st.composite
def doses(draw) -> Dose:
    low = draw(PLAIN)
    high = draw(st.one_of(st.just(low), PLAIN.filter(lambda value: value >= low)))
    if draw(st.booleans()):
        return Dose(low, high, draw(UNITS))
    per_kg = draw(PLAIN)
    unit, daily = draw(st.sampled_from(["mg", "ug", "mL"])), draw(st.booleans())
    if draw(st.booleans()):
        return Dose(Decimal(0), Decimal(0), unit, per_kg, unit, daily)
    return Dose(low, high, "mL", per_kg, unit, daily, draw(st.decimals(min_value=1, max_value=150, places=1)))


@st.composite
def steps(draw, first: bool) -> Step:
    rhythm = {"times": 0}
    if draw(st.booleans()):
        times, period = draw(st.integers(1, 8)), draw(st.decimals(min_value="0.5", max_value=72, places=1))
        rhythm = {
            "times": times,
            "times_max": draw(st.one_of(st.none(), st.integers(times + 1, 12))),
            "period": period,
            "period_unit": draw(st.sampled_from(["h", "d", "wk", "mo"])),
            "period_max": draw(st.one_of(st.none(), st.just(period + 2))),
        }
    return Step(
        draw(doses()),
        **rhythm,
        when=tuple(draw(st.lists(st.sampled_from(WHEN), unique=True, max_size=3))),
        days_of_week=tuple(draw(st.lists(st.sampled_from(DAYS), unique=True, max_size=3))),
        days=draw(st.one_of(st.none(), st.integers(1, 400))),
        count=draw(st.one_of(st.none(), st.integers(1, 20))),
        with_previous=draw(st.booleans()) and not first,
    )


@st.composite
def dosages(draw) -> Dosage:
    number = draw(st.integers(1, 4))
    reason = draw(SOME_WORDS)
    return Dosage(
        tuple(draw(steps(first=not place)) for place in range(number)),
        route=draw(st.sampled_from(["", "oral", "topical", "subcutaneous"])),
        as_needed=bool(reason) or draw(st.booleans()),
        as_needed_for=reason,
        most_per_day=draw(st.one_of(st.none(), PLAIN)),
        site=draw(SOME_WORDS),
        extra=draw(SOME_WORDS),
    )


@st.composite
def supplies(draw) -> Supply:
    known = draw(st.booleans())
    return Supply(
        draw(PLAIN) if known else None,
        draw(UNITS),
        draw(st.integers(0, 12)),
        draw(st.one_of(st.none(), st.integers(1, 90))),
        draw(st.one_of(st.none(), st.integers(1, 365))),
        "" if known else draw(WORDS.filter(bool)),
    )


ONE_TABLET = {"doseQuantity": {"value": 1, "unit": "tablet"}}


def request_with(document: dict) -> dict:
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Amoxicillin 500 mg capsule"},
        "subject": {"reference": "Patient/amara"},
    } | document


@settings(max_examples=150, deadline=None)
@given(dosages(), st.one_of(st.none(), supplies()), st.sampled_from(SHELF), st.sampled_from(["en", "es"]))
def test_a_dosage_comes_back_as_it_went_and_is_legal(dosage, supply, medicine, language):
    document = request_with(to_document(dosage, supply, medicine, language))

    assert check(document) == []
    assert from_document(json_text.read(json_text.written(document))) == (dosage, supply)


def test_a_course_of_a_week_in_full():
    dosage = Dosage((Step(Dose(Decimal(1), Decimal(1), "capsule"), times=3, days=7),), route="oral")

    document = to_document(dosage, Supply(Decimal(21), "capsule", days=7), one("Amoxicillin 500 mg capsule"), "es")

    assert document == {
        "dosageInstruction": [
            {
                "sequence": 1,
                "text": "1 cápsula (500 mg) por la boca 3 veces al día durante 7 días.",
                "patientInstruction": "Tome 1 cápsula 3 veces al día, por la mañana, al mediodía y por la noche,"
                " durante 7 días.",
                "timing": {
                    "repeat": {
                        "boundsDuration": {"value": 7, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"},
                        "frequency": 3,
                        "period": 1,
                        "periodUnit": "d",
                    }
                },
                "route": {
                    "coding": [
                        {"system": "urn:telepraxis:route", "code": "oral"},
                        {"system": "http://snomed.info/sct", "code": "26643006"},
                    ],
                    "text": "by mouth",
                },
                "doseAndRate": [
                    {
                        "doseQuantity": {
                            "value": 1,
                            "unit": "capsule",
                            "system": "http://unitsofmeasure.org",
                            "code": "{capsule}",
                        }
                    }
                ],
            }
        ],
        "dispenseRequest": {
            "numberOfRepeatsAllowed": 0,
            "quantity": {
                "value": 21,
                "unit": "capsule",
                "system": "http://unitsofmeasure.org",
                "code": "{capsule}",
            },
            "expectedSupplyDuration": {"value": 7, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"},
        },
    }


@pytest.mark.parametrize(
    "instruction",
    [
        {"text": "as before"},
        {"doseAndRate": [{"rateQuantity": {"value": 5, "unit": "mL/h"}}]},
        {"doseAndRate": [ONE_TABLET], "timing": {"repeat": {"timeOfDay": ["08:00"]}}},
        {"doseAndRate": [ONE_TABLET], "method": {"text": "swallow"}},
    ],
)
def test_what_a_dosage_has_no_place_for_is_not_half_read(instruction):
    with pytest.raises(NotModelled):
        from_document({"dosageInstruction": [instruction]})
