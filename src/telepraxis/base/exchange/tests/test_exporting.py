"""Records go out, whole or one patient's."""

import hashlib
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from telepraxis.base import exchange, record
from telepraxis.base.access import Actor
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record import keepers

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def rui(quayside):
    return replace(Actor.system(quayside.id), name="Rui")


@pytest.fixture
def charts(rui):
    """Maria with a weight that was corrected and a task that was deleted, and João."""

    def keep(doc):
        return keepers.PlainKeeper(doc["resourceType"]).keep(doc, by=rui, now=MONDAY)

    for name in ("maria", "joao"):
        keep({"resourceType": "Patient", "id": name})
    weight = {
        "resourceType": "Observation",
        "id": "weight",
        "status": "final",
        "subject": {"reference": "Patient/maria"},
    }
    keep(weight | {"valueQuantity": {"value": 61}})
    keep(weight | {"valueQuantity": {"value": 62}})
    keep(
        {
            "resourceType": "Task",
            "id": "call",
            "status": "draft",
            "intent": "order",
            "for": {"reference": "Patient/maria"},
        }
    )
    keepers.PlainKeeper("Task").remove("call", by=rui, now=MONDAY)


def lines(path):
    return path.read_text().splitlines()


def test_every_document_and_version_goes_out_as_stored(charts, rui, tmp_path):
    manifest = exchange.export_to(tmp_path / "out", by=rui, now=MONDAY)

    assert [(file["name"], file["count"]) for file in manifest["files"]] == [
        ("Observation.ndjson", 1), ("Patient.ndjson", 2), ("history/Observation.ndjson", 2),
        ("history/Patient.ndjson", 2), ("history/Task.ndjson", 2),
    ]  # fmt: skip
    assert lines(tmp_path / "out" / "Observation.ndjson") == [record.read("Observation", "weight").doc]
    versions = [json.loads(line) for line in lines(tmp_path / "out" / "history" / "Task.ndjson")]
    assert [(each["version"], each["resource"] is None, each["by"]) for each in versions] == [
        (1, False, "Rui"), (2, True, "Rui"),
    ]  # fmt: skip
    for file in manifest["files"]:
        data = (tmp_path / "out" / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert json.loads((tmp_path / "out" / "manifest.json").read_text()) == manifest


def test_one_patients_chart_goes_out_alone(charts, rui, tmp_path):
    manifest = exchange.export_to(tmp_path / "joao.zip", patient="joao", by=rui, now=MONDAY)

    assert [(file["name"], file["count"]) for file in manifest["files"]] == [
        ("Patient.ndjson", 1), ("history/Patient.ndjson", 1),
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "joao.zip") as archive:
        assert archive.read("Patient.ndjson").decode() == record.read("Patient", "joao").doc + "\n"
    assert AuditEvent.objects.get(action="fhir.exported").patient_id == record.read("Patient", "joao").uid


def test_nothing_is_written_over(charts, rui, tmp_path):
    (tmp_path / "there.zip").write_text("mine")

    with pytest.raises(exchange.NotReadable):
        exchange.export_to(tmp_path / "there.zip", by=rui, now=MONDAY)

    assert (tmp_path / "there.zip").read_text() == "mine"


def test_what_went_out_comes_back_in_and_history_stays_outside(charts, rui, tmp_path):
    exchange.export_to(tmp_path / "out", by=rui, now=MONDAY)

    done = exchange.import_from(
        tmp_path / "out", source="ourselves", reports=tmp_path / "reports", by=rui, clock=lambda: MONDAY
    )

    assert {what: done.total(what) for what in ("created", "updated", "unchanged", "refused")} == {
        "created": 0, "updated": 0, "unchanged": 3, "refused": 0,
    }  # fmt: skip


def test_the_operators_export_leaves_nothing_out(charts, rui, tmp_path):
    security = [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "PSY"}]
    mood = {"resourceType": "Observation", "id": "low-mood", "status": "final", "meta": {"security": security}}
    keepers.PlainKeeper("Observation").keep(mood, by=rui, now=MONDAY)
    exchange.export_to(tmp_path / "out", by=rui, now=MONDAY)

    lines = (tmp_path / "out" / "Observation.ndjson").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["weight", "low-mood"]
    assert [json.loads(line)["meta"].get("security") for line in lines] == [None, security]
