"""A history of another system comes in and goes out again: HL7's own examples, value for value and in their order."""

import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from telepraxis.base import exchange
from telepraxis.base.access import Actor
from telepraxis.base.fhir import json_text
from tests.fhir import HOUSE, examples

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HISTORY = ("Patient", "Practitioner", "Organization", "Location", "Encounter", "Observation", "Condition",
           "AllergyIntolerance", "MedicationRequest", "DiagnosticReport", "Immunization", "Procedure", "CarePlan",
           "Specimen", "Questionnaire", "ValueSet")  # fmt: skip
REFUSED = tomllib.loads((HOUSE / "tests" / "fhir_refused.toml").read_text())


@pytest.fixture
def history(tmp_path):
    """The examples of these types, each in a file of its own; returns {type/id: text}."""
    folder, texts = tmp_path / "in", {}
    folder.mkdir()
    for name, content in examples():
        doc = json.loads(content)
        if doc["resourceType"] in HISTORY and len(content) < 200_000:
            (folder / name).write_bytes(content)
            texts[f"{doc['resourceType']}/{doc['id']}"] = content
    return texts


def compared(text):
    """Return the resource as text with all its digits, without what the record sets itself."""
    doc = json_text.read(text)
    doc.pop("meta", None)
    return json_text.written(doc)


def about_strangers(done):
    """Return {type/id: Patient/id} of what was refused because it is about a patient whom HL7 gives no example of."""
    told = [each for path in done.folder.glob("*.json") for each in json.loads(path.read_text())["refused"]]
    why = {f"{each['type']}/{each['id']}": each["issue"][0]["diagnostics"] for each in told}
    return {key: said.removesuffix(" is not here.") for key, said in why.items() if said.endswith(" is not here.")}


@pytest.mark.official
def test_the_official_examples_come_in_and_go_out_equal(history, quayside, tmp_path):
    by = replace(Actor.system(quayside.id), name="Import by Rui")

    done = exchange.import_from(
        tmp_path / "in", source="HL7", reports=tmp_path / "reports", by=by, clock=lambda: MONDAY
    )
    manifest = exchange.export_to(tmp_path / "out", by=by, now=MONDAY)

    came_out = {}
    for file in manifest["files"]:
        if file["holds"] == "resources":
            for line in (tmp_path / "out" / file["name"]).read_text().splitlines():
                doc = json.loads(line)
                came_out[f"{doc['resourceType']}/{doc['id']}"] = line
    refused = {name.removesuffix(".json") for name in REFUSED}
    strangers = about_strangers(done)
    assert [patient for patient in strangers.values() if patient in history] == []
    expected = {key for key in history if key.replace("/", "-", 1) not in refused and key not in strangers}
    assert len(history) > 1500
    assert set(came_out) == expected
    assert done.total("created") == len(expected)
    assert [key for key in expected if compared(came_out[key]) != compared(history[key])] == []
