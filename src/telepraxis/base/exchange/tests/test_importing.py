"""Records of another system come in."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from telepraxis.base import exchange, record
from telepraxis.base.access import Actor
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
