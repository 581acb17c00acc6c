"""Dr Inês Carvalho types a few letters and sees the medicine she means."""

import pytest
from django.db import connection

from telepraxis.base import tenancy
from telepraxis.registry.formulary import using
from telepraxis.registry.formulary.finding import find, fragments_of
from telepraxis.registry.formulary.starter_set import SYSTEM
from tests.people import MONDAY_8AM


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("amox 500", "Amoxicillin 500 mg capsule"),
        ("500 amox", "Amoxicillin 500 mg capsule"),
        ("amoxicilin 500mg", "Amoxicillin 500 mg capsule"),
        ("amoxicilina 875", "Amoxicillin 875 mg tablet"),
        ("amox susp 250", "Amoxicillin 250 mg/5 mL oral suspension"),
        ("amox clav 875", "Amoxicillin with clavulanic acid 875 mg/125 mg tablet"),
        ("augmentin 500", "Amoxicillin with clavulanic acid 500 mg/125 mg tablet"),
        ("tylenol", "Paracetamol 500 mg tablet"),
        ("acetaminophen 500", "Paracetamol 500 mg tablet"),
        ("albuterol", "Salbutamol 90 mcg/puff inhaler"),
        ("metformin 1 g", "Metformin 1000 mg tablet"),
        ("metfromin 850", "Metformin 850 mg tablet"),
        ("high blood pressure", "Amlodipine 5 mg tablet"),
        ("presión alta", "Amlodipine 5 mg tablet"),
        ("ace inhib 10", "Lisinopril 10 mg tablet"),
        ("amlodipine 2.5", "Amlodipine 2.5 mg tablet"),
        ("amlodipine 2,5", "Amlodipine 2.5 mg tablet"),
        ("heartburn", "Omeprazole 20 mg gastro-resistant capsule"),
        ("cholesterol 40", "Atorvastatin 40 mg tablet"),
        ("amoxicillin", "Amoxicillin 500 mg capsule"),
        ("warfarin", "Warfarin 2 mg tablet"),
        ("co-trimoxazole", "Sulfamethoxazole with trimethoprim 800 mg/160 mg tablet"),
        ("percocet", "Oxycodone with paracetamol 5 mg/325 mg tablet"),
        ("levothyroxine 50 mcg", "Levothyroxine 50 mcg tablet"),
        ("levothyroxine 0.05 mg", "Levothyroxine 50 mcg tablet"),
        ("lantus", "Insulin glargine 100 units/mL prefilled pen"),
        ("insulina", "Insulin glargine 100 units/mL prefilled pen"),
        ("uti", "Nitrofurantoin 100 mg capsule"),
        ("gripe", "Oseltamivir 75 mg capsule"),
        ("pink eye", "Erythromycin 0.5% eye ointment"),
        ("birth control", "Levonorgestrel 1.5 mg tablet"),
        ("hydrocortisone cream 1%", "Hydrocortisone 1% cream"),
        ("epipen", "Epinephrine 0.3 mg auto-injector"),
        ("asma", "Salbutamol 90 mcg/puff inhaler"),
    ],
)
def test_what_is_typed_finds_what_is_meant_first(quayside, typed, name):
    assert [medicine.name for medicine in find(typed)][:1] == [name]


def test_what_is_found_is_whole(quayside):
    amoxicillin = find("augmentin 875")[0]

    assert (amoxicillin.form, amoxicillin.routes, amoxicillin.counted_in) == ("tablet", ("oral",), "tablet")
    assert [(each.substance, str(each.amount), each.unit) for each in amoxicillin.ingredients] == [
        ("amoxicillin", "875", "mg"),
        ("clavulanic-acid", "125", "mg"),
    ]
    assert [str(pack.quantity) for pack in amoxicillin.packs] == ["14", "20", "21"]


def test_whoever_asks_for_what_helps_sees_one_of_each_first(quayside):
    assert [medicine.ingredients[0].name for medicine in find("high blood pressure", limit=5)] == [
        "Amlodipine", "Lisinopril", "Losartan", "Hydrochlorothiazide", "Enalapril",
    ]  # fmt: skip


def test_a_word_that_nobody_knows_leaves_the_others(quayside):
    assert find("amlodipine zzzzqx")[0].name == "Amlodipine 5 mg tablet"


@pytest.mark.parametrize("typed", ["", "  ", "-- ,", "zzzzqx", "%", "'; zzzqx --", "\\", "& | !", "\x00"])
def test_nothing_legible_finds_nothing(quayside, typed):
    assert find(typed) == []


def test_strengths_are_read_apart_from_words():
    assert fragments_of("Amox 1g") == ["amox", "#1|#1000"]
    assert fragments_of("levothyroxine 50mcg tab") == ["levothyroxine", "tab", "#50|#0.05"]
    assert fragments_of("vitamin b12") == ["vitamin", "b12"]


def test_what_the_practice_prescribes_often_comes_first(system):
    before = [medicine.name for medicine in find("amlodipine")]
    for _ in range(3):
        using.prescribed(system=SYSTEM, code="amlodipine-10mg-tablet", by=system, now=MONDAY_8AM)

    assert before[0] == "Amlodipine 5 mg tablet"
    assert find("amlodipine")[0].name == "Amlodipine 10 mg tablet"
    assert [medicine.name for medicine in find("")] == ["Amlodipine 10 mg tablet"]


def test_what_another_practice_prescribes_counts_there_only(quayside, hillcrest, system):
    using.prescribed(system=SYSTEM, code="amlodipine-10mg-tablet", by=system, now=MONDAY_8AM)

    with connection.cursor() as cursor:  # the scene's transaction serves Quayside; now it serves Hillcrest
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
    assert tenancy.served_organization() == hillcrest.id
    assert find("amlodipine")[0].name == "Amlodipine 5 mg tablet"
    assert find("") == []


def test_where_no_practice_is_served_it_finds_all_the_same(db):
    assert find("amox 500")[0].name == "Amoxicillin 500 mg capsule"


def test_the_number_of_queries_is_constant(system, django_assert_num_queries):
    using.prescribed(system=SYSTEM, code="amlodipine-10mg-tablet", by=system, now=MONDAY_8AM)

    with django_assert_num_queries(7):
        assert find("amlodipin")
    with django_assert_num_queries(8):
        assert find("amlodipine zzzzqx")
