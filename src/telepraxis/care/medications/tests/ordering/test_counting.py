"""How much is handed out, and what it is in substance."""

from dataclasses import replace
from decimal import Decimal

import pytest

from telepraxis.care.medications.ordering import counting, totals
from telepraxis.care.medications.ordering.dosage import Dosage, Dose, Step, Supply
from telepraxis.commons.decision_support.facts import Amount

from .shelf import one


def course(amount: str, unit: str, *, route="oral", as_needed=False, most=None, site="", **step) -> Dosage:
    low, _, high = amount.partition("-")
    dose = Dose(Decimal(low), Decimal(high or low), unit)
    most = None if most is None else Decimal(most)
    return Dosage((Step(dose, **step),), route=route, as_needed=as_needed, most_per_day=most, site=site)


AMOXICILLIN = "Amoxicillin 500 mg capsule"
SYRUP = "Amoxicillin 250 mg/5 mL oral suspension"
GLARGINE = "Insulin glargine 100 units/mL prefilled pen"
SALBUTAMOL = "Salbutamol 100 mcg/puff inhaler"
LATANOPROST = "Latanoprost 50 mcg/mL eye drops"
WARFARIN = "Warfarin 5 mg tablet"
EIGHT_HOURS = {"times": 1, "period": Decimal(8), "period_unit": "h"}


@pytest.mark.parametrize(
    ("medicine", "dosage", "quantity", "unit"),
    [
        (AMOXICILLIN, course("1", "capsule", times=3, days=7), "21", "capsule"),
        (AMOXICILLIN, course("1", "capsule", **EIGHT_HOURS, days=7), "21", "capsule"),
        (AMOXICILLIN, course("1-2", "capsule", times=3, days=7), "42", "capsule"),  # the upper end
        (AMOXICILLIN, course("1", "capsule", times=3, times_max=4, days=5), "20", "capsule"),
        (WARFARIN, course("0.5", "tablet", times=1, days=7), "4", "tablet"),  # whole tablets
        (WARFARIN, course("1", "tablet", times=1, period=Decimal(2), days=15), "8", "tablet"),
        (WARFARIN, course("1", "tablet", days_of_week=("mon", "wed", "fri"), days=28), "12", "tablet"),
        (WARFARIN, course("1", "tablet", times=1, period_unit="wk", days=84), "12", "tablet"),
        (WARFARIN, course("1", "tablet", count=1), "1", "tablet"),
        (WARFARIN, course("2", "tablet", count=3), "6", "tablet"),
        (SYRUP, course("5", "mL", times=3, days=7), "200", "mL"),  # 105 mL are two bottles
        (SYRUP, course("250", "mg", times=3, days=6), "100", "mL"),  # 90 mL are one
        (GLARGINE, course("10", "[IU]", route="subcutaneous", times=1, days=30), "15", "mL"),
        (GLARGINE, course("60", "[IU]", route="subcutaneous", times=1, days=30), "30", "mL"),
        (SALBUTAMOL, course("2", "puff", route="inhaled", times=4, days=30), "400", "puff"),  # 240 puffs are two
        (LATANOPROST, course("1", "drop", route="ophthalmic", site="left eye", days=28), "2.5", "mL"),
        (LATANOPROST, course("1", "drop", route="ophthalmic", site="both eyes", days=28), "5", "mL"),  # 56 drops
        ("Hydrocortisone 1% cream", course("1", "application", route="topical", times=2, days=7), "15", "g"),
        ("Diclofenac 1% gel", course("4", "g", route="topical", times=4, days=7), "200", "g"),
        ("Fentanyl 25 mcg/h patch", course("1", "patch", period=Decimal(72), period_unit="h", days=30), "10", "patch"),
        ("Paracetamol 500 mg tablet", course("2", "tablet", times=0, as_needed=True, most="8", days=3), "24", "tablet"),
        ("Paracetamol 500 mg tablet", course("2", "tablet", times=6, as_needed=True, most="8", days=3), "24", "tablet"),
    ],
)
def test_a_quantity_is_counted(medicine, dosage, quantity, unit):
    supply = counting.supply(one(medicine), dosage, repeats=2)

    assert (supply.quantity, supply.unit, supply.repeats, supply.why_unknown) == (Decimal(quantity), unit, 2, "")


def test_a_taper_is_counted_step_by_step():
    steps = tuple(Step(Dose(Decimal(n), Decimal(n), "tablet"), days=5) for n in (4, 2, 1))

    assert counting.supply(one("Prednisone 10 mg tablet"), Dosage(steps)) == Supply(Decimal(35), "tablet", days=15)


def test_what_runs_at_the_same_time_is_counted_together():
    morning, evening = (Step(Dose(Decimal(n), Decimal(n), "[IU]"), days=30) for n in (20, 14))
    dosage = Dosage((morning, replace(evening, with_previous=True)))

    assert counting.supply(one(GLARGINE), dosage) == Supply(Decimal(15), "mL", days=30)  # 1,020 units: 10.2 mL


