"""Doses by body weight: what they come to, what can be measured of it, how far apart that is."""

from datetime import date
from decimal import Decimal

import pytest

from telepraxis.care.medications.ordering import line, weight
from telepraxis.care.medications.ordering.dosage import Dosage, Dose, Step

from .shelf import find, one

SYRUP = one("Amoxicillin 250 mg/5 mL oral suspension")


def by_weight(per_kg: str, *, daily: bool = False, times: int = 2) -> Dosage:
    return Dosage((Step(Dose(Decimal(0), Decimal(0), "mg", Decimal(per_kg), "mg", daily), times=times, days=10),))


@pytest.mark.parametrize(
    ("medicine", "dosage", "kilograms", "dose", "told"),
    [
        (
            SYRUP, by_weight("25"), "12", "6",
            "At 12 kg the dose is 300 mg: 6 mL.",
        ),
        (
            SYRUP, by_weight("25"), "11.3", "6",
            "At 11.3 kg the exact dose is 282.5 mg; 6 mL is 300 mg, 6.2% more.",
        ),
        (
            SYRUP, by_weight("80", daily=True), "9", "7",
            "At 9 kg the exact dose is 360 mg; 7 mL is 350 mg, 2.8% less.",
        ),
        (
            SYRUP, by_weight("15"), "8", "2.5",
            "At 8 kg the exact dose is 120 mg; 2.5 mL is 125 mg, 4.2% more.",
        ),
        (
            SYRUP, by_weight("15"), "2.4", "0.7",
            "At 2.4 kg the exact dose is 36 mg; 0.7 mL is 35 mg, 2.8% less.",
        ),
        (
            one("Paracetamol 500 mg tablet"), by_weight("15", times=4), "34", "1",
            "At 34 kg the exact dose is 510 mg; 1 tablet is 500 mg, 2% less.",
        ),
        (
            one("Paracetamol 500 mg tablet"), by_weight("15", times=4), "17", "0.5",
            "At 17 kg the exact dose is 255 mg; half a tablet is 250 mg, 2% less.",
        ),
    ],
)  # fmt: skip
def test_a_dose_is_worked_out_and_rounded_to_what_can_be_measured(medicine, dosage, kilograms, dose, told):
    settled = weight.settled(dosage, medicine, Decimal(kilograms))
    found = settled.dosage.steps[0].dose

    assert (found.low, found.high, found.unit) == (Decimal(dose), Decimal(dose), medicine.counted_in)
    assert (found.per_kg, found.weight_kg) == (dosage.steps[0].dose.per_kg, Decimal(kilograms))
    assert settled.differences == (told,)
    assert weight.settle(dosage, medicine, Decimal(kilograms)) == settled.dosage


def test_another_weight_is_worked_out_from_what_was_said_first():
    light = weight.settle(by_weight("25"), SYRUP, Decimal(12))

    assert weight.settle(light, SYRUP, Decimal(20)) == weight.settle(by_weight("25"), SYRUP, Decimal(20))


@pytest.mark.parametrize("kilograms", [None, "0", "0.2", "401", "-3"])
def test_without_a_weight_there_is_no_dose(kilograms):
    with pytest.raises(weight.CannotMeasure, match="enter the weight in kg"):
        weight.settle(by_weight("25"), SYRUP, kilograms and Decimal(kilograms))


def test_what_cannot_be_measured_near_enough_is_refused():
    with pytest.raises(weight.CannotMeasure, match=r"300 mg cannot be made of this: the nearest is 1 capsule\."):
        weight.settle(by_weight("25"), one("Amoxicillin 250 mg capsule"), Decimal(12))


def test_a_dosage_that_needs_no_weight_stays_as_it_is():
    plain = Dosage((Step(Dose(Decimal(1), Decimal(1), "capsule"), times=3),))

    assert weight.settle(plain, one("Amoxicillin 500 mg capsule"), None) == plain


def test_a_line_by_weight_is_read_settled_and_counted():
    said = line.read(
        "amoxicillin susp 250/5 80 mg/kg/day in 2 doses 10 days",
        find=find,
        today=date(2026, 11, 30),
        weight_kg=Decimal("14.2"),
    )

    assert said.dosage.steps[0].dose == Dose(Decimal(11), Decimal(11), "mL", Decimal(80), "mg", True, Decimal("14.2"))
    assert (said.supply.quantity, said.supply.unit) == (Decimal(300), "mL")  # 220 mL in bottles of 100
    assert said.assumed == (
        "Route: by mouth.",
        "At 14.2 kg the exact dose is 568 mg; 11 mL is 550 mg, 3.2% less.",
    )
    assert said.is_complete
