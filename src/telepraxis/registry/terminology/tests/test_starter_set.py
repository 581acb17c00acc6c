"""What we wrote ourselves: whole, well-formed, and brought in once."""

import re

import pytest

from telepraxis.base.fhir import definitions
from telepraxis.registry.terminology import starter_set, upkeep
from telepraxis.registry.terminology.models import Concept
from telepraxis.registry.terminology.systems import (
    CVX,
    ICD_10_CM,
    KINDS,
    MEDICINE,
    PROCEDURE,
    ROLE_CODE,
    SUBSTANCE,
)
from tests.people import MONDAY_8AM

SHAPES = {
    ICD_10_CM: r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?",
    CVX: r"\d{2,3}",
    ROLE_CODE: r"[A-Z]+",
    SUBSTANCE: r"[a-z0-9-]+",
    MEDICINE: r"[a-z0-9-]+",
    PROCEDURE: r"[a-z0-9-]+",
}


def test_there_is_enough_to_chart_on_the_first_day(db):
    offered = {kind: Concept.objects.filter(kinds=[kind], is_active=True).count() for kind in KINDS}

    assert offered == {
        "problem": 579, "substance": 173, "medicine": 346, "vaccine": 127, "procedure": 99, "relation": 65,
    }  # fmt: skip


@pytest.mark.parametrize("system", SHAPES)
def test_each_file_says_whose_it_is_and_holds_codes_and_words(system):
    edition, concepts = starter_set.starter_set()[system]
    displays = [concept.display for concept in concepts.values()]

    assert "Telepraxis" in edition.source
    assert edition.licence == "Apache-2.0, as the program"
    assert [code for code in concepts if not re.fullmatch(SHAPES[system], code)] == []
    assert len(set(displays)) == len(displays)
    assert [display for display in displays if not display.strip()] == []


def test_no_code_stands_twice_in_a_file():
    for path in starter_set.FOLDER.glob("*.csv"):
        codes = [line.split(",")[0] for line in path.read_text().splitlines() if not line.startswith("#")]
        assert len(set(codes)) == len(codes), path.name


def test_the_relations_are_codes_of_hl7():
    known = {code for code, *_ in definitions.terminology()["systems"][ROLE_CODE]["concepts"]}

    assert set(starter_set.ours_of(ROLE_CODE)) - known == set()


def test_brought_in_again_it_changes_nothing(db, django_assert_max_num_queries):
    before = list(Concept.objects.order_by("id").values_list("id", "display", "edition"))

    with django_assert_max_num_queries(6 * 4 + 1):
        starter_set.load_starter_set(now=MONDAY_8AM)

    assert list(Concept.objects.order_by("id").values_list("id", "display", "edition")) == before


def test_the_list_names_every_system_with_its_source(db):
    listed = {edition.system: (edition.name, count) for edition, count in upkeep.in_force()}

    assert listed[ICD_10_CM] == ("starter set", 579)
    assert set(listed) == set(SHAPES)
