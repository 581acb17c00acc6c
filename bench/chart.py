"""The chart of one patient: 50, 5,000 and 20,000 entries, read and searched by their physician.

`p95_ms`: the chart page with 5,000 entries, at the server, over one kept connection; `large_p95_ms` with 20,000.
`queries_growth`: by how many queries the page that grows most (chart, timeline, search, entry, trend) grows from 50 to
20,000 entries. `first_view_kb`: what a browser with an empty cache gets over the wire. `search_p95_ms`: 400 searches in
the chart of 20,000 entries: words that stand everywhere, in few notes, in one, and in none. `first_opening_s`: what
whoever opens 20,000 entries before any worker prepared them waits for; `whole_s`: until all have their lines.
"""

import http.client
import json
import re
import time
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median, quantiles
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from bench import houses
from bench.histories import former_visits, history, practice
from bench.pages import _weight

REACH = {"p95_ms": "<= 100", "queries_growth": "= 0", "first_view_kb": "<= 150", "search_p95_ms": "<= 100"}
SMALL, USUAL, LARGE = 50, 5_000, 20_000
ASKED, SEARCHES = 60, 400
VISITS = 20
SLUG = "quayside"
WORDS = (
    "tired cough night walking stairs breath chest pain left shoulder weight sleep appetite salt tablets morning "
    "dizzy standing vision blurred ankle swollen rash itch elbow fever chills travel harvest dust cat pollen inhaler "
    "headache stress work family mother diabetes stroke smoking alcohol exercise knee stiff fall balance hearing"
).split()
RARE = ("quinine", "lighthouse", "Ménière", "sarcoidosis", "beekeeper")


def run(say) -> dict[str, float]:
    with houses.served("chart", fill="bench.chart:fill", version="2") as served:
        house = json.loads(houses.in_django(served, "bench.chart:doors").strip().splitlines()[-1])
        opening = json.loads(houses.in_django(served, "bench.chart:first_opening").strip().splitlines()[-1])
        growth = json.loads(houses.in_django(served, "bench.chart:queries").strip().splitlines()[-1])
        say("queries with 50 and with 20,000 entries: " + json.dumps(growth))
        usual, large = (_waits(served.url, house, house["charts"][str(size)]) for size in (USUAL, LARGE))
        found = _searches(served.url, house, say)
        kb = _first_view(served.url, house)
    return {
        "p95_ms": _p95(usual),
        "p50_ms": round(median(usual), 1),
        "large_p95_ms": _p95(large),
        "queries_growth": max(after - before for before, after in growth.values()),
        "queries": growth["chart"][1],
        "first_view_kb": kb,
        "search_p95_ms": _p95(found),
        "search_p50_ms": round(median(found), 1),
        **opening,
        "entries": LARGE,
    }


def _p95(waits: list[float]) -> float:
    return round(quantiles(waits, n=20)[-1], 1)


def _waits(url: str, house: dict, path: str) -> list[float]:
    asked = Asked(url, house["cookie"])
    for _ in range(5):
        asked.page("GET", path)
    return [asked.page("GET", path)[0] for _ in range(ASKED)]


def _searches(url: str, house: dict, say) -> list[float]:
    """Return how long each search took; every one is checked to find what is known to be there."""
    asked, path, luck = Asked(url, house["cookie"]), house["charts"][str(LARGE)], Random("searches")
    _, chart = asked.page("GET", path)
    waits, found = [], {}
    for number in range(SEARCHES + 10):
        typed = _typed(luck, number)
        form = {"q": typed, "csrfmiddlewaretoken": re.search(r'name="csrf-token" content="([^"]+)"', chart)[1]}
        wait, page = asked.page("POST", f"{path}timeline/", form)
        waits.append(wait)
        found[typed] = page.count("<summary")
    missed = [word for word in RARE if not found.get(word.lower())]
    if missed or found["no such words"]:
        raise RuntimeError(f"not found though it is there: {missed}; or found though it is not")
    for typed, wait in sorted(zip(found, waits, strict=False), key=lambda pair: -pair[1])[:5]:
        say(f"{wait:7.1f} ms  {found[typed]:3d} found  {typed}")
    return waits[10:]


