"""Dr Inês Carvalho types a few letters and sees what she means."""

import pytest
from django.db import connection

from telepraxis.base import tenancy
from telepraxis.registry.terminology import files, finding, using
from telepraxis.registry.terminology.finding import Concept, display_of, find
from telepraxis.registry.terminology.systems import CVX, ICD_10_CM, MEDICINE, ROLE_CODE
from tests.people import MONDAY_8AM


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("problem", "diab typ 2", "E11.9"),
        ("problem", "2 diabetes type", "E11.9"),
        ("problem", "E11.9", "E11.9"),
        ("problem", "e1165", "E11.65"),
        ("problem", "hypertnesion", "I10"),
        ("problem", "hipertension", "I10"),
        ("problem", "hemoroids", "K64.9"),
        ("problem", "haemorrhoids", "K64.9"),
        ("problem", "numonia", "J18.9"),
        ("problem", "soriasis", "L40.9"),
        ("problem", "anaemia", "D64.9"),
        ("problem", "hart atack", "I21.9"),
        ("problem", "cold", "J06.9"),
        ("problem", "UTI", "N39.0"),
        ("problem", "ear infection", "H66.90"),
        ("problem", "dolor de cabeza", "R51.9"),
        ("problem", "azúcar en la sangre", "E11.9"),
        ("problem", "knee right", "M25.561"),
        ("medicine", "tylenol", "paracetamol"),
        ("medicine", "metformn 500", "metformin"),
        ("medicine", "albuterol", "salbutamol"),
        ("substance", "penicilin", "penicillin"),
        ("substance", "mani", "peanut"),
        ("vaccine", "triple viral", "03"),
        ("vaccine", "shingrix", "187"),
        ("vaccine", "115", "115"),
        ("procedure", "gall bladder remov", "cholecystectomy"),
        ("procedure", "c-section", "cesarean"),
        ("relation", "mom", "MTH"),
        ("relation", "abuela materna", "MGRMTH"),
    ],
)
def test_what_is_typed_finds_what_is_meant_first(quayside, kind, typed, code):
    assert [concept.code for concept in find(kind, typed)][:1] == [code]


def test_a_beginning_of_a_code_lists_what_begins_so(quayside):
    assert [concept.code for concept in find("problem", "E11")][0] == "E11.9"
    assert {concept.code[:3] for concept in find("problem", "E11")} == {"E11"}


def test_it_tells_by_which_other_word_it_was_found(quayside):
    assert find("vaccine", "shingrix") == [Concept(CVX, "187", "Shingles, recombinant", "Shingrix")]
    assert find("relation", "nuera") == [Concept(ROLE_CODE, "DAUINLAW", "Daughter-in-law", "nuera")]
    assert find("relation", "daughter-in-law")[0].also == ""


def test_a_word_that_nobody_knows_leaves_the_others(quayside):
    assert find("problem", "asthma zzzzqx")[0].code == "J45.909"


@pytest.mark.parametrize("typed", ["", "  ", "-- ,", "zzzzqx", "%", "'; DROP TABLE", "\\", "& | !", "\x00"])
def test_nothing_legible_finds_nothing(quayside, typed):
    assert find("problem", typed) == []


def test_a_kind_is_one_of_those_there_are(quayside):
    with pytest.raises(ValueError, match="illness is none of: problem, substance"):
        find("illness", "flu")


def test_a_kind_shows_nothing_of_another(quayside):
    assert {concept.system for concept in find("medicine", "penicillin")} == {MEDICINE}
    assert {concept.system for concept in find("problem", "penicillin")} == {ICD_10_CM}


def test_what_a_code_is_called(quayside):
    assert display_of(ICD_10_CM, "E11.9") == "Type 2 diabetes"
    assert display_of(ICD_10_CM, "E99.9") == ""
    assert display_of("urn:example:none", "E11.9") == ""


def test_what_the_practice_writes_often_comes_first(system):
    before = [concept.code for concept in find("problem", "diabetes")]
    for _ in range(3):
        using.used(ICD_10_CM, "E10.65", by=system, now=MONDAY_8AM)
    using.used(ICD_10_CM, "E11.42", by=system, now=MONDAY_8AM)

    assert before[0] == "E11.9"
    assert [concept.code for concept in find("problem", "diabetes")][:3] == ["E10.65", "E11.42", "E11.9"]
    assert [concept.code for concept in find("problem", "")] == ["E10.65", "E11.42"]
    assert find("medicine", "") == []
    assert find("problem", "hypertension")[0].code == "I10"


def test_what_another_practice_writes_counts_there_only(quayside, hillcrest, system):
    using.used(ICD_10_CM, "E10.65", by=system, now=MONDAY_8AM)

    with connection.cursor() as cursor:  # the scene's transaction serves Quayside; now it serves Hillcrest
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
    assert tenancy.served_organization() == hillcrest.id
    assert find("problem", "diabetes")[0].code == "E11.9"
    assert find("problem", "") == []


def test_where_no_practice_is_served_it_finds_all_the_same(db):
    assert find("problem", "diab typ 2")[0].code == "E11.9"


def test_the_number_of_queries_is_constant(system, django_assert_num_queries):
    using.used(ICD_10_CM, "E10.65", by=system, now=MONDAY_8AM)

    with django_assert_num_queries(4):
        assert find("problem", "diab typ 2 chron kidny")[0].code == "E11.22"
    with django_assert_num_queries(5):
        assert find("problem", "diabetes zzzzqx")
    with django_assert_num_queries(1):
        display_of(ICD_10_CM, "E11.9")


@pytest.fixture
def many_concepts(transactional_db, test_database, tmp_path):
    """So many that looking at each would be silly, and statistics that say so."""
    lines = [f"A{number},Ailment{number} of finger {number % 10}" for number in range(6000)]
    (tmp_path / "many.csv").write_text("\n".join(["code,display", *lines]))
    files.load_file(tmp_path / "many.csv", system="urn:example:many", kinds=("problem",), now=MONDAY_8AM)
    with test_database.owner.connect() as owner:
        owner.execute("ANALYZE terminology_spelling, terminology_concept")


@pytest.mark.parametrize(
    ("statement", "parameters", "indexes"),
    [
        (finding.SPELLINGS, [[0], ["diab"], ["diab" + finding.LAST]], ["concept_spelling_once"]),
        (
            finding.BEARERS,
            {"systems": [], "codes": [], "times": [], "asked": "'diabetes' & 'type'", "kind": "problem"},
            ["concept_common_words", "concept_words", "concept_once"],
        ),
    ],
)
def test_each_step_uses_its_index(many_concepts, statement, parameters, indexes):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement, parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert [index for index in indexes if index not in plan] == []
