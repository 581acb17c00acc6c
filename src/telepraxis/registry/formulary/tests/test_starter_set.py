"""What we wrote ourselves: each line can be read, names its source, and says nothing that cannot be."""

from collections import Counter
from decimal import Decimal

import pytest

from telepraxis.registry.formulary import doses, reading, starter_set
from telepraxis.registry.formulary.dose_forms import FORMS, ROUTES, UNITS, counted
from telepraxis.registry.formulary.files import NO_LETTER
from telepraxis.registry.formulary.strengths import IN_MG
from telepraxis.registry.formulary.substances import classes, in_class, indications, read_rows, slug_of, substances
from telepraxis.registry.terminology.starter_set import ours_of

ALLERGIES = "urn:telepraxis:substance"


@pytest.mark.parametrize("name", ["substances.csv", "medicines.csv", "doses.csv", "classes.csv", "indications.csv"])
def test_each_line_names_a_source_that_is_told(name):
    keys = {row["source"] for row in read_rows("sources.csv")}

    assert [row for row in read_rows(name) if "" in row] == []
    assert [row for row in read_rows(name) if row["source"].partition(": ")[0] not in keys] == []


def test_there_are_essential_medicines_enough():
    listed = starter_set.starter_set()

    assert len(substances()) == 380
    assert len(listed) == 1184
    assert len({each.name for each in listed.values()}) == len(listed)
    assert [each.name for each in listed.values() if NO_LETTER.search(each.name)] == []


def test_each_substance_is_in_a_medicine_and_in_classes_that_there_are():
    held = {part.substance for each in starter_set.starter_set().values() for part in each.ingredients}

    assert held == set(substances())
    assert {key for each in substances().values() for key in each.classes} == set(classes())
    assert {slug for each in indications().values() for slug in each.substances} <= set(substances())
    assert "amoxicillin" in in_class("penicillin")


def test_no_two_substances_answer_to_one_name():
    called = [{name.lower() for name in (each.name, *each.synonyms, *each.spanish)} for each in substances().values()]
    names = Counter(name for each in called for name in each)
    shared = {name for name, times in names.items() if times > 1}

    assert shared == {"vitamin b12", "vitamina b12"}  # two vitamins are one to people


def test_what_the_list_of_allergies_names_bears_the_same_slug():
    by_name = {code: each.display for code, each in ours_of(ALLERGIES).items() if code not in classes()}
    there = {code: slug_of(display) for code, display in by_name.items() if slug_of(display) in substances()}

    assert {code: slug for code, slug in there.items() if code != slug} == {}
    assert len(there) > 80


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("acetaminophen", "paracetamol"), ("albuterol sulfate", "salbutamol"), ("Amoxicilina", "amoxicillin"),
        ("cefalexin", "cephalexin"), ("rifampin", "rifampicin"), ("levothyroxine sodium", "levothyroxine"),
        ("nitroglycerin", "glyceryl-trinitrate"), ("epinefrina", "epinephrine"), ("Codeine phosphate", "codeine"),
        ("ferrous sulfate", "ferrous-sulfate"), ("betrinol hydrochloride", "betrinol-hydrochloride"),
    ],
)  # fmt: skip
def test_a_substance_is_known_by_any_of_its_names(name, slug):
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    ("code", "schedule"),
    [
        ("tramadol-50mg-tablet", "IV"), ("oxycodone-5mg-tablet", "II"), ("codeine-30mg-tablet", "II"),
        ("paracetamol-codeine-300mg-30mg-tablet", "III"), ("pregabalin-75mg-capsule", "V"),
        ("ibuprofen-400mg-tablet", ""),
        ("diphenoxylate-atropine-2.5mg-0.025mg-tablet", "V"), ("buprenorphine-8mg-sublingual-tablet", "III"),
    ],
)  # fmt: skip
def test_what_is_controlled_says_so(code, schedule):
    assert starter_set.starter_set()[code].schedule == schedule


