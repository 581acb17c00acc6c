"""Every page of the first visit, served to whoever opens it, with 100,000 patients and 54,000 appointments.

`p95_ms_max`: the slowest page's 95th percentile over one kept connection. `queries_growth`: by how many queries the
page that grows most grows from 1,000 to 100,000 patients. `first_view_kb_max`, `call_kb`: what a browser with an empty
cache gets over the wire for the heaviest page, and for the heavier of the two call pages.
"""

import http.client
import json
import time
from datetime import UTC, date, datetime, timedelta
from itertools import count
from statistics import quantiles
from urllib.parse import urlsplit

from bench import houses
from bench.histories import former_visits
from bench.search import invented

REACH = {"p95_ms_max": "<= 80", "queries_growth": "= 0", "first_view_kb_max": "<= 150", "call_kb": "<= 250"}
SMALL, LARGE = 1_000, 100_000
APPOINTMENTS = 54_000
ASKED = 40  # times each page
PRACTITIONERS, DAYS, PER_DAY = 100, 60, 9
CALLS = ("patient: call", "physician: visit")


def run(say) -> dict[str, float]:
    with _house(SMALL) as served:
        say("queries with 1,000 patients")
        before = json.loads(houses.in_django(served, "bench.pages:queries").strip().splitlines()[-1])
    with _house(LARGE) as served:
        say("queries with 100,000 patients")
        after = json.loads(houses.in_django(served, "bench.pages:queries").strip().splitlines()[-1])
        doors = json.loads(houses.in_django(served, "bench.pages:doors").strip().splitlines()[-1])
        say(f"{len(doors)} pages, {ASKED} times each")
        waits = {door["name"]: _p95(served.url, door) for door in doors}
        say("what a browser gets")
        weights = _weights(served.url, doors)
    for name in sorted(waits, key=waits.get, reverse=True):
        say(f"{waits[name]:7.1f} ms  {after[name]:3d} queries  {weights[name]:6.1f} KB  {name}")
    return {
        "p95_ms_max": max(waits.values()),
        "queries_growth": max(after[name] - before[name] for name in after),
        "first_view_kb_max": max(kb for name, kb in weights.items() if name not in CALLS),
        "call_kb": max(weights[name] for name in CALLS),
        "queries_max": max(after.values()),
        "pages": len(doors),
    }


def _house(patients: int):
    return houses.served(f"pages-{patients}", fill=f"bench.pages:fill_{patients}", version=f"{date.today()} 2")


def _p95(url: str, door: dict) -> float:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    waits = []
    for _ in range(ASKED + 5):
        started = time.perf_counter()
        connection.request("GET", door["path"], headers={"Cookie": door["cookie"], "Accept-Language": "en"})
        answer = connection.getresponse()
        answer.read()
        waits.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{door['name']}: {door['path']} answered {answer.status}")
    return round(quantiles(waits[5:], n=20)[-1], 1)


def _weights(url: str, doors: list[dict]) -> dict[str, float]:
    """Return the kilobytes over the wire of each page's first view, each in a browser context of its own."""
    from playwright.sync_api import sync_playwright

    from tests.browser import FLAGS, chromium_path

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, "--no-sandbox"])
        weights = {door["name"]: _weight(browser, url, door) for door in doors}
        browser.close()
    return weights


