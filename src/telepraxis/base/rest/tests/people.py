"""Who and what these scenes are about: two patients at Quayside, and the pulse of one of them."""

AMARA = {"resourceType": "Patient", "id": "amara", "name": [{"family": "Okonjo", "given": ["Amara"]}]}
TOMASZ = {"resourceType": "Patient", "id": "tomasz", "name": [{"family": "Wilk", "given": ["Tomasz"]}]}
PULSE = {
    "resourceType": "Observation",
    "id": "pulse",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
    "subject": {"reference": "Patient/amara"},
    "effectiveDateTime": "2026-11-20T09:30:00Z",
    "valueQuantity": {"value": 72, "unit": "/min"},
}


def without(doc: dict, *names: str) -> dict:
    """Return the document without some of its elements."""
    return {name: value for name, value in doc.items() if name not in names}
