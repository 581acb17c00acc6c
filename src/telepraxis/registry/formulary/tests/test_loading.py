"""The operator brings a catalogue in: RxNorm, a national list, FHIR; the next edition; and files that are wrong."""

import json
from decimal import Decimal

import pytest

from telepraxis.registry.formulary import files, reading, starter_set, upkeep
from telepraxis.registry.formulary.finding import find
from telepraxis.registry.formulary.medicine import Ingredient, Pack
from telepraxis.registry.formulary.models import Edition, Medicine, MedicineIngredient, MedicinePack
from telepraxis.registry.formulary.tests import rrf
from tests.people import MONDAY_8AM

HEAD = "code,name,substances,strength,form,brand,pack_code,pack_quantity\n"
PT = """\
5440987,Amoxicilina Farmoz 500 mg cápsulas,amoxicilina,500 mg,capsule,Farmoz,05601234567890,16
5440988,Amoxicilina Farmoz 500 mg cápsulas (32),amoxicilina,500 mg,capsule,Farmoz 32,,
5440990,Betrinol 10 mg comprimidos,betrinol,10 mg,tablet,,,
"""


@pytest.fixture
def load(db, tmp_path):
    """`load("list.csv", text, ...)`: write the file and load it."""

    def write_and_load(file_name: str, content: str | bytes, **said):
        path = tmp_path / file_name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return files.load_file(path, now=MONDAY_8AM, **said)

    return write_and_load


@pytest.mark.parametrize("packed", [rrf.release, rrf.zipped])
def test_rxnorms_prescribable_content(db, tmp_path, packed):
    read, loaded = files.load_file(packed(tmp_path), name="2026-11", now=MONDAY_8AM)
    amoxicillin = reading.by_code(files.RXNORM, "308191")

    assert (read.edition.system, read.edition.jurisdiction, loaded.added) == (files.RXNORM, "US", 6)
    assert read.left_out == {"packs of several drugs": 1}
    assert amoxicillin.ingredients == (Ingredient("amoxicillin", "Amoxicillin", Decimal(500), "mg"),)
    assert (amoxicillin.form, amoxicillin.counted_in, amoxicillin.jurisdiction) == ("capsule", "capsule", "US")
    assert [pack.code for pack in amoxicillin.packs] == ["00093310905", "00781261305"]
    assert reading.by_code(files.RXNORM, "1") is reading.by_code(files.RXNORM, "2") is None


def test_what_rxnorm_says_of_strengths_brands_and_salts(db, tmp_path):
    files.load_file(rrf.release(tmp_path), now=MONDAY_8AM)
    by_code = reading.many((files.RXNORM, code) for code in ("308192", "966171", "993781", "238752"))
    suspension, synthroid, with_codeine, cream = (
        by_code[files.RXNORM, code] for code in ("308192", "966171", "993781", "238752")
    )

    assert suspension.ingredients == (Ingredient("amoxicillin", "Amoxicillin", Decimal(50), "mg", Decimal(1), "mL"),)
    assert (suspension.form, suspension.counted_in) == ("oral-suspension", "mL")
    assert (synthroid.brand, synthroid.ingredients[0].substance) == ("Synthroid", "levothyroxine")
    assert [each.substance for each in with_codeine.ingredients] == ["paracetamol", "codeine"]
    assert with_codeine.schedule == "III"
    assert cream.ingredients == (Ingredient("hydrocortisone", "Hydrocortisone", Decimal(1), "%"),)


def test_what_rxnorm_lists_is_found_by_our_words(db, tmp_path):
    files.load_file(rrf.release(tmp_path), now=MONDAY_8AM)

    assert find("synthroid 50 mcg")[0].code == "966171"
    assert find("hypothyroidism 0.05", jurisdiction="US-CA")[0].code in ("966171", "966222")
    assert find("acetaminofén codeína")[0].jurisdiction in ("", "US")
    assert reading.by_pack("00074455219")[0][0].name == "levothyroxine sodium 0.05 MG Oral Tablet [Synthroid]"


def test_of_the_same_in_two_catalogues_the_one_of_the_place_is_shown(db, tmp_path):
    files.load_file(rrf.release(tmp_path), now=MONDAY_8AM)

    in_the_us = [(each.system, each.code) for each in find("amoxicillin 500", jurisdiction="US")]
    in_portugal = [(each.system, each.code) for each in find("amoxicillin 500", jurisdiction="PT")]
    assert in_the_us[0] == (files.RXNORM, "308191")
    assert (starter_set.SYSTEM, "amoxicillin-500mg-capsule") not in in_the_us
    assert in_portugal[0] == (starter_set.SYSTEM, "amoxicillin-500mg-capsule")
    assert files.RXNORM not in {system for system, _ in in_portugal}


