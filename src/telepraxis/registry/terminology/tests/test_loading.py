"""The operator brings official files in: each form, the next edition, and files that are wrong."""

import json
from pathlib import Path

import pytest

from telepraxis.registry.terminology import files, formats, starter_set, upkeep
from telepraxis.registry.terminology.finding import Concept, display_of, find
from telepraxis.registry.terminology.models import Concept as Row
from telepraxis.registry.terminology.models import Edition
from telepraxis.registry.terminology.systems import ICD_10_CM, RXNORM
from tests.people import MONDAY_8AM

ORDER = """\
00001 E11     0 Type 2 diabetes mellitus                                     Type 2 diabetes mellitus
00002 E119    1 Type 2 diabetes mellitus without complications               Type 2 diabetes mellitus without complications
00003 I10     1 Essential (primary) hypertension                             Essential (primary) hypertension
00004 S82001A 1 Unsp fracture of right patella, init for clos fx             Unspecified fracture of right patella, initial encounter for closed fracture
"""  # noqa: E501
CODES = """\
E119    Type 2 diabetes mellitus without complications
I10     Essential (primary) hypertension
"""
RXNCONSO = [
    ("860975", "SCD", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", "RXNORM", "N", "4096"),
    ("860975", "PSN", "metformin HCl 500 MG 24HR Extended Release Oral Tablet", "RXNORM", "N", "4096"),
    ("6809", "IN", "metformin", "RXNORM", "N", "4096"),
    ("151827", "BN", "Glucophage", "RXNORM", "N", "4096"),
    ("1", "SCD", "a drug that nobody may prescribe any more", "RXNORM", "N", ""),
    ("2", "SCD", "a drug that is suppressed", "RXNORM", "O", "4096"),
    ("6809", "IN", "METFORMIN", "MTHSPL", "N", "4096"),
]


def rxnconso() -> str:
    """The columns of RXNCONSO.RRF, of which we read six."""
    lines = []
    for rxcui, tty, words, sab, suppress, cvf in RXNCONSO:
        row = [rxcui, "ENG", "", "", "", "", "", "", "", "", "", sab, tty, rxcui, words, "", suppress, cvf, ""]
        lines.append("|".join(row) + "\n")
    return "".join(lines)


@pytest.fixture
def load(db, tmp_path: Path):
    """`load("terms.csv", text, ...)`: write the file and load it."""

    def write_and_load(file_name: str, content: str | bytes, **said):
        path = tmp_path / file_name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return files.load_file(path, now=MONDAY_8AM, **said)

    return write_and_load


def test_the_order_file_of_icd_10_cm(load):
    edition, loaded = load("icd10cm-order-2027.txt", ORDER, system="icd-10-cm", name="2027")

    assert (edition.system, edition.name, edition.licence) == (ICD_10_CM, "2027", "in the public domain")
    assert (loaded.listed, loaded.added, loaded.changed, loaded.retired) == (3, 1, 2, 577)
    assert display_of(ICD_10_CM, "S82.001A").startswith("Unspecified fracture of right patella")
    assert find("problem", "patella right fractur")[0].code == "S82.001A"
    assert display_of(ICD_10_CM, "E11") == ""  # a heading is no code to write


@pytest.mark.parametrize("typed", ["broken right kneecap patella", "fractura patella derecha", "patela fracture right"])
def test_words_of_every_day_and_spanish_ones_find_what_only_the_edition_lists(load, typed):
    load("icd10cm-order-2027.txt", ORDER)

    assert find("problem", typed)[0].code == "S82.001A"


def test_the_codes_file_of_icd_10_cm(load):
    load("icd10cm-codes-2027.txt", CODES)

    assert find("problem", "E119") == [
        Concept(ICD_10_CM, "E11.9", "Type 2 diabetes mellitus without complications", "")
    ]


def test_our_own_words_still_find_what_the_edition_names_otherwise(load):
    load("icd10cm-codes-2027.txt", CODES)

    assert find("problem", "azúcar en la sangre") == [
        Concept(ICD_10_CM, "E11.9", "Type 2 diabetes mellitus without complications", "azúcar en la sangre")
    ]
    assert find("problem", "high blood pressure")[0].code == "I10"


def test_what_an_edition_lists_no_more_is_offered_no_more_but_still_called(load):
    load("icd10cm-codes-2027.txt", CODES, name="2027")
    load("icd10cm-codes-2028.txt", CODES.splitlines()[0] + "\n", name="2028")

    assert [concept.code for concept in find("problem", "hypertension")] == []
    assert display_of(ICD_10_CM, "I10") == "Essential (primary) hypertension"
    assert [(edition.name, offered) for edition, offered in upkeep.in_force() if edition.system == ICD_10_CM] == [
        ("2028", 1),
        ("starter set", 0),
    ]
    assert Edition.objects.get(name="2027").replaced_at == MONDAY_8AM


def test_what_comes_back_is_offered_again(load):
    load("a.txt", CODES)
    load("b.txt", CODES.splitlines()[0] + "\n")
    _, loaded = load("c.txt", CODES)

    assert (loaded.added, loaded.changed, loaded.retired) == (0, 2, 0)
    assert find("problem", "hypertension")[0].code == "I10"


def test_the_same_file_again_changes_nothing(load):
    load("icd10cm-codes-2027.txt", CODES, name="2027")
    _, again = load("icd10cm-codes-2027.txt", CODES, name="2027")

    assert again.was_in_force
    assert Edition.objects.filter(system=ICD_10_CM, is_starter=False).count() == 1


def test_a_newer_starter_set_lies_beneath_the_edition(load, monkeypatch):
    """Our next version has another word for diabetes, no hypertension, and a code that the edition does not list."""
    load("icd10cm-codes-2027.txt", CODES)
    edition, concepts = starter_set.starter_set()[ICD_10_CM]
    newer = {code: concepts[code] for code in ("E11.9", "J45.909")}
    newer["E11.9"] = type(newer["E11.9"])("E11.9", "Type 2 diabetes", ("sugar trouble",), ("problem",))
    next_version = type(edition)(**vars(edition) | {"digest": "0" * 64})
    monkeypatch.setattr(starter_set, "starter_set", lambda: {ICD_10_CM: (next_version, newer)})

    starter_set.load_starter_set(now=MONDAY_8AM)

    assert find("problem", "sugar trouble")[0].display == "Type 2 diabetes mellitus without complications"
    assert find("problem", "azúcar en la sangre") == []
    assert find("problem", "high blood pressure") == []
    assert find("problem", "primary hypertension")[0].code == "I10"
    assert find("problem", "asthma") == []
    assert not Row.objects.get(system=ICD_10_CM, code="I10").is_common


def test_rxnorms_prescribable_content(load):
    edition, loaded = load("RXNCONSO.RRF", rxnconso(), name="2026-11")

    assert (edition.system, loaded.added) == (RXNORM, 3)
    assert RXNORM in {concept.system for concept in find("medicine", "metformin 500 extended")}
    assert find("substance", "glucophage")[-1] == Concept(RXNORM, "151827", "Glucophage", "")
    assert "860975" not in {concept.code for concept in find("substance", "metformin")}
    assert display_of(RXNORM, "1") == display_of(RXNORM, "2") == ""
    assert Row.objects.get(system=RXNORM, code="860975").synonyms == [
        "metformin HCl 500 MG 24HR Extended Release Oral Tablet"
    ]


def test_a_practices_own_list_in_a_csv(load):
    content = "code,display,synonyms\nA1,Fisherman's hand,mano de pescador; sea hand\nA2,Cork dust lung,\n"
    load("own.csv", content, system="urn:example:own", kinds=("problem",), licence="ours")

    assert find("problem", "sea hand") == [Concept("urn:example:own", "A1", "Fisherman's hand", "sea hand")]
    assert display_of("urn:example:own", "A2") == "Cork dust lung"
    assert Edition.objects.get(system="urn:example:own").licence == "ours"


def test_a_code_system_of_fhir(load):
    system = {
        "resourceType": "CodeSystem", "url": "urn:example:surgery", "version": "7", "content": "complete",
        "concept": [
            {"code": "T", "display": "Toe", "property": [{"code": "notSelectable", "valueBoolean": True}],
             "concept": [{"code": "T1", "display": "Straightening of a toe",
                          "designation": [{"value": "corrección de dedo"}]}]},
            {"code": "X", "display": "Bleeding to health", "property": [{"code": "status", "valueCode": "retired"}]},
        ],
    }  # fmt: skip
    edition, loaded = load("surgery.json", json.dumps(system), kinds=("procedure",))

    assert (edition.system, edition.name, loaded.added) == ("urn:example:surgery", "7", 1)
    assert find("procedure", "correccion dedo")[0] == Concept(
        "urn:example:surgery", "T1", "Straightening of a toe", "corrección de dedo"
    )


OWN = {"system": "urn:example:own", "kinds": ("problem",)}
HEAD = "code,display\n"


@pytest.mark.parametrize(
    ("name", "content", "said", "why"),
    [
        ("o.csv", HEAD + "A1,Flu\n,Cold\n", OWN, "o.csv, line 3: the code is missing. Nothing was changed."),
        ("o.csv", HEAD + "A1,Flu\nA2,\n", OWN, "line 3: the display is missing"),
        ("o.csv", HEAD + "A1,Flu\nA2,Cold\nA1,Flu\n", OWN, "line 4: the code A1 stands twice, as in line 2"),
        ("o.csv", HEAD + "A1,Flu,and more\n", OWN, "line 2: more columns than the first line names"),
        ("o.csv", "name\nFlu\n", OWN, "line 1: the first line names the columns; code and display is missing"),
        ("o.csv", HEAD + 'A1,"Flu\n', OWN, "line 2: no CSV as it should be"),
        ("o.csv", HEAD.encode() + b"A1,Gr\xfcn\n", OWN, "not in UTF-8"),
        ("o.csv", HEAD + "A1," + "x" * 501 + "\n", OWN, "line 2: a display has at most 500 characters"),
        ("o.csv", "code,display,kind\nA1,Flu,illness\n", OWN, "line 2: illness is no kind; there are: problem,"),
        ("o.csv", HEAD, OWN, "there is no concept in it"),
        ("o.csv", HEAD + "A1,Flu\n", {}, "say with --system of which it is: icd-10-cm, rxnorm"),
        ("o.csv", HEAD + "A1,Flu\n", {"system": "flu"}, "flu is no system"),
        ("o.csv", HEAD + "A1,Flu\n", {"system": "urn:example:own"}, "say with --kind what its concepts are"),
        ("o.csv", HEAD + "A1,Flu\n", {"system": "urn:telepraxis:medicine"}, "choose a URI of your own"),
        ("o.txt", ORDER + "and so on ...\n", {}, "line 5: this is neither a line of the order file nor of"),
        ("o.txt", CODES, {"system": "rxnorm"}, "the file is of http://hl7.org/fhir/sid/icd-10-cm, not of"),
        ("o.rrf", "860975|ENG\n", {}, "line 1: RXNCONSO.RRF has 18 columns, here are 2"),
        ("o.json", '{"resourceType":\n}', {}, "line 2: no JSON as it should be"),
        ("o.json", '{"resourceType": "Patient"}', {}, "this is no FHIR CodeSystem"),
        ("o.json", '{"resourceType": "CodeSystem", "url": "urn:x:y", "content": "not-present"}', {}, "not-present"),
        ("o.pdf", "%PDF", {}, "this is none of the files that can be loaded"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_says_where_and_changes_nothing(load, name, content, said, why):
    before = (Row.objects.count(), Edition.objects.count(), Row.objects.filter(is_active=True).count())

    with pytest.raises(files.BadFile) as refused:
        load(name, content, **said)

    assert why in str(refused.value)
    assert (Row.objects.count(), Edition.objects.count(), Row.objects.filter(is_active=True).count()) == before


def test_a_file_that_is_not_there(db, tmp_path):
    with pytest.raises(files.BadFile, match="cannot be read: No such file"):
        files.read_file(tmp_path / "gone.csv", **OWN)


def test_progress_is_told(load):
    told = []
    content = HEAD + "".join(f"A{number},Thing {number}\n" for number in range(2500))
    load("own.csv", content, tick=told.append, **OWN)

    assert told == [1000, 1000, 500]
    assert formats.LONGEST["code"] == Row._meta.get_field("code").max_length
    assert formats.LONGEST["display"] == Row._meta.get_field("display").max_length
