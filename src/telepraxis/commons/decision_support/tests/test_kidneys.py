"""The equations against published examples, and the bands against people."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from telepraxis.commons.decision_support.kidney_function import bedside_schwartz, ckd_epi_2021, cockcroft_gault

from .scene import JOAO, LIAM, MARIA, card_of, checked, measured, rules, stops, unknowns

MG_DL = Decimal("88.4")


@pytest.mark.parametrize(
    ("mg_dl", "age", "is_female", "expected"),
    [
        # National Kidney Foundation, eGFR calculator (CKD-EPI 2021): 1.2 mg/dL, 55 years, man.
        ("1.2", 55, False, 71),
        # By hand from the equation of Inker 2021: 142 x (1.0/0.9)^-1.2 x 0.9938^50.
        ("1.0", 50, False, 92),
        ("1.0", 50, True, 69),
        ("0.5", 30, True, 129),
        ("0.7", 20, True, 127),
        ("0.9", 20, False, 125),
        ("2.5", 70, False, 27),
        ("4.0", 80, True, 11),
    ],
)
def test_ckd_epi_2021(mg_dl, age, is_female, expected):
    found = ckd_epi_2021(creatinine_umol_l=Decimal(mg_dl) * MG_DL, age=age, is_female=is_female)

    assert round(found) == expected


@pytest.mark.parametrize(
    ("mg_dl", "age", "kg", "is_female", "expected"),
    [("1.0", 40, 72, False, "100.0"), ("1.0", 40, 72, True, "85.0"), ("2.0", 80, 60, False, "25.0")],
)
def test_cockcroft_gault(mg_dl, age, kg, is_female, expected):
    found = cockcroft_gault(
        creatinine_umol_l=Decimal(mg_dl) * MG_DL, age=age, weight_kg=Decimal(kg), is_female=is_female
    )

    assert f"{found:.1f}" == expected


def test_bedside_schwartz():
    assert f"{bedside_schwartz(creatinine_umol_l=Decimal('0.5') * MG_DL, height_cm=Decimal(110)):.2f}" == "90.86"


def test_metformin_by_the_kidneys():
    weak, weaker = replace(JOAO, creatinine_umol_l=measured(180)), replace(JOAO, creatinine_umol_l=measured(280))

    assert rules(checked("metformin")) == []
    assert rules(checked("metformin", person=weak)) == ["metformin-45"]
    assert stops(checked("metformin", person=weaker)) == ["metformin-30"]
    assert card_of(checked("metformin", person=weaker), "metformin-30").summary == "Metformin, eGFR 24: lactic acidosis"
    assert (
        "eGFR 24 mL/min/1.73 m² (CKD-EPI 2021), creatinine of 10 November 2026."
        in checked("metformin", person=weaker).cards[0].detail
    )


def test_a_label_that_takes_clearance_gets_clearance():
    """Light and old: her eGFR is better than her clearance."""
    old = replace(MARIA, born_on=date(1938, 1, 1), weight_kg=measured(42), creatinine_umol_l=measured(80))

    card = card_of(checked("dabigatran", person=old), "dabigatran-30")

    assert card.summary == "Dabigatran, CrCl 28: builds up, bleeding"
    assert "metformin-45" not in rules(checked("metformin", person=old))


def test_without_a_weight_the_egfr_stands_in_and_that_is_said():
    answer = checked("dabigatran", person=replace(JOAO, weight_kg=None, creatinine_umol_l=measured(250)))

    assert "dabigatran-30" in rules(answer)
    assert "Creatinine clearance needs creatinine and weight; the eGFR stands in for it." in unknowns(answer)


def test_the_newer_of_two_figures_counts():
    person = replace(JOAO, creatinine_umol_l=measured(300, date(2026, 1, 5)), egfr=measured(80, date(2026, 11, 1)))

    assert rules(checked("metformin", person=person)) == []
    person = replace(person, egfr=measured(80, date(2025, 12, 1)))
    assert stops(checked("metformin", person=person)) == ["metformin-30"]


def test_missing_and_old_creatinine_are_said():
    missing = checked("metformin", person=replace(JOAO, creatinine_umol_l=None))
    old = checked("metformin", person=replace(JOAO, creatinine_umol_l=measured(300, date(2024, 5, 1))))

    assert "Kidney function is not known. Creatinine is not known." in unknowns(missing)
    assert "kidney" not in missing.passed
    assert "Kidney function was last measured on 1 May 2024; measure again." in unknowns(old)
    assert stops(old) == ["metformin-30"]


def test_nobody_is_asked_for_a_creatinine_that_does_not_matter():
    answer = checked("amlodipine", person=replace(JOAO, creatinine_umol_l=None))

    assert "kidney" in answer.passed


def test_where_the_sex_is_not_known_the_lower_value_counts():
    person = replace(JOAO, creatinine_umol_l=measured(180))
    said = [
        card_of(checked("metformin", person=replace(person, sex=sex)), "metformin-45").summary
        for sex in ("male", "other")
    ]

    assert said == ["Metformin, eGFR 42: lactic acidosis", "Metformin, eGFR 31: lactic acidosis"]


def test_a_child_by_height():
    weak = replace(LIAM, creatinine_umol_l=measured(200))

    assert (
        "eGFR 19 mL/min/1.73 m² (bedside Schwartz)" in card_of(checked("aciclovir", person=weak), "aciclovir-25").detail
    )
    short = checked("aciclovir", person=replace(LIAM, height_cm=None))
    assert "Kidney function is not known. The height is not known, so a child's eGFR cannot be computed." in unknowns(
        short
    )


@pytest.mark.parametrize("value", ["0", "-5"])
def test_a_creatinine_that_cannot_be_is_not_used(value):
    answer = checked("metformin", person=replace(JOAO, creatinine_umol_l=measured(value)))

    assert "Kidney function is not known. Creatinine is not known." in unknowns(answer)


def test_a_day_ahead_is_another_zone_and_more_is_a_slip():
    ahead, slip = (replace(JOAO, creatinine_umol_l=measured(300, date(2026, 12, day))) for day in (1, 2))

    assert stops(checked("metformin", person=ahead)) == ["metformin-30"]
    assert rules(checked("metformin", person=slip)) == []
    assert "Kidney function is not known. Creatinine is not known." in unknowns(checked("metformin", person=slip))