def test_a_national_list_in_a_csv(load):
    read, loaded = load("pt.csv", HEAD + PT, jurisdiction="PT", licence="ours")
    farmoz = reading.by_code("urn:telepraxis:catalogue:pt", "5440987")

    assert (loaded.listed, loaded.added, read.left_out) == (3, 3, {})
    assert farmoz.ingredients == (Ingredient("amoxicillin", "Amoxicillin", Decimal(500), "mg"),)
    assert farmoz.packs == (Pack("https://www.gs1.org/gtin", "05601234567890", Decimal(16)),)
    assert find("farmoz 500", jurisdiction="PT")[0].code == "5440987"
    assert find("betrinol")[0].ingredients[0].substance == "betrinol"


def test_lines_with_the_same_code_add_packs(load):
    line = 'A1,Paracetamol 500 mg tablet,paracetamol,500 mg,tablet,,{},"{}"\n'
    load("own.csv", HEAD + line.format("05601111111111", 20) + line.format("05602222222222", "100"), jurisdiction="PT")

    medicine = reading.by_code("urn:telepraxis:catalogue:pt", "A1")
    assert [str(pack.quantity) for pack in medicine.packs] == ["20", "100"]


def test_a_form_in_the_words_of_the_list(load):
    load("own.csv", HEAD + 'A1,Omeprazol,omeprazol,20 mg,"Capsule, hard, gastro-resistant",,,\n')

    assert reading.by_code("urn:telepraxis:catalogue", "A1").form == "gastro-resistant-capsule"


FHIR = {
    "resourceType": "Bundle", "type": "collection",
    "entry": [
        {"resource": {
            "resourceType": "Medication", "status": "active",
            "code": {"coding": [{"system": "urn:example:list", "code": "M1", "display": "Salbutamol 100"}],
                     "text": "Salbutamol 100 micrograms inhaler"},
            "form": {"text": "Pressurised inhalation, suspension"},
            "amount": {"numerator": {"value": 200, "unit": "dose"}, "denominator": {"value": 1}},
            "ingredient": [{"itemCodeableConcept": {"text": "albuterol sulfate"},
                            "strength": {"numerator": {"value": 100, "code": "ug"},
                                         "denominator": {"value": 1, "code": "{actuation}"}}}],
        }},
        {"resource": {
            "resourceType": "MedicationKnowledge", "status": "active",
            "code": {"coding": [{"system": "urn:example:list", "code": "M2", "display": "Diazepam 5 mg tablet"}]},
            "doseForm": {"coding": [{"code": "tablet"}]}, "synonym": ["Valium cinco"],
            "intendedRoute": [{"coding": [{"code": "26643006"}]}],
            "packaging": {"type": {"text": "box of 30"}, "quantity": {"value": 30}},
            "ingredient": [{"itemCodeableConcept": {"text": "diazepam"},
                            "strength": {"numerator": {"value": 5, "unit": "mg"}, "denominator": {"value": 1}}}],
        }},
        {"resource": {"resourceType": "Medication", "status": "inactive", "code": {"coding": [{"code": "M3"}]}}},
        {"resource": {"resourceType": "Organization", "name": "Somebody"}},
    ],
}  # fmt: skip


def test_medications_of_fhir(load):
    read, loaded = load("list.json", json.dumps(FHIR), jurisdiction="PT")
    inhaler, diazepam = (reading.by_code("urn:example:list", code) for code in ("M1", "M2"))

    assert (read.edition.system, loaded.added) == ("urn:example:list", 2)
    assert read.left_out == {
        "medicines that the list itself calls inactive": 1,
        "resources that are no medicine (Organization)": 1,
    }
    assert (inhaler.form, inhaler.ingredients) == (
        "inhaler", (Ingredient("salbutamol", "Salbutamol", Decimal(100), "ug", Decimal(1), "{actuation}"),),
    )  # fmt: skip
    assert (diazepam.form, diazepam.schedule, diazepam.may_be_split) == ("tablet", "IV", True)
    assert diazepam.packs == (Pack("", "", Decimal(30), "box of 30"),)
    assert find("valium cinco")[0] == diazepam


def test_the_same_line_by_line(load):
    lines = [json.dumps(entry["resource"]) for entry in FHIR["entry"]]
    _, loaded = load("list.ndjson", "\n".join(lines))

    assert loaded.added == 2
    with pytest.raises(files.BadFile, match="list.ndjson, line 2: no JSON as it should be"):
        load("list.ndjson", lines[0] + "\n{")


