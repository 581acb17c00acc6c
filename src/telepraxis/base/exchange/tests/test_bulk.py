"""A service exports through the API: asks, waits, fetches, resumes, lets go."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.access.grants import Reach
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.exchange import bulk, tasks
from telepraxis.base.exchange.models import BulkExport
from telepraxis.base.record import keepers
from telepraxis.base.rest.tests import callers
from telepraxis.base.tenancy.models import Tenant

NOW = datetime.now(UTC)


@pytest.fixture
def quayside(transactional_db):
    tenant = Tenant(slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon")
    tenant.save()
    keep(tenant, {"resourceType": "Patient", "id": "maria"}, {"resourceType": "Patient", "id": "joao"})
    keep(tenant, {"resourceType": "Organization", "id": "us", "name": "Us"},
         {"resourceType": "Group", "id": "ours", "type": "person", "actual": True,
          "member": [{"entity": {"reference": "Patient/maria"}}]},
         *({"resourceType": "Observation", "id": f"of-{name}", "status": "final", "code": {"text": "weight"},
            "subject": {"reference": f"Patient/{name}"}} for name in ("maria", "joao")))  # fmt: skip
    return tenant


def keep(tenant, *docs):
    with tenancy.serving(tenant.id):
        for doc in docs:
            keepers.PlainKeeper(doc["resourceType"]).keep(doc, by=Actor.system(tenant.id), now=NOW)


@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def service(quayside, loop, settings, tmp_path):
    """Returns a caller of the API: a service with the given reaches."""
    from telepraxis.base.rest import Rest

    settings.API_GRANTS = "telepraxis.base.rest.tests.callers.grant_of"
    settings.HOME = tmp_path
    callers.GRANTS.clear()
    rest = Rest()

    def called(reaches=None, *, person=False, name="Warehouse"):
        token = callers.token_for(quayside.id, reaches)
        grant = callers.GRANTS[token]
        grant.client_name = name
        if not person:
            grant.actor = replace(grant.actor, account_id=None, roles=frozenset(), name=name)
        return callers.Caller(rest, loop.run_until_complete, "quayside", token)

    yield called
    loop.run_until_complete(rest.close())


def local(url):
    """Return what follows the organization in an address of the API."""
    return url.partition("/fhir/quayside/")[2]


def written(tenant, asked):
    """Let the worker write the export that was asked for; return where its status is."""
    assert asked.status == 202
    where = local(asked.headers["content-location"])
    bulk.write_export(organization_id=tenant.id, export_id=where.rpartition("=")[2], now=NOW)
    return where


def content(warehouse, manifest):
    return {
        each["type"]: sorted(
            json.loads(line)["id"] for line in warehouse.get(local(each["url"])).body.decode().splitlines()
        )
        for each in manifest["output"]
    }


def test_a_service_asks_waits_and_fetches_everything(service, quayside):
    warehouse = service()
    asked = warehouse.get("$export", accept="application/fhir+json", prefer="respond-async")
    waiting = warehouse.get(local(asked.headers["content-location"]))

    ready = warehouse.get(written(quayside, asked))

    assert (waiting.status, waiting.headers["x-progress"]) == (202, "0 files written")
    assert (ready.status, ready.headers["content-type"]) == (200, "application/json")
    assert (ready.json["requiresAccessToken"], ready.json["error"]) == (True, [])
    assert ready.json["request"].endswith("/fhir/quayside/$export")
    assert content(warehouse, ready.json) == {
        "Group": ["ours"], "Observation": ["of-joao", "of-maria"], "Organization": ["us"], "Patient": ["joao", "maria"],
    }  # fmt: skip
    with tenancy.serving(quayside.id):
        assert AuditEvent.objects.filter(action="fhir.export_fetched").count() == 4


@pytest.mark.parametrize(
    "path, expected",
    [
        ("Patient/$export", {"Observation": ["of-joao", "of-maria"], "Patient": ["joao", "maria"]}),
        ("Group/ours/$export", {"Observation": ["of-maria"], "Patient": ["maria"]}),
        ("$export?_type=Patient,Organization", {"Organization": ["us"], "Patient": ["joao", "maria"]}),
        ("$export?_since=2999-01-01T00:00:00Z", {}),
    ],
)
def test_it_may_ask_for_less(service, quayside, path, expected):
    warehouse = service()

    ready = warehouse.get(written(quayside, warehouse.get(path)))

    assert content(warehouse, ready.json) == expected


def test_a_download_that_broke_off_goes_on_where_it_was(service, quayside):
    warehouse = service()
    ready = warehouse.get(written(quayside, warehouse.get("$export?_type=Patient")))
    url = local(ready.json["output"][0]["url"])
    whole = warehouse.get(url, accept="application/fhir+ndjson")

    rest = warehouse.get(url, range="bytes=10-")

    assert (rest.status, rest.headers["content-range"]) == (206, f"bytes 10-{len(whole.body) - 1}/{len(whole.body)}")
    assert rest.body == whole.body[10:]
    assert warehouse.get(url, range=f"bytes={len(whole.body)}-").status == 416


def test_only_a_service_that_reaches_whole_types_may_export(service, quayside):
    one_chart = {("*", "r"): Reach(frozenset({quayside.id}))}
    filtered = {("Observation", "r"): Reach(None, ((("category", "laboratory"),),))}

    assert service(person=True).get("$export").status == 403
    assert service(one_chart).get("$export").status == 403
    assert service(filtered).get("$export").status == 403
    assert service({("Patient", "r"): Reach()}).get("$export?_type=Observation").status == 403
    with tenancy.serving(quayside.id):
        assert BulkExport.objects.count() == 0


def test_nobody_else_fetches_it_and_a_token_taken_back_gets_nothing_more(service, quayside):
    warehouse = service()
    where = written(quayside, warehouse.get("$export?_type=Patient"))
    url = local(warehouse.get(where).json["output"][0]["url"])

    assert service(name="Another").get(where).status == 404
    assert service(name="Another").get(url).status == 404
    callers.GRANTS.pop(warehouse.token)
    warehouse.rest.grants._known.clear()
    assert warehouse.get(url).status == 401


def test_it_is_gone_when_it_is_deleted_or_its_day_is_over(service, quayside, settings):
    warehouse = service()
    kept = written(quayside, warehouse.get("$export"))
    let_go = written(quayside, warehouse.get("$export"))

    assert warehouse.delete(let_go).status == 202
    assert warehouse.get(let_go).status == 404
    tasks.remove_expired(now=NOW + timedelta(days=1, hours=1))
    assert warehouse.get(kept).status == 404
    assert [path for path in (settings.HOME / "exports").rglob("*") if path.is_file()] == []


def test_what_lies_on_the_disk_is_closed(service, quayside, settings):
    warehouse = service()
    written(quayside, warehouse.get("$export?_type=Patient"))

    (file,) = (path for path in (settings.HOME / "exports").rglob("*") if path.is_file())
    assert b"maria" not in file.read_bytes()


def test_what_is_labelled_goes_to_those_who_are_cleared_for_it(quayside, service, loop):
    security = [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "PSY"}]
    keep(quayside, {"resourceType": "Observation", "id": "low-mood", "status": "final", "code": {"text": "mood"},
                    "subject": {"reference": "Patient/maria"}, "meta": {"security": security}})  # fmt: skip
    exported = {}
    for name, clearance in (("Warehouse", 0), ("Psychiatry", 1)):
        called = service(name=name)
        grant = callers.GRANTS[called.token]
        grant.actor = replace(grant.actor, clearance=clearance)
        called.get("$export?_type=Observation", prefer="respond-async")
        with tenancy.serving(quayside.id):
            export = BulkExport.objects.get(client_name=name)
            bulk.write(export, now=NOW)
            content = b"".join(bulk.content_of(export, file.number)[1] for file in export.files.all())
        exported[name] = sorted(json.loads(line)["id"] for line in content.splitlines())

    assert exported == {"Warehouse": ["of-joao", "of-maria"], "Psychiatry": ["low-mood", "of-joao", "of-maria"]}
