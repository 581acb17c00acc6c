"""Free times of 100 practitioners over 60 days among 54,000 appointments, over HTTP, against a slow plain oracle."""

import http.client
import json
import os
import random
import re
import statistics
import time
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from bench.houses import served

REACH = {"cold_p95_ms": "<= 300", "warm_p95_ms": "<= 50", "oracle_mismatches": "= 0"}
PRACTITIONERS, DAYS, PER_DAY, PATIENTS = 100, 60, 9, 600
COLD, WARM, CASES = 40, 300, 10_000
ZONES = ("Europe/Lisbon", "Europe/Madrid", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
SERVICES = (  # name, minutes, grid, anchor, buffer before, buffer after
    ("Visit", 20, 20, 0, 0, 0),
    ("Long visit", 45, 15, 0, 5, 10),
    ("Short call", 10, 10, 5, 0, 5),
)


def today() -> date:
    return datetime.now(UTC).date()


def slug() -> str:
    return f"slots-{today():%Y%m%d}"


def fill(say) -> None:
    """Make a practice of 100 in six zones, with rules, days off, licences that end, and its appointments."""
    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.care.scheduling import offering
    from telepraxis.care.scheduling.importing import FormerAppointment, import_appointments
    from telepraxis.registry.organizations.founding import found_organization

    luck, now = random.Random(2026), datetime.now(UTC)
    tenant = found_organization(slug=slug(), name="Slots", time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    by = Actor.system(tenant.id)
    with tenancy.serving(tenant.id):
        say(f"{PRACTITIONERS} practitioners")
        people = [_practitioner(number, luck, by, now) for number in range(PRACTITIONERS)]
        services = [
            offering.offer_service(
                name=name, minutes=minutes, grid_minutes=grid, grid_anchor_minutes=anchor, currency="EUR",
                buffer_before_minutes=before, buffer_after_minutes=after, horizon_days=DAYS + 30,
                practitioners=[uid for uid, _zone, _opens in people], by=by, now=now,
            )
            for name, minutes, grid, anchor, before, after in SERVICES
        ]  # fmt: skip
        say(f"{PATIENTS} patients")
        patients = _patients(by, now)
        say(f"{PRACTITIONERS * DAYS * PER_DAY:,} appointments")
        booked = sorted(_taken(people, luck), key=lambda each: each[1])
        import_appointments(
            former=[
                FormerAppointment(
                    patient=patients[number % PATIENTS], practitioner=uid, service=services[0], modality="video",
                    starts_at=starts_at, jurisdiction="PT", booked_at=now,
                )
                for number, (uid, starts_at) in enumerate(booked)
            ],
            by=by, now=now,
        )  # fmt: skip
    with _database() as cursor:
        cursor.execute("ANALYZE scheduling_claim")


def _practitioner(number: int, luck: random.Random, by, now):
    """Return (uid, zone, first minute of the day) of a new practitioner with hours, a day off and licences."""
    from telepraxis.care.scheduling import hours
    from telepraxis.registry.practitioners.enrolment import NewLicence, enrol

    zone, opens = ZONES[number % len(ZONES)], luck.randrange(6 * 60, 10 * 60, 5)
    ends = today() + timedelta(days=luck.randrange(10, 60)) if number % 10 == 0 else None
    uid = enrol(
        given="Practitioner", family=f"Number {number:03}", specialty_code="family-medicine", time_zone=zone,
        licences=[NewLicence(jurisdiction="PT", number=str(number), valid_from=date(2020, 1, 1), valid_until=ends)],
        by=by, now=now,
    ).uid  # fmt: skip
    rules = [hours.WeekRule(day, opens, opens + 5 * 60) for day in range(7)]
    rules += [hours.WeekRule(day, opens + 6 * 60, opens + 10 * 60) for day in range(7)]
    hours.set_week(practitioner=uid, rules=rules, by=by, now=now)
    off = today() + timedelta(days=luck.randrange(2, DAYS))
    hours.except_day(practitioner=uid, day=off, opens=False, starts_minute=600, ends_minute=900, by=by, now=now)
    return uid, zone, opens


def _patients(by, now) -> list:
    from telepraxis.registry.patients.registration import register

    known = []
    for number in range(PATIENTS):
        born = date(1930, 1, 1) + timedelta(days=number * 53)
        family = "".join(chr(97 + int(digit)) * 3 for digit in f"{number:03}")
        row = register(given="Patient", family=family, birth_date=born, by=by, now=now, despite_duplicates=known)
        known.append(row.uid)
    return known


def _taken(people, luck: random.Random):
    """Yield (practitioner, beginning) of nine visits a day for each, every 20 minutes from their opening."""
    for uid, zone, opens in people:
        for day in range(DAYS):
            midnight = datetime.combine(today() + timedelta(days=day), datetime.min.time(), ZoneInfo(zone))
            for place in luck.sample(range(30), PER_DAY):
                yield uid, (midnight + timedelta(minutes=opens + 20 * place)).astimezone(UTC)


def run(say) -> dict[str, float]:
    with served("slots", fill="bench.slots:fill", version=today().isoformat()) as house:
        os.environ.update(house.environment)
        import django

        django.setup()
        ask = Asker(house.url)
        services = _services()
        questions = [_question(service) for service in services]
        for question in questions:
            ask(question)
        say("cold: every calendar has changed since it was last read")
        cold = []
        for number in range(COLD):
            _change_every_calendar()
            cold.append(ask(questions[number % len(questions)])[0])
        say("warm")
        warm = [ask(questions[number % len(questions)])[0] for number in range(WARM)]
        say("one practitioner; the page of times")
        uid = next(iter(_people()))
        one = [ask(questions[0] | {"with": str(uid)})[0] for _ in range(WARM)]
        page = ask.pages(services[0].id, 60)
        say(f"{CASES:,} random cases against the oracle")
        answers = {service.id: ask(question)[1] for service, question in zip(services, questions, strict=True)}
        offered = sum(len(day) for each in answers[services[0].id]["practitioners"] for day in each["days"].values())
        return {
            "cold_p95_ms": _p95(cold),
            "warm_p95_ms": _p95(warm),
            "oracle_mismatches": _mismatches(services, answers),
            "cold_median_ms": round(statistics.median(cold), 1),
            "warm_median_ms": round(statistics.median(warm), 1),
            "one_practitioner_p95_ms": _p95(one),
            "page_p95_ms": _p95(page),
            "times_in_answer": offered,
        }


def _p95(times: list[float]) -> float:
    return round(sorted(times)[int(len(times) * 0.95)], 1)


class Asker:
    """Asks over one kept connection; a question's time ends when the whole answer is here."""

    def __init__(self, url: str) -> None:
        self.to = urlsplit(url)
        self.connection = http.client.HTTPConnection(self.to.hostname, self.to.port, timeout=30)
        self.cookies: dict[str, str] = {}

    def __call__(self, question: dict) -> tuple[float, dict]:
        took, status, body, _headers = self.send("GET", f"/c/{slug()}/book/times.json?{urlencode(question)}")
        assert status == 200, body[:500]
        return took, json.loads(body)

    def send(self, method: str, path: str, form: dict | None = None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.to.geturl()}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        took = (time.perf_counter() - began) * 1000
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
        return took, answer.status, content, answer.headers

    def pages(self, service, count: int) -> list[float]:
        """Return how long the page of times takes, day after day, as a visitor of the practice sees it."""
        self.send("GET", f"/c/{slug()}/book/")
        form = {"service": str(service), "red_flags": "none"}
        _took, status, _body, headers = self.send("POST", f"/c/{slug()}/book/", form)
        assert status == 302, status
        address = headers["Location"]
        _took, _status, body, _headers = self.send("GET", address)
        days = re.findall(r'name="day" value="([^"]+)"', body.decode())
        return [self.send("GET", f"{address}?day={days[number % len(days)]}")[0] for number in range(count)]


def _question(service) -> dict:
    return {"service": str(service.id), "first": today().isoformat(), "days": str(DAYS), "where": "PT"}


def _serving():
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant

    return tenancy.serving(Tenant.objects.get(slug=slug()).id)


def _services() -> list:
    from telepraxis.care.scheduling.models import Service

    with _serving():
        return list(Service.objects.order_by("name"))


def _people() -> dict:
    from telepraxis.registry.practitioners.models import PractitionerProfile

    with _serving():
        return dict(PractitionerProfile.objects.order_by("id").values_list("practitioner_id", "time_zone"))


def _change_every_calendar() -> None:
    from telepraxis.care.scheduling import calendars

    people = _people()
    with _serving():
        calendars.changed(people)


def _database():
    from django.db import connections

    return connections["owner"].cursor()


def _mismatches(services: list, answers: dict) -> int:
    """Return in how many of 10,000 random cases (service, practitioner, day) the answer differs from the oracle's."""
    from telepraxis.care.scheduling.tests import oracle

    hours, claims, licences = _plain_facts()
    luck = random.Random(7)
    people = list(hours)
    wrong = 0
    for _ in range(CASES):
        service, uid = luck.choice(services), luck.choice(people)
        day = today() + timedelta(days=luck.randrange(2, DAYS))  # nearer days depend on the minute of asking
        near = [claim for each in (-1, 0, 1) for claim in claims[uid, day + timedelta(days=each)]]
        expected = [
            (begins.hour * 60 + begins.minute)
            for begins in oracle.free_times(hours[uid], near, service.shape, day)
            if _licensed(licences[uid], begins.astimezone(ZoneInfo(hours[uid].zone)).date())
        ]
        wrong += expected != _answered(answers[service.id], uid, day)
    return wrong


_by_practitioner: dict[int, dict] = {}


def _answered(answer: dict, uid, day: date) -> list[int]:
    if id(answer) not in _by_practitioner:
        _by_practitioner[id(answer)] = {each["practitioner"]: each["days"] for each in answer["practitioners"]}
    return _by_practitioner[id(answer)].get(str(uid), {}).get(day.isoformat(), [])


def _licensed(periods: list, on: date) -> bool:
    return any(since <= on and (until is None or on <= until) for since, until in periods)


def _plain_facts():
    """Return hours, claims by (practitioner, UTC day) and licences, read row by row from their tables."""
    from telepraxis.care.scheduling.masks import DayException, Hours, WeeklyRule
    from telepraxis.care.scheduling.models import Claim, HoursException, WeeklyHours
    from telepraxis.registry.practitioners.models import Licence

    zones = _people()
    claims, weekly, exceptions, licences = (defaultdict(list) for _ in range(4))
    with _serving():
        for row in WeeklyHours.objects.all():
            weekly[row.practitioner_id].append(
                WeeklyRule(row.weekday, row.starts_minute // 5, row.ends_minute // 5, row.valid_from, row.valid_until)
            )
        for row in HoursException.objects.all():
            exceptions[row.practitioner_id].append(
                DayException(row.day, row.starts_minute // 5, row.ends_minute // 5, row.kind == "add")
            )
        for row in Claim.objects.filter(released_at=None, patient=None):
            claims[row.practitioner_id, row.starts_at.astimezone(UTC).date()].append((row.starts_at, row.ends_at))
        for row in Licence.objects.filter(withdrawn_at=None):
            licences[row.practitioner_id].append((row.valid_from, row.valid_until))
    hours = {uid: Hours(zone, tuple(weekly[uid]), tuple(exceptions[uid])) for uid, zone in zones.items()}
    return hours, claims, licences