def test_the_next_edition_says_what_changed_and_removes_nothing(load):
    load("2026.csv", HEAD + PT, jurisdiction="PT", name="2026")
    gone = reading.by_code("urn:telepraxis:catalogue:pt", "5440990")
    stays = reading.by_code("urn:telepraxis:catalogue:pt", "5440987")
    next_year = PT.replace("Farmoz 32", "Farmoz Grande").splitlines()[:2]
    content = "\n".join([*next_year, "5440999,Novo 5 mg tablet,novo,5 mg,tablet,,,"])

    _, loaded = load("2027.csv", HEAD + content, jurisdiction="PT", name="2027")

    assert (loaded.listed, loaded.added, loaded.changed, loaded.taken_out) == (3, 1, 1, 1)
    assert loaded.names == {
        "added": ["Novo 5 mg tablet"],
        "changed": ["Amoxicilina Farmoz 500 mg cápsulas (32)"],
        "taken_out": ["Betrinol 10 mg comprimidos"],
    }
    still = reading.medicine(gone.id)
    assert (still.name, still.ingredients, still.is_active) == (gone.name, gone.ingredients, False)
    assert reading.medicine(stays.id) == stays
    assert find("betrinol") == []
    assert Edition.objects.get(name="2026").replaced_at == MONDAY_8AM
    in_force = [(edition.name, offered) for edition, offered in upkeep.in_force()]
    assert in_force == [("2027", 3), ("starter set", len(starter_set.starter_set()))]


def test_what_comes_back_is_the_same_row_and_offered_again(load):
    load("a.csv", HEAD + PT)
    before = reading.by_code("urn:telepraxis:catalogue", "5440990")
    load("b.csv", HEAD + PT.splitlines()[0] + "\n")
    _, loaded = load("c.csv", HEAD + PT)

    assert (loaded.added, loaded.changed, loaded.taken_out) == (0, 2, 0)
    assert reading.by_code("urn:telepraxis:catalogue", "5440990") == before


def test_a_pack_that_is_gone_is_offered_no_more(load):
    load("a.csv", HEAD + PT)
    load("b.csv", HEAD + PT.replace("05601234567890,16", "05601234567899,24"))

    assert reading.by_pack("05601234567890") == []
    assert [str(pack.quantity) for _, pack in reading.by_pack("05601234567899")] == ["24"]
    assert MedicinePack.objects.filter(code="05601234567890").count() == 1


def test_the_same_file_again_changes_nothing(load):
    load("a.csv", HEAD + PT, name="2026")
    _, again = load("a.csv", HEAD + PT, name="2026")

    assert again.was_in_force
    assert Edition.objects.filter(is_starter=False).count() == 1


def test_a_newer_starter_set_takes_out_what_it_no_longer_has(db, monkeypatch):
    newer = dict(starter_set.starter_set())
    gone = newer.pop("amoxicillin-500mg-capsule")
    monkeypatch.setattr(starter_set, "starter_set", lambda: newer)

    loaded = starter_set.load_starter_set(now=MONDAY_8AM)

    assert (loaded.added, loaded.changed, loaded.names["taken_out"]) == (0, 0, [gone.name])
    assert not reading.by_code(starter_set.SYSTEM, gone.code).is_active


LINE = "A1,Flu tablet,paracetamol,500 mg,tablet,,,\n"


