"""read and vread: what is stored comes back as it is, and only to whom it may."""

from .conftest import keep

AMARA = {"resourceType": "Patient", "id": "amara", "name": [{"family": "Okonjo", "given": ["Amara"]}]}
PULSE = {
    "resourceType": "Observation",
    "id": "pulse",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
    "subject": {"reference": "Patient/amara"},
    "effectiveDateTime": "2026-11-20T09:30:00Z",
    "valueQuantity": {"value": 72, "unit": "/min"},
}


def test_a_resource_is_read_as_it_is_stored(api, quayside):
    [row] = keep(quayside, AMARA)

    answer = api.get("Patient/amara")

    assert (answer.status, answer.body.decode()) == (200, row.doc)
    assert answer.headers["etag"] == 'W/"1"'
    assert answer.headers["last-modified"] == "Mon, 23 Nov 2026 12:00:00 GMT"
    assert answer.headers["content-type"] == "application/fhir+json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.headers["x-request-id"]) == 32
