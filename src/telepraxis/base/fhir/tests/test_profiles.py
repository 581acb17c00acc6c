"""Profiles: US Core as published, the vital signs of R4, and small ones made here for each way of constraining."""

import io
import json
import tarfile
from functools import cache
from pathlib import Path

import pytest

from standards import compile
from telepraxis.base.fhir.validation import Packages, check, check_profile, packages
from telepraxis.base.fhir.validation.packages import NotAPackage

R4 = compile.ROOT / compile.PACKAGE / "dist" / "fhir" / "r4"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"


@cache
def us_core() -> Packages:
    published = json.loads((R4 / "testing" / "uscore-v5.0.1-structuredefinitions.json").read_bytes())
    return Packages([packages.load(published, name="hl7.fhir.us.core")])


@cache
def of_r4() -> Packages:
    return Packages([packages.load([json.loads((R4 / "profiles-others.json").read_bytes())])])


def found(doc: dict, url: str, known: Packages) -> list[tuple[str, str, str]]:
    return [(issue.severity, issue.code, issue.expression) for issue in check_profile(doc, url, known)]


JANE = {
    "resourceType": "Patient",
    "identifier": [{"system": "http://a", "value": "1"}],
    "name": [{"family": "Doe"}],
    "gender": "female",
}
RACE = {
    "url": f"{US_CORE}us-core-race",
    "extension": [
        {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3"}},
        {"url": "text", "valueString": "White"},
    ],
}


def test_a_patient_of_us_core():
    assert found(JANE, f"{US_CORE}us-core-patient", us_core()) == []


def test_a_patient_lacks_what_us_core_wants():
    doc = {"resourceType": "Patient", "identifier": [{"value": "1"}], "name": [{"text": "Jane"}]}

    assert found(doc, f"{US_CORE}us-core-patient|5.0.1", us_core()) == [
        ("error", "invariant", "Patient"),
        ("error", "required", "Patient.identifier[0].system"),
        ("error", "required", "Patient.gender"),
    ]


def test_a_patient_says_why_the_name_is_absent():
    reason = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}

    assert (
        found(JANE | {"name": [{"extension": [reason]}], "extension": [reason]}, f"{US_CORE}us-core-patient", us_core())
        == []
    )


def test_an_extension_is_looked_at_by_its_own_profile():
    without_text = RACE | {"extension": RACE["extension"][:1]}
    cannot_list = ("information", "incomplete", "Patient.extension[0].extension[0].valueCoding")

    assert found(JANE | {"extension": [RACE]}, f"{US_CORE}us-core-patient", us_core()) == [cannot_list]
    assert sorted(found(JANE | {"extension": [without_text]}, f"{US_CORE}us-core-patient", us_core())) == [
        ("error", "required", "Patient.extension[0].extension"),
        cannot_list,
    ]
    assert ("error", "structure", "Patient.extension") in found(
        JANE | {"extension": [RACE, RACE]}, f"{US_CORE}us-core-patient", us_core()
    )


def pressure(*components: dict) -> dict:
    category = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [category]}],
        "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
        "subject": {"reference": "Patient/jane"},
        "effectiveDateTime": "2026-11-29",
        "component": list(components),
    }


def component(code: str, unit: str = "mm[Hg]") -> dict:
    amount = {"value": 120, "unit": "mmHg", "system": UCUM, "code": unit}
    return {"code": {"coding": [{"system": LOINC, "code": code}]}, "valueQuantity": amount}


SYSTOLIC, DIASTOLIC = component("8480-6"), component("8462-4")
TARGET = ("information", "incomplete", "Observation.subject")


def test_a_blood_pressure_has_its_two_slices():
    assert found(pressure(SYSTOLIC, DIASTOLIC), f"{US_CORE}us-core-blood-pressure", us_core()) == [TARGET]


def test_a_blood_pressure_without_a_slice_is_refused():
    assert found(pressure(SYSTOLIC, component("8867-4")), f"{US_CORE}us-core-blood-pressure", us_core()) == [
        TARGET,
        ("error", "required", "Observation.component"),
    ]


def test_a_slice_fixes_its_unit():
    assert found(pressure(SYSTOLIC, component("8462-4", "kPa")), f"{US_CORE}us-core-blood-pressure", us_core()) == [
        TARGET,
        ("error", "value", "Observation.component[1].valueQuantity.code"),
    ]


