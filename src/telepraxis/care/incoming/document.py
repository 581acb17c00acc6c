"""Where a merged record comes from, as FHIR tells it (R4, http://hl7.org/fhir/R4/provenance.html). Pure."""

from datetime import datetime
from urllib.parse import quote

TYPES = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
ACTIVITY = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-DataOperation",
    "code": "CREATE",
    "display": "create",
}


def source_of(system: str) -> str:
    """Return the address of a system for `meta.source`."""
    return system if ":" in system and " " not in system else f"urn:telepraxis:source:{quote(system)}"


def with_source(doc: dict, system: str) -> dict:
    """Return the document with the system it comes from, unless it says so itself."""
    meta = doc.get("meta", {})
    head = {"resourceType": doc["resourceType"], "id": doc["id"], "meta": {"source": source_of(system)} | meta}
    return head | {key: value for key, value in doc.items() if key not in head}


def provenance(*, targets: list[str], files: list[dict], system: str, who: dict, at: datetime, patient: str) -> dict:
    """Return the Provenance of a merge: what came in, from which files of which system, and who merged it."""
    return {
        "resourceType": "Provenance",
        "target": [{"reference": target} for target in (patient, *targets)],
        "recorded": at.isoformat(),
        "activity": {"coding": [ACTIVITY], "text": "Merged into the chart"},
        "agent": [
            {"type": {"coding": [{"system": TYPES, "code": "enterer", "display": "Enterer"}]}, "who": who},
            {
                "type": {"coding": [{"system": TYPES, "code": "assembler", "display": "Assembler"}]},
                "who": {"identifier": {"system": "urn:telepraxis:source", "value": system}, "display": system},
            },
        ],
        "entity": [
            {
                "role": "source",
                "what": {
                    "identifier": {"system": "urn:telepraxis:file-sha256", "value": file["sha256"]},
                    "display": file["name"],
                },
            }
            for file in files
        ],
    }