@pytest.mark.parametrize(
    ("medicine", "dosage", "why"),
    [
        (AMOXICILLIN, course("1", "capsule", times=3), "Nothing says for how long it is taken."),
        (
            "Paracetamol 500 mg tablet",
            course("2", "tablet", times=0, as_needed=True, days=3),
            "It is taken as needed, and nothing says how much at most.",
        ),
    ],
)
def test_it_is_said_why_a_quantity_cannot_be_counted(medicine, dosage, why):
    assert counting.supply(one(medicine), dosage).why_unknown == why


def test_a_medicine_without_packs_says_that_puffs_cannot_be_counted():
    nameless = replace(one(SALBUTAMOL), packs=())

    supply = counting.supply(nameless, course("2", "puff", times=4, days=30))

    assert supply == Supply(
        None, "puff", days=30, why_unknown="The catalogue does not say how many doses one pack holds."
    )


def test_the_pack_with_the_least_left_over_is_taken():
    paracetamol = one("Paracetamol 500 mg tablet")  # in packs of 16 and 100

    assert counting.in_packs(paracetamol, Decimal(30)) == ((2, Decimal(16)),)
    assert counting.in_packs(paracetamol, Decimal(90)) == ((6, Decimal(16)),)
    assert counting.in_packs(paracetamol, Decimal(99)) == ((1, Decimal(100)),)


@pytest.mark.parametrize(
    ("medicine", "dosage", "single", "daily"),
    [
        (AMOXICILLIN, course("1", "capsule", times=3, days=7), "500 mg", "1500 mg"),
        (AMOXICILLIN, course("1-2", "capsule", times=3, times_max=4), "1000 mg", "4000 mg"),
        ("Paracetamol 500 mg tablet", course("2", "tablet", **EIGHT_HOURS), "1000 mg", "3000 mg"),
        ("Paracetamol 500 mg tablet", course("2", "tablet", times=6, as_needed=True, most="8"), "1000 mg", "4000 mg"),
        ("Paracetamol 500 mg tablet", course("2", "tablet", times=0, as_needed=True, most="6"), "1000 mg", "3000 mg"),
        ("Paracetamol 500 mg tablet", course("2", "tablet", times=0, as_needed=True), "1000 mg", ""),
        ("Methotrexate 2.5 mg tablet", course("4", "tablet", period_unit="wk"), "10 mg", "10 mg"),
        (WARFARIN, course("0.5", "tablet", period=Decimal(2)), "2.5 mg", "2.5 mg"),
        (SYRUP, course("5", "mL", times=3), "250 mg", "750 mg"),
        (GLARGINE, course("10", "[IU]"), "10 [IU]", "10 [IU]"),
        (SALBUTAMOL, course("2", "puff", period=Decimal(4), period_unit="h"), "200 ug", "1200 ug"),
        (LATANOPROST, course("1", "drop", site="both eyes"), "5 ug", "5 ug"),
        ("Fentanyl 25 mcg/h patch", course("1", "patch", period=Decimal(72), period_unit="h"), "", "600 ug"),
        ("Hydrocortisone 1% cream", course("1", "application", times=2), "", ""),
    ],
)
def test_the_most_at_a_time_and_in_a_day(medicine, dosage, single, daily):
    assert tuple(map(said, totals.amounts(one(medicine), dosage))) == (single, daily)


def test_each_substance_of_a_combination_is_told():
    dosage = course("1", "tablet", times=2)

    assert totals.amounts(one("Amoxicillin + Clavulanic acid 875 mg/125 mg tablet"), dosage)[1] == (
        Amount("amoxicillin", Decimal(1750), "mg"),
        Amount("clavulanic-acid", Decimal(250), "mg"),
    )


def test_of_a_taper_the_greatest_day_counts():
    steps = tuple(Step(Dose(Decimal(n), Decimal(n), "tablet"), days=5) for n in (4, 2, 1))

    single, daily = totals.amounts(one("Prednisone 10 mg tablet"), Dosage(steps))

    assert (said(single), said(daily)) == ("40 mg", "40 mg")


def test_a_dose_by_a_weight_that_nobody_knows_is_no_amount():
    by_weight = Dosage((Step(Dose(Decimal(0), Decimal(0), "mg", Decimal(25), "mg"), times=2, days=10),))

    assert totals.amounts(one(SYRUP), by_weight) == ((), ())
    assert counting.supply(one(SYRUP), by_weight).why_unknown == (
        "The dose goes by body weight, and the weight is not known."
    )


def said(amounts: tuple[Amount, ...]) -> str:
    return ", ".join(f"{each.value:f} {each.unit}" for each in amounts)