def test_a_category_that_is_no_slice_is_counted_as_missing():
    doc = pressure(SYSTOLIC, DIASTOLIC) | {"category": [{"text": "vital signs"}]}

    assert ("error", "required", "Observation.category") in found(doc, f"{US_CORE}us-core-blood-pressure", us_core())


def test_the_vital_signs_of_r4():
    url = "http://hl7.org/fhir/StructureDefinition/bp"

    assert found(pressure(SYSTOLIC, DIASTOLIC), url, of_r4()) == []
    assert found(pressure(SYSTOLIC, {"code": DIASTOLIC["code"]}), url, of_r4()) == [
        ("error", "invariant", "Observation.component[1]")
    ]


def test_what_is_not_legal_r4_is_not_looked_at_further():
    doc = JANE | {"gender": "F"}

    assert check_profile(doc, f"{US_CORE}us-core-patient", us_core()) == check(doc)


def test_an_unknown_profile_is_told():
    assert found(JANE, "http://example.org/profile", us_core()) == [("information", "incomplete", "Patient")]


def test_a_profile_of_hl7_that_is_not_loaded_is_told():
    vital_signs = "http://hl7.org/fhir/StructureDefinition/vitalsigns"
    birth_place = element("Patient.extension:birthPlace", type=[{"code": "Extension", "profile": [f"{vital_signs}-x"]}])
    sliced = element("Patient.extension", slicing=by("value", "url") | OPEN)

    assert found(WELL, vital_signs, us_core()) == [("information", "incomplete", "Observation")]
    assert against(JANE | {"extension": [{"url": f"{vital_signs}-x", "valueCode": "x"}]}, sliced, birth_place) == [
        ("information", "incomplete", "Patient.extension[0]")
    ]


def test_another_type_than_the_profile_wants_is_refused():
    assert found(JANE, f"{US_CORE}us-core-blood-pressure", us_core()) == [("error", "structure", "Patient")]


def test_the_base_itself_is_a_profile():
    assert found(JANE, "http://hl7.org/fhir/StructureDefinition/Patient", us_core()) == []
    assert found(JANE, "http://hl7.org/fhir/StructureDefinition/Basic", us_core()) == [
        ("error", "structure", "Patient")
    ]


def profile(*elements: dict, type: str = "Observation", base: str = "", url: str = "http://a/p") -> dict:
    return {
        "resourceType": "StructureDefinition",
        "url": url,
        "type": type,
        "baseDefinition": base or f"http://hl7.org/fhir/StructureDefinition/{type}",
        "differential": {"element": [{"path": type, "id": type}, *elements]},
    }


def element(id: str, **said) -> dict:
    return {"id": id, "path": ".".join(step.partition(":")[0] for step in id.split(".")), **said}


def against(doc: dict, *elements: dict, more: tuple = ()) -> list[tuple[str, str, str]]:
    known = Packages([packages.load([profile(*elements, type=doc["resourceType"]), *more])])
    return found(doc, "http://a/p", known)


WELL = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": LOINC, "code": "8867-4"}, {"system": "http://a", "code": "pulse"}], "text": "Pulse"},
    "subject": {"reference": "Patient/jane"},
    "valueQuantity": {"value": 72, "unit": "/min", "system": UCUM, "code": "/min"},
    "note": [{"text": "sitting"}, {"text": "calm", "authorString": "Ana"}],
}
OPEN, CLOSED = {"rules": "open"}, {"rules": "closed"}
UNKNOWN = {"key": "x-1", "severity": "error", "human": "Something holds.", "expression": "something()"}