@pytest.mark.parametrize(
    ("name", "content", "said", "why"),
    [
        ("o.csv", "code,name\n", {}, "o.csv, line 1: the first line names the columns; add substances, strength, form"),
        ("o.csv", HEAD.replace("brand", "colour"), {}, "line 1: colour is no column known here; there are code, name"),
        ("o.csv", HEAD + ",X,paracetamol,1 mg,tablet,,,\n", {}, "line 2: the code is missing. Nothing was changed."),
        ("o.csv", HEAD + LINE + "A2,,paracetamol,1 mg,tablet,,,\n", {}, "line 3: the name is missing"),
        ("o.csv", HEAD + "A1,X,,1 mg,tablet,,,\n", {}, "line 2: substances is missing; write amoxicillin, or"),
        ("o.csv", HEAD + "A1,X,a+b,1 mg,tablet,,,\n", {}, "line 2: 2 substances and 1 strengths; join both with +"),
        ("o.csv", HEAD + "A1,X,a,a lot,tablet,,,\n", {}, "line 2: a lot is no strength; write 500 mg, 250 mg/5 mL"),
        ("o.csv", HEAD + "A1,X,a,5 spoons,tablet,,,\n", {}, "line 2: spoons is no unit known here; there are %, "),
        ("o.csv", HEAD + "A1,X,a,0 mg,tablet,,,\n", {}, "line 2: 0 mg: an amount is more than nothing"),
        ("o.csv", HEAD + "A1,X,a,1 mg,brick,,,\n", {}, "line 2: brick is no form; there are tablet, chewable-tablet"),
        ("o.csv", HEAD + "A1,X,a,1 mg,tablet,,123,\n", {}, "line 2: pack_quantity is a number"),
        ("o.csv", HEAD + "A1,X,a,1 mg,tablet,,123,0\n", {}, "line 2: pack_quantity is more than nothing"),
        ("o.csv", HEAD + LINE + "A1,Other,a,1 mg,tablet,,,\n", {}, "line 3: the code A1 stands in line 2 for another"),
        ("o.csv", HEAD + LINE + LINE, {}, "line 3: the code A1 stands in line 2 for another medicine"),
        ("o.csv", HEAD + "A1,X,a,1 mg,tablet,,,,more\n", {}, "line 2: more columns than the first line names"),
        ("o.csv", HEAD + 'A1,"X\n', {}, "line 2: no CSV as it should be"),
        ("o.csv", HEAD.encode() + b"A1,Gr\xfcn,a,1 mg,tablet,,,\n", {}, "not in UTF-8; save the file as UTF-8"),
        ("o.csv", HEAD + "A1," + "x" * 501 + ",a,1 mg,tablet,,,\n", {}, "line 2: a name has at most 500 characters"),
        ("o.csv", HEAD, {}, "there is no medicine in it"),
        ("o.csv", HEAD + LINE, {"jurisdiction": "Portugal"}, "Portugal is no jurisdiction; write PT, or US-CA"),
        ("o.csv", HEAD + LINE, {"system": "own"}, "own is no system; give a URI of your own"),
        ("o.csv", HEAD + LINE, {"system": starter_set.SYSTEM}, "is the starter catalogue, which comes"),
        ("o.csv", HEAD + LINE, {"format": "pdf"}, "pdf is no format; there are rxnorm, csv, fhir"),
        ("o.txt", "hello", {}, "say with --format what it is: rxnorm (a zip or folder), csv, fhir"),
        ("o.zip", "hello", {}, "this is no zip; give the zip or the folder that holds RXNCONSO.RRF"),
        ("o.json", '{"resourceType":\n}', {}, "line 2: no JSON as it should be"),
        ("o.json", "[]", {}, "this is no FHIR resource"),
        ("o.json", json.dumps({"resourceType": "Medication"}), {}, "the resource: code.coding has no code"),
        ("o.json", json.dumps({"resourceType": "Medication", "code": 7}), {}, "not shaped as FHIR R4 has it"),
        ("o.json", json.dumps(FHIR), {"system": "urn:example:other"}, "the codes in it are of urn:example:list"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_says_where_and_changes_nothing(load, name, content, said, why):
    tables = (Medicine, MedicineIngredient, MedicinePack, Edition)
    before = [table.objects.count() for table in tables]

    with pytest.raises(files.BadFile) as refused:
        load(name, content, **said)

    assert why in str(refused.value)
    assert [table.objects.count() for table in tables] == before


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ({"rel": ""}, "RXNREL.RRF is missing in"),
        ({"conso": "860975|ENG\n"}, "RXNCONSO.RRF, line 1: 18 columns are needed, here are 2"),
        (
            {"rel": rrf.rel([])},
            "RXNCONSO.RRF, line 18: RXNREL.RRF names no components of 308191; load all files of one",
        ),
        ({"sat": "308191||\n"}, "RXNSAT.RRF, line 1: 13 columns are needed, here are 3"),
    ],
)
def test_a_release_that_is_not_whole_is_refused(db, tmp_path, broken, why):
    with pytest.raises(files.BadFile) as refused:
        files.load_file(rrf.release(tmp_path, **broken), now=MONDAY_8AM)

    assert why in str(refused.value)
    assert not Medicine.objects.filter(system=files.RXNORM).exists()


def test_a_file_that_is_not_there(db, tmp_path):
    with pytest.raises(files.BadFile, match="cannot be read: No such file"):
        files.read_file(tmp_path / "gone.csv")


def test_progress_is_told(load):
    told = []
    lines = "".join(f"A{number},Thing {number},thing,{number + 1} mg,tablet,,,\n" for number in range(2500))
    load("own.csv", HEAD + lines, tick=told.append)

    assert told == [1000, 1000, 500]