def _typed(luck: Random, number: int) -> str:
    """Return what is typed: words of notes, a beginning, a value, a rare word, nothing that stands there."""
    ways = (
        lambda: " ".join(luck.sample(WORDS, luck.randint(1, 3))),
        lambda: luck.choice(WORDS)[:3],
        lambda: f"potassium {luck.randint(3, 5)}.{luck.randint(0, 9)}",
        lambda: RARE[number // 5 % len(RARE)].lower(),
        lambda: "no such words",
    )
    return ways[number % len(ways)]()


class Asked:
    """One browser's connection, kept open."""

    def __init__(self, url: str, cookie: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.cookies = dict([cookie.split("=", 1)])
        self.origin = url

    def page(self, method: str, path: str, form: dict | None = None) -> tuple[float, str]:
        """Return (milliseconds, the page)."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": self.origin,
        }
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        started = time.perf_counter()
        self.connection.request(method, path, body=urlencode(form) if form else None, headers=headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        wait = (time.perf_counter() - started) * 1000
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update([value.split(";", 1)[0].split("=", 1)])
        if answer.status != 200:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {page[:300]}")
        return wait, page


def _first_view(url: str, house: dict) -> float:
    from playwright.sync_api import sync_playwright

    from tests.browser import FLAGS, chromium_path

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, "--no-sandbox"])
        kb = _weight(browser, url, {"path": house["charts"][str(USUAL)], "cookie": house["cookie"]})
        browser.close()
    return kb


# What runs in a Django process of the installation.


def fill(say) -> None:
    """Found a practice with three patients whose charts have 50, 5,000 and 20,000 entries, 20 signed visits in each."""
    from django.db import connections

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor, Role
    from telepraxis.registry.accounts.people import create_staff_account
    from telepraxis.registry.organizations.founding import found_organization
    from telepraxis.registry.practitioners.enrolment import enrol

    now = datetime.now(UTC)
    tenant = found_organization(slug=SLUG, name="Quayside", time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    by = Actor.system(tenant.id)
    with tenancy.serving(tenant.id):
        doctor = enrol(title="Dr", given="Inês", family="Carvalho", specialty_code="family-medicine", languages=["en"],
                       time_zone="Europe/Lisbon", by=by, now=now)  # fmt: skip
        create_staff_account(email="ines@quayside.test", name="Dr Inês Carvalho", roles={Role.PHYSICIAN},
                             practitioner=doctor.uid, by=by, now=now)  # fmt: skip
        _keep(list(practice()), by, now)
    for number, size in enumerate((SMALL, USUAL, LARGE)):
        docs = _entries(number, size)
        for begin in range(0, len(docs), 1000):
            with tenancy.serving(tenant.id):
                _keep(docs[begin : begin + 1000], by, now)
        with tenancy.serving(tenant.id):
            _visits(docs[0]["id"], doctor.uid, by, now)
        say(f"a chart of {size:,} entries")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _entries(number: int, size: int) -> list[dict]:
    """Return a patient and so many entries: measurements and visits, one in eight a note, one in twelve a medicine."""
    luck = Random(f"chart {number}")
    notes, medicines = size // 8, size // 12
    measured = (size - notes - medicines - 2) * 10 // 11
    docs = list(history(number, measured))
    subject = {"reference": f"Patient/{docs[0]['id']}"}
    docs += [_note(luck, subject, RARE[place] if place < len(RARE) else "") for place in range(notes)]
    docs += [_medicine(luck, subject) for _ in range(medicines)]
    return docs


def _note(luck: Random, subject: dict, rare: str) -> dict:
    at = datetime(2014, 1, 1, 9, tzinfo=UTC) + timedelta(days=luck.randrange(4500))
    section = [
        {"title": title, "text": {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{said}</p></div>'}}
        for title in ("Story", "Seen", "Assessment", "Plan")
        for said in [" ".join(luck.choices(WORDS, k=luck.randint(10, 90))) + f" {rare}"]
    ]  # fmt: skip
    return {
        "resourceType": "Composition", "id": str(UUID(int=luck.getrandbits(128), version=4)), "status": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3", "display": "Progress note"}]},
        "subject": subject, "date": at.isoformat(), "author": [{"display": "Dr Sam Adeyemi"}],
        "title": "Progress note", "section": section,
    }  # fmt: skip


def _medicine(luck: Random, subject: dict) -> dict:
    at = datetime(2014, 1, 1, 9, tzinfo=UTC) + timedelta(days=luck.randrange(4500))
    name = luck.choice(("Amlodipine 5 mg", "Metformin 850 mg", "Apixaban 5 mg", "Salbutamol 100 µg", "Paracetamol 1 g"))
    return {
        "resourceType": "MedicationRequest", "id": str(UUID(int=luck.getrandbits(128), version=4)),
        "status": "completed", "intent": "order", "medicationCodeableConcept": {"text": name}, "subject": subject,
        "authoredOn": at.isoformat(), "dosageInstruction": [{"text": f"{luck.choice(('1', '2'))} a day with food"}],
    }  # fmt: skip


def _keep(documents: list[dict], by, now) -> None:
    from bench.clinical_load import _keep as keep

    keep(documents, by, now)


def _visits(patient: str, doctor, by, now) -> None:
    from telepraxis.base.record.models import Patient, Practitioner

    row, treats = Patient.objects.get(logical_id=patient), Practitioner.objects.get(uid=doctor)
    former_visits(row, treats, VISITS, by, now)


def doors(say) -> None:
    """Print as JSON the cookie of the physician and the chart's path for each size."""
    print(json.dumps({"cookie": _cookie(), "charts": {str(size): path for size, path in _charts().items()}}))


def first_opening(say) -> None:
    """Print how long the first reader of 20,000 entries waits, and until all have lines; then tidy up."""
    from django.db import connections

    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.timeline.keeping import bring_up_to_date
    from telepraxis.care.timeline.models import Chart, Line

    patient = UUID(_charts()[LARGE].split("/")[2])
    organization = Tenant.objects.get(slug=SLUG).id
    with tenancy.serving(organization):
        Line.objects.filter(patient_id=patient).delete()
        Chart.objects.filter(patient_id=patient).delete()
    started, took = time.perf_counter(), []
    while True:
        with tenancy.serving(organization):
            prepared = bring_up_to_date([patient])
        took.append(time.perf_counter() - started)
        if prepared.is_whole:
            break
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"first_opening_s": round(took[0], 2), "whole_s": round(took[-1], 2)}))