def by(kind: str, path: str) -> dict:
    return {"discriminator": [{"type": kind, "path": path}]}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (element("Observation.value[x]", min=1, type=[{"code": "Quantity"}]), []),
        (
            element("Observation.value[x]", type=[{"code": "string"}]),
            [("error", "structure", "Observation.valueQuantity")],
        ),
        (element("Observation.valueQuantity", max="0"), [("error", "structure", "Observation.valueQuantity")]),
        (element("Observation.note", max="1"), [("error", "structure", "Observation.note")]),
        (element("Observation.device", min=1), [("error", "required", "Observation.device")]),
        (element("Observation.note.authorString", min=1), [("error", "required", "Observation.note[0].authorString")]),
        (element("Observation.status", fixedCode="final"), []),
        (element("Observation.status", fixedCode="amended"), [("error", "value", "Observation.status")]),
        (element("Observation.code", patternCodeableConcept={"coding": [{"code": "pulse"}]}), []),
        (element("Observation.code", fixedCodeableConcept={"text": "Pulse"}), [("error", "value", "Observation.code")]),
        (
            element("Observation.code", patternCodeableConcept={"coding": [{"code": "x"}]}),
            [("error", "value", "Observation.code")],
        ),
        (element("Observation.code.text", maxLength=4), [("error", "too-long", "Observation.code.text")]),
        (element("Observation.valueQuantity.value", maxValueDecimal=72), []),
        (
            element("Observation.valueQuantity.value", minValueDecimal=72.5),
            [("error", "value", "Observation.valueQuantity.value")],
        ),
        (
            element("Observation.status", binding={"strength": "required", "valueSet": "http://a/mine"}),
            [("error", "code-invalid", "Observation.status")],
        ),
        (element("Observation.code", binding={"strength": "required", "valueSet": "http://a/loinc"}), []),
        (
            element("Observation.code", binding={"strength": "required", "valueSet": "http://a/unknown"}),
            [("information", "incomplete", "Observation.code")],
        ),
        (element("Observation.code", binding={"strength": "extensible", "valueSet": "http://a/mine"}), []),
        (
            element("Observation.subject", type=[{"code": "Reference", "targetProfile": ["http://a/group"]}]),
            [("error", "structure", "Observation.subject")],
        ),
        (
            element("Observation.subject", type=[{"code": "Reference", "targetProfile": ["http://a/patient"]}]),
            [("information", "incomplete", "Observation.subject")],
        ),
        (
            element("Observation.code", type=[{"code": "CodeableConcept", "profile": ["http://a/concept"]}]),
            [("error", "required", "Observation.code.coding[1].display")],
        ),
        (
            element("Observation", constraint=[UNKNOWN]),
            [("information", "incomplete", "Observation")],
        ),
    ],
)
def test_each_way_of_constraining(said, expected):
    display = element("CodeableConcept.coding:a.display", min=1)
    sliced = element("CodeableConcept.coding", slicing=by("value", "system") | OPEN)
    system = element("CodeableConcept.coding:a.system", fixedUri="http://a")
    more = (
        profile(type="Group", url="http://a/group"),
        profile(type="Patient", url="http://a/patient"),
        profile(sliced, system, display, type="CodeableConcept", url="http://a/concept"),
        {"resourceType": "CodeSystem", "url": "http://a/s", "content": "complete", "concept": [{"code": "amended"}]},
        {"resourceType": "ValueSet", "url": "http://a/mine", "compose": {"include": [{"system": "http://a/s"}]}},
        {
            "resourceType": "ValueSet",
            "url": "http://a/loinc",
            "expansion": {"contains": [{"system": LOINC, "code": "8867-4"}]},
        },
    )

    assert against(WELL, said, more=more) == expected


def test_slices_are_told_by_value_pattern_existence_and_type():
    coding = element("Observation.code.coding", slicing=by("value", "system") | CLOSED)
    loinc = element("Observation.code.coding:loinc", min=1, max="1")
    system = element("Observation.code.coding:loinc.system", fixedUri=LOINC)

    assert against(WELL, coding, loinc, system) == [("error", "structure", "Observation.code.coding[1]")]
    assert against(
        WELL,
        element("Observation.code.coding", slicing=by("pattern", "$this") | OPEN),
        element("Observation.code.coding:ours", min=2, patternCoding={"system": "http://a"}),
    ) == [("error", "required", "Observation.code.coding")]
    assert against(
        WELL,
        element("Observation.note", slicing=by("exists", "author") | OPEN),
        element("Observation.note:signed", max="0"),
        element("Observation.note:signed.author[x]", min=1),
    ) == [("error", "structure", "Observation.note")]
    assert against(
        WELL,
        element("Observation.value[x]", slicing=by("type", "$this") | OPEN),
        element("Observation.value[x]:valueQuantity", min=1, type=[{"code": "Quantity"}]),
        element("Observation.value[x]:valueQuantity.comparator", min=1),
    ) == [("error", "required", "Observation.valueQuantity.comparator")]


