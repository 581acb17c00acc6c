"""The rules and the catalogue are written apart: they must name the same things and agree on what is usual."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from telepraxis.commons.decision_support.substances import mentioned, slugs_of, tags_of
from telepraxis.registry.formulary import doses
from telepraxis.registry.formulary import substances as formulary

from .scene import JOAO, TODAY, amount, checked, measured, medicine

IN_MG = {"ug": Decimal("0.001"), "mg": Decimal(1), "g": Decimal(1000)}
USUAL = [usual for row in formulary.read_rows("doses.csv") if (usual := doses.read(row)).unit in IN_MG]


def test_the_rules_know_every_substance_of_the_starter_catalogue():
    unknown = [
        slug
        for slug in formulary.substances()
        if any(len(tags_of(part)) == 1 and part not in mentioned() for part in slugs_of(slug))
    ]

    assert unknown == []


@pytest.mark.parametrize("usual", USUAL, ids=lambda usual: f"{usual.substance}-{usual.indication}"[:60])
def test_a_usual_dose_brings_no_card_about_the_dose(usual):
    months = usual.age_from_months or Decimal(18 * 12)
    weight = usual.weight_from_kg or _weight_at(months)
    person = replace(
        JOAO, born_on=TODAY - timedelta(days=int(months * Decimal("30.44")) + 20), weight_kg=measured(weight)
    )
    at_a_time = usual.high * (weight if usual.per_kg else 1) / (usual.times if usual.per_kg_is_daily else 1)
    most = usual.maximum_single
    single = min(at_a_time, most.value) if most and not most.is_per_kg and most.unit == usual.unit else at_a_time
    given = medicine(
        usual.substance,
        route=(usual.routes or ("oral",))[0],
        single=amount(usual.substance, single * IN_MG[usual.unit]),
        days_a_week=1,
    )

    assert [card.summary for card in checked(given, person=person).cards if card.check == "dose"] == []


def _weight_at(months: Decimal) -> Decimal:
    """Return what a child of so many months weighs, roughly; a grown-up weighs 70 kg."""
    years = months / 12
    return Decimal(70) if years >= 18 else max(Decimal(3), 2 * years + 8)