def queries(say) -> None:
    """Print as JSON {page: [queries with 50 entries, with 20,000]}, caches of the process warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, counted = Client(SERVER_NAME="localhost"), {}
    name, _, value = _cookie().partition("=")
    client.cookies[name] = value
    for size in (SMALL, LARGE):
        for page, ask in _pages(client, _charts()[size]).items():
            for _ in range(2):
                with CaptureQueriesContext(connection) as asked:
                    answer = ask()
            if answer.status_code != 200:
                raise RuntimeError(f"{page} answered {answer.status_code}")
            counted.setdefault(page, []).append(len(asked))
    print(json.dumps(counted))


def _pages(client, path: str) -> dict:
    htmx = {"HX-Request": "true"}
    lines = client.post(f"{path}timeline/", {"kind": "results"}, headers=htmx).content.decode()
    entry = re.search(r'hx-get="([^"]+)"', lines)[1]
    return {
        "chart": lambda: client.get(path),
        "timeline": lambda: client.post(f"{path}timeline/", {"kind": "results"}, headers=htmx),
        "search": lambda: client.post(f"{path}timeline/", {"q": "cough night"}, headers=htmx),
        "entry": lambda: client.get(entry),
        "trend": lambda: client.get(entry.replace("/entry/", "/trend/")),
    }


def _charts() -> dict[int, str]:
    from bench.histories import patient_id
    from telepraxis.base import tenancy
    from telepraxis.base.record.models import Patient
    from telepraxis.base.tenancy.models import Tenant

    with tenancy.serving(Tenant.objects.get(slug=SLUG).id):
        uids = dict(Patient.objects.values_list("logical_id", "uid"))
    return {size: f"/chart/{uids[patient_id(number)]}/" for number, size in enumerate((SMALL, USUAL, LARGE))}


def _cookie() -> str:
    from django.conf import settings
    from django.test import Client

    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.accounts.models import Account
    from tests.signing_in import sign_in_client

    client = Client()
    sign_in_client(client, Account.objects.get(email="ines@quayside.test"), Tenant.objects.get(slug=SLUG))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