def test_entries_of_a_bundle_are_sliced_by_type():
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": JANE}]}
    said = (
        element("Bundle.entry", slicing=by("type", "resource") | OPEN),
        element("Bundle.entry:patient", min=1, max="1"),
        element("Bundle.entry:patient.resource", type=[{"code": "Patient", "profile": ["http://a/patient"]}]),
    )
    born = profile(element("Patient.birthDate", min=1), type="Patient", url="http://a/patient")

    assert against(bundle, *said, more=(born,)) == [("error", "required", "Bundle.entry[0].resource.birthDate")]


def test_slices_that_ask_for_the_target_cannot_be_told():
    said = (
        element("Observation.performer", slicing=by("profile", "resolve()") | OPEN),
        element("Observation.performer:nurse", min=1),
    )

    assert against(WELL, *said) == [("error", "required", "Observation.performer")]
    assert against(WELL | {"performer": [{"reference": "Practitioner/ana"}]}, *said) == [
        ("information", "incomplete", "Observation.performer")
    ]


def test_a_profile_without_a_snapshot_keeps_its_base():
    base = profile(element("Observation.device", min=1), url="http://a/base")
    derived = profile(element("Observation.method", min=1), base="http://a/base", url="http://a/p")

    assert found(WELL, "http://a/p", Packages([packages.load([derived, base])])) == [
        ("error", "required", "Observation.method"),
        ("error", "required", "Observation.device"),
    ]


def archive(path: Path, files: dict[str, dict]) -> None:
    """Pack files the way npm does."""
    with tarfile.open(path, "w:gz") as packed:
        for name, content in files.items():
            text = json.dumps(content).encode()
            member = tarfile.TarInfo(name)
            member.size = len(text)
            packed.addfile(member, io.BytesIO(text))


def test_a_package_is_read_from_an_archive_or_a_folder(tmp_path: Path):
    files = {
        "package/package.json": {"name": "a.guide", "version": "1.0.0", "fhirVersions": ["4.0.1"]},
        "package/StructureDefinition-p.json": profile(element("Observation.device", min=1)),
        "package/.index.json": {"files": []},
        "package/example/StructureDefinition-q.json": profile(url="http://a/q"),
    }
    archive(tmp_path / "a.tgz", files)
    for name, content in files.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))

    for source in (tmp_path / "a.tgz", tmp_path / "folder"):
        package = packages.load(source)

        assert (package.name, package.version, list(package.profiles)) == ("a.guide", "1.0.0", ["http://a/p"])
        assert found(WELL, "http://a/p", Packages([package])) == [("error", "required", "Observation.device")]


def test_installed_packages_are_read_again_when_they_change(tmp_path: Path):
    assert found(WELL, "http://a/p", packages.installed(tmp_path / "none")) == [
        ("information", "incomplete", "Observation")
    ]
    archive(tmp_path / "a.tgz", {"package/p.json": profile(element("Observation.device", min=1))})
    first = packages.installed(tmp_path)

    assert packages.installed(tmp_path) is first
    assert found(WELL, "http://a/p", first) == [("error", "required", "Observation.device")]

    archive(tmp_path / "b.tgz", {"package/q.json": profile(element("Observation.method", min=1), url="http://a/q")})

    assert found(WELL, "http://a/q", packages.installed(tmp_path)) == [("error", "required", "Observation.method")]


@pytest.mark.parametrize(
    "definition",
    [
        [],
        {"resourceType": "StructureDefinition", "url": "http://a/p"},
        {"resourceType": "StructureDefinition", "url": "http://a/p", "type": "Patient", "snapshot": {"element": [{}]}},
        {"resourceType": "CodeSystem", "url": "http://a/s", "concept": [{}]},
        {"resourceType": "ValueSet", "url": "http://a/v", "compose": {"include": [{"concept": ["a"]}]}},
    ],
)
def test_a_definition_that_is_not_complete_is_refused(definition):
    with pytest.raises(NotAPackage):
        packages.load([definition])


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00broken"])
def test_what_is_no_package_is_refused(tmp_path: Path, content):
    path = tmp_path / "a.tgz"
    path.write_bytes(content)

    with pytest.raises(NotAPackage):
        packages.load(path)