def _weight(browser, url: str, door: dict) -> float:
    context = browser.new_context(permissions=["camera", "microphone"])
    name, _, value = door["cookie"].partition("=")
    context.add_cookies([{"name": name, "value": value, "url": url}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    page.goto(url + door["path"], wait_until="load")
    page.wait_for_timeout(1500)  # scripts fetch what they need after the page has loaded
    context.close()
    return round(sum(sizes) / 1000, 1)


# What runs in a Django process of the installation.


def fill_1000(say) -> None:
    _fill(SMALL, say)


def fill_100000(say) -> None:
    _fill(LARGE, say)


def _fill(patients: int, say) -> None:
    """Make a practice of 100 with so many patients, its appointments, and a patient with a history."""
    from django.db import connections

    from bench import slots
    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.care.scheduling import offering
    from telepraxis.registry.organizations.founding import found_organization
    from telepraxis.registry.patients.importing import import_patients

    now = datetime.now(UTC)
    tenant = found_organization(slug="quayside", name="Quayside", time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    by = Actor.system(tenant.id)
    luck = slots.random.Random(2026)
    with tenancy.serving(tenant.id):
        say(f"{patients:,} patients")
        rows = import_patients(arriving=invented(patients, date.today()), by=by, now=now)
        people = [slots._practitioner(number, luck, by, now) for number in range(PRACTITIONERS)]
        service = offering.offer_service(
            name="Visit", minutes=20, grid_minutes=20, currency="EUR", horizon_days=DAYS + 30,
            practitioners=[uid for uid, _zone, _opens in people], modalities=["video", "in_person", "phone"],
            by=by, now=now,
        )  # fmt: skip
        say(f"{APPOINTMENTS:,} appointments")
        _book(rows, people, service, luck, by, now)
        say("people, a history")
        _people(rows[0], people[0][0], service, by, now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _book(rows, people, service, luck, by, now) -> None:
    """Book nine visits a day for each practitioner. By time patients take turns, so nobody is in two places."""
    from bench import slots
    from telepraxis.care.scheduling.importing import FormerAppointment, import_appointments

    turn = count()
    former = [
        FormerAppointment(
            patient=rows[1 + next(turn) % (len(rows) - 1)].uid, practitioner=uid, service=service, modality="video",
            starts_at=starts_at, jurisdiction="PT", booked_at=now,
        )
        for uid, starts_at in sorted(slots._taken(people, luck), key=lambda pair: pair[1])
    ]  # fmt: skip
    import_appointments(former=former, by=by, now=now)


def _people(patient, practitioner, service, by, now) -> None:
    """Give the pages their readers: staff by role, and a patient who had 20 visits and is about to have another."""
    from telepraxis.base.access import Role
    from telepraxis.base.record.models import Practitioner
    from telepraxis.registry.accounts import people

    for role, uid in (("physician", practitioner), ("front_desk", None), ("manager", None),
                      ("privacy_officer", None), ("system_administrator", None)):  # fmt: skip
        people.create_staff_account(
            email=f"{role}@quayside.test", name=role.title(), roles={Role(role)}, practitioner=uid, by=by, now=now
        )
    people.account_for_patient(email="patient@quayside.test", name="Patient", patient=patient.uid, by=by, now=now)
    treats = Practitioner.objects.get(uid=practitioner)
    former_visits(patient, treats, 20, by, now)
    _visit_now(patient, treats, service, by, now)


def _visit_now(patient, treats, service, by, now) -> None:
    """Open and begin a visit, its safety card answered, so that its room is the call."""
    from telepraxis.base.uuid7 import uuid7
    from telepraxis.care.encounters import visits
    from telepraxis.care.scheduling.models import Appointment, Claim
    from telepraxis.care.telehealth import safety
    from telepraxis.registry.consents.texts import adopt_starter_texts

    adopt_starter_texts(by=by, now=now)
    begins = now.replace(second=0, microsecond=0) + timedelta(minutes=5)
    booked = Appointment.objects.create(
        organization_id=by.organization_id, patient=patient, practitioner=treats, service=service, modality="video",
        starts_at=begins, ends_at=begins + timedelta(minutes=20), currency="EUR", idempotency_key=uuid7(),
        booked_at=now, patient_jurisdiction="PT",
    )  # fmt: skip
    Claim.objects.create(
        organization_id=by.organization_id, patient=patient, appointment=booked,
        starts_at=begins, ends_at=begins + timedelta(minutes=20),
    )  # fmt: skip
    visit = visits.visit_for(appointment=booked, now=now)
    said = safety.Answers(
        jurisdiction="PT", place="14 Ropewalk Street", callback_phone="+351 910 555 014", company="alone", consents=True
    )
    text = safety.consent_text(visit, "PT", "en", now)
    safety.answer(visit=visit, answers=said, text=text, by=by, now=now)
    visits.patient_ready(visit=visit, by=by, now=now)
    visits.admit(visit=visit, by=by, now=now)


def doors(say) -> None:
    """Print the pages as JSON: name, path, and the cookie of who opens it."""
    print(json.dumps(_doors()))


def queries(say) -> None:
    """Print as JSON how many queries each page asks, caches of the process warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counted = {}
    for door in _doors():
        client = Client(SERVER_NAME="localhost")
        name, _, value = door["cookie"].partition("=")
        client.cookies[name] = value
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(door["path"])
        if answer.status_code != 200:
            raise RuntimeError(f"{door['name']}: {door['path']} answered {answer.status_code}")
        counted[door["name"]] = len(asked)
    print(json.dumps(counted))


def _doors() -> list[dict]:
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.encounters.models import Visit

    tenant = Tenant.objects.get(slug="quayside")
    with tenancy.serving(tenant.id):
        visit = Visit.objects.filter(status="in_progress").order_by("-planned_at").first()
        past = Visit.objects.filter(status="finished").order_by("-planned_at").first()
    patient, now = visit.patient_id, {"visit": visit.id, "past": past.id}
    pages = {
        "patient": {
            "home": "/", "booking": "/book/", "appointments": "/appointments/", "past visits": "/visits/",
            "device check": "/visits/{visit}/devices/", "safety card": "/visits/{visit}/safety/",
            "call": "/visits/{visit}/room/",
            "summary": "/visits/{past}/summary/", "access log": "/record/access/", "details": f"/me/{patient}/",
        },
        "physician": {
            "day": "/day/", "visit": "/visit/{visit}/", "chart": f"/chart/{patient}/", "schedule": "/schedule/",
        },
        "front_desk": {
            "desk": "/desk/", "search": "/patients/?q=garcia+maria", "registration": "/patients/new/",
            "patient": f"/patients/{patient}/",
        },
        "manager": {
            "set-up": "/setup/", "services": "/setup/services/", "people": "/setup/people/",
            "practitioners": "/setup/practitioners/", "sites": "/setup/sites/",
        },
        "privacy_officer": {"audit": "/audit/"},
        "system_administrator": {"operator": "/operator/"},
    }  # fmt: skip
    return [
        {"name": f"{role}: {name}", "path": path.format(**now), "cookie": cookie}
        for role, named in pages.items()
        for cookie in [_cookie(role, tenant)]
        for name, path in named.items()
    ]


def _cookie(role: str, tenant) -> str:
    from django.conf import settings
    from django.test import Client

    from telepraxis.registry.accounts import hats
    from telepraxis.registry.accounts.models import Account
    from tests.signing_in import sign_in_client

    client, hat = Client(), hats.PATIENT if role == "patient" else hats.STAFF
    sign_in_client(client, Account.objects.get(email=f"{role}@quayside.test"), tenant, hat=hat)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
