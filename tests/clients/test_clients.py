"""Clients that others wrote, for Python and for Node, against a running clinic."""

import asyncio

import pytest
from fhirclient.client import FHIRClient
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from fhirclient.server import FHIRNotFoundException, FHIRUnauthorizedException
from fhirpy import AsyncFHIRClient, SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound

from tests.clients.node import said_by

pytestmark = pytest.mark.process


def pulse(clinic, value: int, day: str) -> dict:
    """Return how fast Amara's heart beat on a day; each scene has a day of its own."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "subject": {"reference": f"Patient/{clinic.amara}"},
        "effectiveDateTime": f"{day}T09:30:00Z",
        "valueQuantity": {"value": value, "unit": "/min"},
    }


def transaction(*resources: dict) -> dict:
    entries = [{"request": {"method": "POST", "url": each["resourceType"]}, "resource": each} for each in resources]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def test_fhirpy_reads_searches_creates_updates_and_deletes(clinic):
    client = SyncFHIRClient(clinic.base, authorization=f"Bearer {clinic.token}")
    made = client.resource("Observation", **pulse(clinic, 61, "2026-11-16"))
    made.save()
    made["status"] = "amended"
    made.save()
    that_day = client.resources("Observation").search(date="2026-11-16")

    assert client.reference("Patient", clinic.amara).to_resource()["name"][0]["family"] == "Okonjo"
    assert client.reference("Observation", made.id).to_resource()["meta"]["versionId"] == "2"
    assert [each.id for each in that_day.search(subject__Patient__name="okonjo").fetch()] == [made.id]
    assert that_day.search(subject__Patient__name="wilk").fetch() == []
    assert (that_day.count(), that_day.search(status="final").count()) == (1, 0)
    assert [
        each.id for each in client.resources("Patient").has("Observation", "subject", date="2026-11-16").fetch()
    ] == [clinic.amara]
    assert that_day.include("Observation", "subject").fetch_raw()["entry"][1]["resource"]["id"] == clinic.amara
    assert len(client.resources("Patient").limit(1).fetch_all()) == len(client.resources("Patient").fetch()) >= 2
    assert client.reference("Patient", clinic.amara).execute("$everything", method="get")["type"] == "searchset"

    made.delete()

    assert that_day.count() == 0
    with pytest.raises(ResourceNotFound):
        made.refresh()


def test_fhirpy_transacts_and_is_told_what_is_wrong(clinic):
    client = SyncFHIRClient(clinic.base, authorization=f"Bearer {clinic.token}")
    good, bad = pulse(clinic, 62, "2026-11-17"), pulse(clinic, 63, "2026-11-17") | {"status": "unheard-of"}
    that_day = client.resources("Observation").search(date="2026-11-17")

    with pytest.raises(OperationOutcome) as refusal:
        client.execute("", method="post", data=transaction(good, bad))
    assert refusal.value.resource["issue"][0]["expression"] == ["Bundle.entry[1].resource.status"]
    assert that_day.count() == 0

    done = client.execute("", method="post", data=transaction(good, good))

    assert [entry["response"]["status"] for entry in done["entry"]] == ["201 Created", "201 Created"]
    assert that_day.count() == 2


def test_fhirpy_makes_what_is_not_there_once_and_updates_it_by_what_it_is_called(clinic):
    client = SyncFHIRClient(clinic.base, authorization=f"Bearer {clinic.token}")
    number = {"system": "http://clinic.example/numbers", "value": "P-1"}
    called_so = client.resources("Practitioner").search(identifier="http://clinic.example/numbers|P-1")
    nobody = client.resource("Practitioner", identifier=[number], name=[{"family": "Reyes"}])

    made, is_new = called_so.get_or_create(nobody)
    again, is_new_again = called_so.get_or_create(nobody)
    changed, _ = called_so.update(client.resource("Practitioner", identifier=[number], name=[{"family": "Reyes-Lund"}]))

    assert (is_new, is_new_again) == (True, False)
    assert {made.id, again.id, changed.id} == {made.id}
    assert called_so.get()["name"] == [{"family": "Reyes-Lund"}]


def test_fhirpys_merge_patch_is_not_of_r4_and_changes_nothing(clinic):
    client = SyncFHIRClient(clinic.base, authorization=f"Bearer {clinic.token}")
    patient = client.reference("Patient", clinic.amara).to_resource()

    with pytest.raises(OperationOutcome, match="json-patch"):
        patient.patch(gender="other")

    assert client.reference("Patient", clinic.amara).to_resource()["gender"] == "female"


def test_fhirpy_does_many_things_at_once(clinic):
    async def scene() -> tuple:
        client = AsyncFHIRClient(clinic.base, authorization=f"Bearer {clinic.token}")
        made = [client.resource("Observation", **pulse(clinic, value, "2026-11-18")) for value in range(70, 80)]
        await asyncio.gather(*[each.save() for each in made])
        that_day = client.resources("Observation").search(date="2026-11-18", subject__Patient__family="Okonjo")
        found = [each["valueQuantity"]["value"] async for each in that_day.sort("-_id").limit(3)]
        [first, *_] = made
        first["status"] = "amended"
        await first.save()
        await asyncio.gather(*[each.delete() for each in made[1:]])
        return sorted(found), await that_day.count(), (await that_day.first())["status"]

    assert asyncio.run(scene()) == (list(range(70, 80)), 1, "amended")


def smart_client(clinic) -> FHIRClient:
    """Return SMART's client, which finds by itself how to sign in; it has a token already."""
    client = FHIRClient(settings={"app_id": "tests", "api_base": clinic.base, "redirect_uri": "http://localhost/"})
    client.prepare()
    assert client.authorize_url.startswith(f"{clinic.url}/oauth/quayside/authorize?")
    client.server.auth.access_token = clinic.token
    return client


def test_fhirclient_reads_searches_creates_updates_and_deletes(clinic):
    server = smart_client(clinic).server
    made = Observation(pulse(clinic, 64, "2026-11-19"))
    made.id = made.create(server)["id"]
    made.status = "amended"

    assert made.update(server)["meta"]["versionId"] == "2"
    assert Patient.read(clinic.amara, server).name[0].family == "Okonjo"
    found = Observation.where({"subject:Patient.name": "okonjo", "date": "2026-11-19"}).perform_resources(server)
    assert [(each.id, each.status, each.valueQuantity.value) for each in found] == [(made.id, "amended", 64)]
    everybody = list(Patient.where({"_count": "1"}).perform_resources_iter(server))
    assert {clinic.amara, clinic.tomasz} <= {each.id for each in everybody}

    made.delete(server)

    with pytest.raises(FHIRNotFoundException):
        Observation.read("nobody", server)
    assert Observation.where({"date": "2026-11-19"}).perform_resources(server) == []


def test_fhirclient_transacts_and_is_refused_without_a_token(clinic):
    client = smart_client(clinic)
    bundle = transaction(pulse(clinic, 65, "2026-11-15"), pulse(clinic, 66, "2026-11-15"))

    done = client.server.post_json("", bundle).json()

    assert [entry["response"]["status"] for entry in done["entry"]] == ["201 Created", "201 Created"]
    client.server.auth.access_token = "somebody else's"
    with pytest.raises(FHIRUnauthorizedException):
        Patient.read(clinic.amara, client.server)


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
