"""Another maker's medicine is the same in substances, strength and form, however its catalogue writes that down."""

from decimal import Decimal

import pytest

from telepraxis.registry.formulary import models, reading, sameness
from telepraxis.registry.formulary.starter_set import SYSTEM

AMOXICILLIN = "amoxicillin-500mg-capsule"
BRANDS = "urn:example:brands"


@pytest.fixture
def made(db):
    """`made("moxal", AMOXICILLIN, amount="0.5", unit="g")`: that medicine once more, under another code."""

    def add(code: str, of: str, *, form="", counted_in="", **change) -> tuple[str, str]:
        row = models.Medicine.objects.get(system=SYSTEM, code=of)
        parts = list(row.ingredients.order_by("place"))
        row.pk, row.system, row.code, row._state.adding = None, BRANDS, code, True
        row.form, row.counted_in, row.is_active = form or row.form, counted_in or row.counted_in, False
        row.save(force_insert=True)
        for part in parts:
            part.pk, part.medicine, part._state.adding = None, row, True
            for name, value in change.items():
                setattr(part, name, Decimal(value) if name in ("amount", "per") and value else value)
            part.save(force_insert=True)
        return row.system, row.code

    return add


def same(code: str) -> set[str]:
    return {each for system, each in sameness.same_as([(SYSTEM, code)])[SYSTEM, code] if system == BRANDS}


def test_grams_and_milligrams_are_the_same(made, django_assert_num_queries):
    made("moxal", AMOXICILLIN, amount="0.5", unit="g")
    made("strong", AMOXICILLIN, amount="0.75", unit="g")
    made("tablet", AMOXICILLIN, form="tablet", counted_in="tablet")
    made("unknown", AMOXICILLIN, amount=None)
    made("other", AMOXICILLIN, substance="ampicillin")

    with django_assert_num_queries(2):
        assert same(AMOXICILLIN) == {"moxal"}


def test_a_solution_is_compared_by_what_is_in_one_millilitre(made):
    made("by-litre", "amoxicillin-250mg-per-5ml-oral-suspension", amount="50000", unit="mg", per="1000", per_unit="mL")
    made("weaker", "amoxicillin-250mg-per-5ml-oral-suspension", amount="125", unit="mg", per="5", per_unit="mL")
    assert same("amoxicillin-250mg-per-5ml-oral-suspension") == {"by-litre"}


def test_two_substances_in_any_order(made):
    together = models.Medicine.objects.filter(system=SYSTEM, ingredients__place=1).first()
    row = models.Medicine.objects.get(system=BRANDS, code=made("both", together.code)[1])
    for part in row.ingredients.all():
        models.MedicineIngredient.objects.filter(pk=part.pk).update(place=10 - part.place)
    lonely = models.Medicine.objects.get(system=BRANDS, code=made("one", together.code)[1])
    models.MedicineIngredient.objects.filter(medicine=lonely, place=1).delete()

    assert same(together.code) == {"both"}
    whole, part = reading.by_code(SYSTEM, together.code), reading.by_code(BRANDS, "one")
    assert sameness.are_same(whole, reading.by_code(BRANDS, "both")) and not sameness.are_same(whole, part)


def test_a_code_that_nobody_knows_is_the_same_as_itself(db):
    assert sameness.same_as([("urn:none", "x")]) == {("urn:none", "x"): frozenset({("urn:none", "x")})}
    assert sameness.same_as([]) == {}
