"""Records of another system come in."""

import gzip
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from telepraxis.base import exchange, record
from telepraxis.base.access import Actor
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.exchange import importing
from telepraxis.base.record.models import Observation, Patient, Version

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MARIA = {"resourceType": "Patient", "id": "maria", "name": [{"family": "Sousa", "given": ["Maria"]}]}
WEIGHT = {
    "resourceType": "Observation", "id": "weight", "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
    "subject": {"reference": "Patient/maria"},
    "valueQuantity": {"value": 61.50, "unit": "kg"},
}  # fmt: skip
WRITTEN = json.dumps(WEIGHT).replace("61.5", "61.50")


@pytest.fixture
def take(quayside, tmp_path):
    """Import a path of `tmp_path`; one report folder after the other."""
    by = replace(Actor.system(quayside.id), name="Import by Rui")

    def taken(name="in", **options):
        reports = tmp_path / f"reports-{len(list(tmp_path.glob('reports-*')))}"
        options = {"source": "Hillside", "by": by, "clock": lambda: MONDAY} | options
        return exchange.import_from(tmp_path / name, reports=reports, **options)

    return taken


def put(path, *docs, **more):
    """Write documents as a Bundle."""
    path.parent.mkdir(exist_ok=True)
    texts = (doc if isinstance(doc, str) else json.dumps(doc) for doc in docs)
    entries = ", ".join(f'{{"resource": {text}}}' for text in texts)
    path.write_text(f'{{"resourceType": "Bundle", "type": "collection", "entry": [{entries}]}}')
    return path


def counts(done):
    return {what: done.total(what) for what in ("created", "updated", "unchanged", "refused")}


def reasons(done):
    """Return (position, type/id, why) of everything refused, as the reports tell it."""
    found = []
    for path in sorted(done.folder.glob("*.json")):
        for refused in json.loads(path.read_text())["refused"]:
            why = refused["issue"][0]["diagnostics"]
            found.append((refused["position"], f"{refused['type']}/{refused['id']}", why))
    return found


def test_a_bundle_comes_in_with_its_numbers_as_they_were_written(take, tmp_path):
    put(tmp_path / "in" / "a.json", WRITTEN, MARIA)

    done = take()

    assert counts(done) == {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}
    row = record.read("Observation", "weight")
    assert '"value":61.50' in row.doc
    assert row.patient_id == record.read("Patient", "maria").uid


def test_a_second_run_doubles_nothing(take, tmp_path):
    nameless = {key: value for key, value in WEIGHT.items() if key != "id"}
    put(tmp_path / "in" / "a.json", MARIA, WRITTEN, nameless)
    take()

    done = take()

    assert counts(done) == {"created": 0, "updated": 0, "unchanged": 3, "refused": 0}
    assert (Patient.objects.count(), Observation.objects.count(), Version.objects.count()) == (1, 2, 3)


def test_every_kind_of_file_is_read(take, tmp_path):
    folder = tmp_path / "in"
    put(folder / "bundle.json", MARIA)
    entries = [{"item": {"display": "a list has entries too"}}]
    single = {"resourceType": "List", "id": "list", "status": "current", "mode": "working", "entry": entries}
    (folder / "single.json").write_text(json.dumps(single, indent=1))
    (folder / "lines.ndjson").write_text(f"{WRITTEN}\n\n" + json.dumps(WEIGHT | {"id": "second"}))
    with gzip.open(folder / "packed.ndjson.gz", "wt") as file:
        file.write(json.dumps(WEIGHT | {"id": "packed"}) + "\n")
    late = {"entry": [{"resource": WEIGHT | {"id": "late"}}], "type": "batch", "resourceType": "Bundle"}
    (folder / "type-comes-last.json").write_text(json.dumps(late))
    (folder / "notes.txt").write_text("not for us")
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"../../{path.name}")

    assert counts(take("all.zip")) == {"created": 6, "updated": 0, "unchanged": 0, "refused": 0}
    assert counts(take()) == {"created": 0, "updated": 0, "unchanged": 6, "refused": 0}