def test_each_dose_can_be_given_by_a_medicine_and_stays_below_its_maximum():
    medicines = list(starter_set.starter_set().values())
    nobodys, beyond = [], []
    for row in read_rows("doses.csv"):
        dose, forms = doses.read(row), set(row["forms"].split())
        assert forms <= set(FORMS) and set(dose.routes) <= set(ROUTES)
        held = set(row["substances"].split("+"))
        of_it = [each for each in medicines if {part.substance for part in each.ingredients} == held]
        if not any((not forms or each.form in forms) and set(dose.routes) & set(each.routes) for each in of_it):
            nobodys.append((row["substances"], row["forms"], row["routes"]))
        beyond += [row for most in (dose.maximum_single, dose.maximum_daily) if most and _is_beyond(dose, most)]

    assert (nobodys, beyond) == ([], [])


def _is_beyond(dose, most) -> bool:
    if most.unit not in IN_MG or dose.unit not in IN_MG or most.is_per_kg != dose.per_kg:
        return False
    return dose.low * IN_MG[dose.unit] > most.value * IN_MG[most.unit]


def test_every_day_in_full_stays_below_the_maximum_of_a_day():
    beyond = []
    for row in read_rows("doses.csv"):
        dose = doses.read(row)
        most = dose.maximum_daily
        if not most or most.is_per_kg or dose.per_kg or dose.unit not in IN_MG or dose.is_once:
            continue
        hours = {"h": 1, "d": 24, "wk": 168, "mo": 720}[dose.period_unit] * dose.period
        times = max(Decimal(1), dose.times * 24 / hours)
        if dose.low * IN_MG[dose.unit] * times > most.value * IN_MG[most.unit]:
            beyond.append((row["substances"], row["dose"], row["times"], row["max_daily"]))

    assert beyond == []


def test_usual_doses_of_a_medicine(db):
    paracetamol = reading.by_code(starter_set.SYSTEM, "paracetamol-500mg-tablet")
    adult, child = doses.usual(paracetamol)

    assert (adult.indication, adult.low, adult.high, adult.unit) == ("pain or fever", 500, 1000, "mg")
    assert (adult.times, adult.period, adult.period_unit, adult.as_needed) == (1, 6, "h", True)
    assert adult.maximum_daily == doses.Most("paracetamol", Decimal(4000), "mg")
    assert adult.source == "US Drug Facts label (DailyMed): acetaminophen"
    assert (child.per_kg, child.low, child.age_from_months, child.age_to_months) == (True, 10, 3, 144)
    assert doses.usual(paracetamol, age_months=60) == (child,)
    assert doses.usual(paracetamol, age_months=600) == (adult,)


def test_a_dose_belongs_to_a_form_and_a_weight(db):
    inhaler = reading.by_code(starter_set.SYSTEM, "salbutamol-100ug-per-puff-inhaler")
    tamiflu = reading.by_code(starter_set.SYSTEM, "oseltamivir-75mg-capsule")

    assert [(dose.low, dose.high, dose.unit) for dose in doses.usual(inhaler)] == [(1, 2, "puff")]
    at_20_kg = doses.usual(tamiflu, age_months=72, weight_kg=Decimal(20))
    assert [(dose.low, dose.unit, dose.days_low) for dose in at_20_kg] == [(45, "mg", 5)]


def test_maximums_of_a_substance():
    found = doses.maximums("metformin", route="oral", age_months=600)

    assert [most.maximum_daily.value for most in found] == [2550, 2000]
    assert doses.maximums("metformin", route="topical") == ()
    assert doses.maximums("betrinol") == ()


@pytest.mark.parametrize("line", [{"dose": "a lot"}, {"dose": "5 spoons"}, {"times": "often"}, {"age": "old"},
                                  {"weight": "heavy"}, {"dose": "5 mg/d"}])  # fmt: skip
def test_a_line_of_doses_that_says_nothing_is_refused(line):
    good = next(iter(read_rows("doses.csv")))

    with pytest.raises(ValueError):
        doses.read(good | line)


def test_what_forms_are_counted_in_has_words():
    assert {form.counted_in for form in FORMS.values()} <= set(UNITS)
    assert (counted("tablet", 1), counted("tablet", 2), counted("pessary", 2), counted("mL", 5)) == (
        "tablet", "tablets", "pessaries", "mL",
    )  # fmt: skip
    assert (FORMS["eye-drops"].counted_in, FORMS["eye-drops"].packed_in) == ("drop", "mL")
