"""Medicines are read by id, code, pack and substance, also when nobody is offered them any more."""

import pytest

from telepraxis.registry.formulary import reading, strengths
from telepraxis.registry.formulary.models import Medicine
from telepraxis.registry.formulary.starter_set import SYSTEM

AMOXICILLIN = "amoxicillin-500mg-capsule"


def test_by_id_and_by_code(db, django_assert_num_queries):
    id = Medicine.objects.get(code=AMOXICILLIN).id

    with django_assert_num_queries(3):
        medicine = reading.medicine(id)
    assert medicine == reading.by_code(SYSTEM, AMOXICILLIN)
    assert (medicine.name, medicine.is_active, medicine.is_controlled) == ("Amoxicillin 500 mg capsule", True, False)
    assert [pack.words for pack in medicine.packs] == ["15 capsules", "21 capsules", "30 capsules"]


def test_what_nobody_ever_listed(db):
    assert reading.by_code(SYSTEM, "nothing") is None
    with pytest.raises(reading.UnknownMedicine):
        reading.medicine(10**9)


def test_many_at_once(db, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = reading.many([(SYSTEM, AMOXICILLIN), (SYSTEM, "ibuprofen-400mg-tablet"), (SYSTEM, "nothing")])
    assert {code: each.name for (_, code), each in found.items()} == {
        AMOXICILLIN: "Amoxicillin 500 mg capsule",
        "ibuprofen-400mg-tablet": "Ibuprofen 400 mg tablet",
    }
    assert reading.many([]) == {}


def test_what_else_holds_the_same_substances(db):
    alone = reading.with_substances(["amoxicillin"])
    together = reading.with_substances(["clavulanic-acid", "amoxicillin"])

    assert {tuple(part.substance for part in each.ingredients) for each in alone} == {("amoxicillin",)}
    assert {len(each.ingredients) for each in together} == {2}
    assert reading.with_substances([]) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("500 mg", "500 mg"), ("875 mg + 125 mg", "875 mg/125 mg"), ("250 mg/5 mL", "250 mg/5 mL"),
     ("200 mg/5 mL + 40 mg/5 mL", "200 mg/40 mg/5 mL"), ("1 %", "1%"), ("100 ug/puff", "100 mcg/puff"),
     ("25 mcg/h", "25 mcg/h"), ("100 IU/mL", "100 units/mL"), ("1,200,000 IU", "1200000 units"), ("8 mEq", "8 mEq")],
)  # fmt: skip
def test_a_strength_is_said_as_it_was_read(text, said):
    parts = [strengths.Ingredient("x", "X", *vars(part).values()) for part in strengths.read(text)]

    assert strengths.say(parts) == said


@pytest.mark.parametrize("text", ["", "mg", "500", "500 spoons", "0 mg", "5 mg/0 mL", "5 mg per mL", "a + b"])
def test_what_is_no_strength(text):
    with pytest.raises(strengths.UnreadableStrength):
        strengths.read(text)