@pytest.mark.parametrize(
    "content, said",
    [
        ("<Patient/>", "This looks like XML. Only FHIR's JSON is read: export it as JSON."),
        ('[{"resourceType": "Patient"}]', "This is a list, not FHIR."),
        ('{"name": "package"}', "This is no FHIR resource: 'resourceType' is missing."),
        ("", "The file is empty."),
        ('{"resourceType": "Bundle", "type": "history", "entry": []}', "This Bundle is a history"),
        ('{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}, {"re', "was not read."),
        ('{"resourceType": "Bundle", "entry": [' + '{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_fhir_is_told_of_in_a_sentence(take, tmp_path, content, said):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "odd.json").write_text(content)

    done = take()

    assert said in done.files[0].fault
    assert not done.is_whole
    assert said in (done.folder / "report.txt").read_text()


def test_what_is_refused_is_refused_alone_with_the_place_and_the_reason(take, tmp_path):
    stranger = WEIGHT | {"id": "stranger", "subject": {"reference": "Patient/nobody"}}
    broken = WEIGHT | {"id": "broken", "status": "perhaps"}
    put(tmp_path / "in" / "a.json", stranger, MARIA, broken, WRITTEN, {"resourceType": "Potion", "id": "p"})

    done = take()

    assert counts(done) == {"created": 2, "updated": 0, "unchanged": 0, "refused": 3}
    told = {what: (position, why) for position, what, why in reasons(done)}
    assert told["Observation/stranger"] == (1, "Patient/nobody is not here.")
    assert told["Observation/broken"][0] == 3
    assert told["Potion/p"][0] == 5
    assert "Observation/broken" in (done.folder / "report.txt").read_text()
    assert "perhaps" not in (done.folder / "report.txt").read_text()


def test_references_of_another_system_lead_to_ours_whatever_the_order_of_the_files(take, tmp_path):
    maria, visit = "urn:uuid:0f0a6a9e-7b3c-4a59-9d0a-3a3b7a3d6d11", "https://hillside.example/fhir/Encounter/v_1"
    encounter = {
        "resourceType": "Encounter", "id": "v_1", "status": "finished", "subject": {"reference": maria},
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
    }  # fmt: skip
    weight = WEIGHT | {"subject": {"reference": maria}, "encounter": {"reference": visit}}
    nameless = {key: value for key, value in MARIA.items() if key != "id"}
    for name, url, doc in (("1", "", weight), ("2", visit, encounter), ("3", maria, nameless)):
        entry = {"fullUrl": url, "resource": doc} if url else {"resource": doc}
        path = put(tmp_path / "in" / f"{name}.json")
        path.write_text(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [entry]}))

    assert counts(take()) == {"created": 3, "updated": 0, "unchanged": 0, "refused": 0}

    patient, encounter, weight = Patient.objects.get(), record.of_type("Encounter").get(), Observation.objects.get()
    assert patient.logical_id == maria.removeprefix("urn:uuid:")
    assert record.content_of(weight)["encounter"] == {"reference": f"Encounter/{encounter.logical_id}"}
    assert (weight.patient_id, weight.encounter_id) == (patient.uid, encounter.uid)


def test_a_reference_by_identifier_finds_who_bears_it(take, tmp_path):
    doctor = {
        "resourceType": "Practitioner",
        "id": "d",
        "identifier": [{"system": "https://npi.example", "value": "7"}],
    }
    weight = WEIGHT | {"performer": [{"reference": "Practitioner?identifier=https://npi.example|7"}]}
    put(tmp_path / "in" / "a.json", weight, doctor, MARIA)

    take()

    assert record.content_of(record.read("Observation", "weight"))["performer"] == [{"reference": "Practitioner/d"}]


def test_an_id_that_is_taken_is_never_written_over_silently(take, quayside, tmp_path):
    joao = {"resourceType": "Patient", "id": "maria", "name": [{"family": "Reis", "given": ["João"]}]}
    record.write("Patient", joao, by=Actor.system(quayside.id), now=MONDAY)
    AuditEvent(organization_id=quayside.id, kind="write", action="patient.registered", via="system").save()
    put(tmp_path / "in" / "a.json", MARIA, WRITTEN)

    refused = take()
    assert counts(refused) == {"created": 0, "updated": 0, "unchanged": 0, "refused": 2}
    assert [what for _, what, _ in reasons(refused)] == ["Patient/maria", "Observation/weight"]
    assert record.read("Patient", "maria").family == "Reis"

    renamed = take(on_conflict="new")
    assert counts(renamed) == {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}
    weight = record.read("Observation", "weight")
    assert Patient.objects.get(uid=weight.patient_id).family == "Sousa"
    assert Patient.objects.get(uid=weight.patient_id).logical_id != "maria"


def test_newer_content_of_the_same_source_updates_and_what_was_changed_here_is_kept(take, quayside, tmp_path):
    put(tmp_path / "in" / "a.json", MARIA, WRITTEN)
    take()
    put(tmp_path / "in" / "a.json", MARIA | {"gender": "female"}, WRITTEN)
    assert counts(take()) == {"created": 0, "updated": 1, "unchanged": 1, "refused": 0}

    here = record.content_of(record.read("Patient", "maria")) | {"birthDate": "1980-02-03"}
    record.write("Patient", here, by=Actor.system(quayside.id), now=MONDAY)
    put(tmp_path / "in" / "a.json", MARIA | {"gender": "other"}, WRITTEN)

    done = take()
    assert counts(done) == {"created": 0, "updated": 0, "unchanged": 1, "refused": 1}
    assert "changed here since" in reasons(done)[0][2]
    assert counts(take(on_conflict="update")) == {"created": 0, "updated": 1, "unchanged": 1, "refused": 0}
    assert record.read("Patient", "maria").gender == "other"


def test_two_that_claim_one_id_are_not_mixed(take, tmp_path):
    put(tmp_path / "in" / "a.json", MARIA)
    put(tmp_path / "in" / "b.json", MARIA | {"gender": "male"})
    put(tmp_path / "in" / "c.json", MARIA)

    done = take()

    assert counts(done) == {"created": 1, "updated": 0, "unchanged": 1, "refused": 1}
    assert record.read("Patient", "maria").gender == ""


def test_a_bomb_is_not_unpacked(take, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b" " * (40 * 2**20))
    (tmp_path / "in").mkdir()
    with gzip.open(tmp_path / "in" / "bomb.json.gz", "wb") as file:
        file.write(b" " * (64 * 2**20))

    with pytest.raises(exchange.NotReadable, match="far more than records ever do"):
        take("bomb.zip")
    assert "far more than records ever do" in take().files[0].fault


def test_each_patient_finds_in_their_audit_that_records_were_added(take, tmp_path):
    put(tmp_path / "in" / "a.json", MARIA, WRITTEN)
    take()

    maria = record.read("Patient", "maria").uid
    rows = AuditEvent.objects.filter(action="fhir.imported", patient_id=maria)
    assert {row.actor_name for row in rows} == {"Import by Rui"}
    assert rows.count() == 2  # her record, and what belongs to it: one for each batch


def test_what_somebody_else_made_meanwhile_is_not_written_over(take, quayside, tmp_path, monkeypatch):
    put(tmp_path / "in" / "a.json", MARIA, WRITTEN)
    looked = importing.look_through

    def and_then_somebody_registers(*arguments, **more):
        found = looked(*arguments, **more)
        record.write("Patient", {"resourceType": "Patient", "id": "maria"}, by=Actor.system(quayside.id), now=MONDAY)
        return found

    monkeypatch.setattr(importing, "look_through", and_then_somebody_registers)

    done = take()

    assert counts(done) == {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}
    assert reasons(done) == [(1, "Patient/maria", "Patient/maria is at version 1, not 0.")]
    assert record.read("Patient", "maria").family == ""
