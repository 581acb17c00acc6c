"""fhir-kit-client and @medplum/core against a running clinic: each script says what it saw."""

import pytest

from tests.clients.node import said_by

pytestmark = pytest.mark.process


def test_fhir_kit_client(clinic):
    said = said_by("fhir_kit.mjs", BASE=clinic.base, TOKEN=clinic.token, PATIENT=clinic.amara)

    assert said == {
        "capabilities": ["CapabilityStatement", "4.0.1"],
        "smart": [f"{clinic.url}/oauth/quayside/{endpoint}" for endpoint in ("authorize", "token")],
        "read": "Okonjo",
        "created": ["1", 71],
        "updated": ["2", "amended"],
        "patched": ["3", 73],
        "vread": 71,
        "history": [["PUT", "3"], ["PUT", "2"], ["POST", "1"]],
        "transaction": ["201 Created", "201 Created"],
        "batch": [["200 OK", True]],
        "pages": [2, 1, [70, 73, 74]],
        "last": None,
        "posted": 2,
        "compartment": [True],
        "operation": "Female",
        "deleted": 410,
        "wrong": 400,
        "stranger": 401,
    }


def test_medplum_client(clinic):
    said = said_by("medplum.mjs", BASE=clinic.base, TOKEN=clinic.token, PATIENT=clinic.amara)

    assert said == {
        "read": "Okonjo",
        "created": ["1", 81],
        "updated": ["2", "amended"],
        "patched": ["3", 83],
        "version": 81,
        "history": ["3", "2", "1"],
        "transaction": ["transaction-response", "201 Created", "201 Created"],
        "found": [80, 83, 84],
        "one": True,
        "pages": [2, 1],
        "onlyOnce": True,
        "upserted": [True, "Harbour Laboratory Ltd"],
        "everything": True,
        "valid": ["information"],
        "deleted": "deleted",
        "invalid": "code-invalid",
    }
