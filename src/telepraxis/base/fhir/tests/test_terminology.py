"""What HL7's codes mean, and what a value set holds."""

from telepraxis.base.fhir import terminology
from telepraxis.base.fhir.terminology import Terminology

STATUS = "http://hl7.org/fhir/observation-status"
STATUSES = "http://hl7.org/fhir/ValueSet/observation-status"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


def of(concepts, **parts) -> Terminology:
    part = {"system": "s", "codes": [], "filters": [], "value_sets": []}
    return Terminology(
        {"s": {"content": "complete", "case": False, "concepts": concepts}},
        {name: {"include": [part | each for each in include], "exclude": []} for name, include in parts.items()},
    )


def test_a_code_is_looked_up():
    ambulatory = terminology.lookup(ACT, "AMB")

    assert (ambulatory.display, ambulatory.parents) == ("ambulatory", ("_ActEncounterCode",))
    assert ambulatory.definition.startswith("A comprehensive term for health care provided in a healthcare facility")
    assert terminology.lookup(ACT, "amb") is None
    assert terminology.lookup("http://loinc.org", "8480-6") is None


def test_a_code_belongs_to_its_value_set():
    found = terminology.validate_code(code="amended", system=STATUS, value_set=f"{STATUSES}|4.0.1")

    assert (found.result, found.display, found.message) == (True, "Amended", "")


def test_a_code_is_found_without_its_system():
    found = terminology.validate_code(code="amended", value_set=STATUSES)

    assert (found.result, found.concept.system) == (True, STATUS)


def test_a_wrong_code_is_told():
    assert terminology.validate_code(code="done", value_set=STATUSES).message == "The code is not in this value set."
    assert terminology.validate_code(code="done", system=STATUS).message == "The code is not in this code system."
    assert terminology.validate_code(code="final", system=ACT, value_set=STATUSES).result is False


def test_a_wrong_display_is_told():
    found = terminology.validate_code(code="final", system=STATUS, display="Finished")

    assert (found.result, found.message) == (False, "The display of this code is 'Final'.")
    assert terminology.validate_code(code="final", system=STATUS, display="FINAL").result is True


def test_what_is_not_here_is_neither_right_nor_wrong():
    assert terminology.validate_code(code="8480-6", system="http://loinc.org").result is None
    assert terminology.validate_code(code="m", value_set="http://hl7.org/fhir/ValueSet/ucum-units").result is None
    assert terminology.codes_of("http://example.org/no-such") is None
    assert terminology.concepts_of("http://example.org/no-such") is None


def test_a_value_set_lists_what_lies_beneath_a_code():
    codes = terminology.codes_of("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode")

    assert codes == {ACT: frozenset("ACUTE AMB EMER FLD HH IMP NONAC OBSENC PRENC SS VR".split())}


def test_concepts_of_a_value_set_come_in_order():
    concepts = terminology.concepts_of("http://hl7.org/fhir/ValueSet/allergyintolerance-clinical")

    assert [(concept.code, concept.display) for concept in concepts] == [
        ("active", "Active"),
        ("inactive", "Inactive"),
        ("resolved", "Resolved"),
    ]


def test_one_code_lies_beneath_another():
    assert terminology.subsumes(ROLE, "FAMMEMB", "MTH") == "subsumes"
    assert terminology.subsumes(ROLE, "MTH", "FAMMEMB") == "subsumed-by"
    assert terminology.subsumes(ROLE, "MTH", "MTH") == "equivalent"
    assert terminology.subsumes(ROLE, "MTH", "FTH") == "not-subsumed"
    assert terminology.subsumes(ROLE, "MTH", "nobody") is None


ANIMALS = [
    ["animal", "Animal", "", [], True],
    ["dog", "Dog", "", ["animal"], False],
    ["cat", "Cat", "", ["animal"], False],
    ["kitten", "Kitten", "", ["cat"], False],
]


def test_filters_choose_among_the_codes():
    words = of(
        ANIMALS,
        is_a=[{"filters": [["concept", "is-a", "cat"]]}],
        below=[{"filters": [["concept", "descendent-of", "animal"]]}],
        not_cats=[{"filters": [["concept", "is-not-a", "cat"]]}],
        all=[{}],
        regex=[{"filters": [["code", "regex", "k.*"]]}],
    )

    assert words.codes_of("is_a") == {"s": frozenset({"cat", "kitten"})}
    assert words.codes_of("below") == {"s": frozenset({"dog", "cat", "kitten"})}
    assert words.codes_of("not_cats") == {"s": frozenset({"dog"})}
    assert words.codes_of("all") == {"s": frozenset({"dog", "cat", "kitten"})}
    assert words.codes_of("regex") is None


def test_value_sets_meet_and_never_turn_in_circles():
    words = of(
        ANIMALS,
        cats=[{"filters": [["concept", "is-a", "cat"]]}],
        young=[{"codes": [["kitten", ""], ["puppy", ""]]}],
        young_cats=[{"system": "", "value_sets": ["cats", "young"]}],
        circle=[{"system": "", "value_sets": ["circle"]}],
    )

    assert words.codes_of("young_cats") == {"s": frozenset({"kitten"})}
    assert words.codes_of("circle") is None


def test_letter_case_counts_where_the_system_says_so():
    assert of(ANIMALS).lookup("s", "CAT").display == "Cat"
    assert terminology.lookup(STATUS, "FINAL") is None
