"""A race for one slot, 50 times over, and a rush on 100 slots: 200 signed-in patients confirm at the same moment."""

import asyncio
import os
import random
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from bench.houses import served

REACH = {
    "winners": "= 50",
    "deadlocks": "= 0",
    "http_5xx": "= 0",
    "p99_s": "<= 3",
    "bookings_per_s": ">= 40",
}
RACERS, ROUNDS, RUSHES, PRACTITIONERS = 200, 50, 5, 20
CSRF = "a" * 32


def today() -> date:
    return datetime.now(UTC).date()


def slug() -> str:
    return f"race-{today():%Y%m%d}"


def fill(say) -> None:
    """Make a practice of 20 that is open day and night, and 200 patients with accounts."""
    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.care.scheduling import hours, offering
    from telepraxis.registry.accounts.people import account_for_patient
    from telepraxis.registry.organizations.founding import found_organization
    from telepraxis.registry.patients.registration import register
    from telepraxis.registry.practitioners.enrolment import NewLicence, enrol

    now = datetime.now(UTC)
    tenant = found_organization(slug=slug(), name="Race", time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    by = Actor.system(tenant.id)
    with tenancy.serving(tenant.id):
        people = []
        for number in range(PRACTITIONERS):
            licence = NewLicence(jurisdiction="PT", number=str(number), valid_from=date(2020, 1, 1))
            people.append(
                enrol(
                    given="Practitioner", family=f"Number {number:02}", specialty_code="family-medicine",
                    time_zone="Europe/Lisbon", licences=[licence], by=by, now=now,
                ).uid
            )  # fmt: skip
            week = [hours.WeekRule(weekday, 0, 1440) for weekday in range(7)]
            hours.set_week(practitioner=people[-1], rules=week, by=by, now=now)
        offering.offer_service(
            name="Visit", minutes=20, grid_minutes=5, currency="EUR", horizon_days=300, practitioners=people,
            by=by, now=now,
        )  # fmt: skip
        say(f"{RACERS} patients with accounts")
        known: list[UUID] = []
        for number in range(RACERS):
            born = date(1930, 1, 1) + timedelta(days=number * 101)
            family = "".join(chr(97 + int(digit)) * 3 for digit in f"{number:03}")
            email = f"racer{number}.{slug()}@example.org"
            row = register(
                given="Racer", family=family, birth_date=born, email=email, jurisdiction="PT", by=by, now=now,
                despite_duplicates=known,
            )  # fmt: skip
            known.append(row.uid)
            account_for_patient(email=email, name=row.name_text, patient=row.uid, by=by, now=now)


@dataclass
class Racer:
    """A signed-in patient with a draft to confirm."""

    account: UUID
    patient: UUID
    session: str
    draft: UUID | None = None


@dataclass
class Outcome:
    status: int
    where: str
    took: float


def run(say) -> dict[str, float]:
    with served("booking", fill="bench.booking:fill", version=today().isoformat()) as house:
        os.environ.update(house.environment)
        import django

        django.setup()
        racers = _racers()
        people, service = _practice()
        _clear()
        luck, took, errors = random.Random(1), [], 0
        before = _deadlocks()
        say(f"{RACERS} racers on one slot, {ROUNDS} rounds")
        winners = 0
        for number in range(ROUNDS):
            slot = _slot(number)
            wishes = [(people[number % len(people)], slot + timedelta(minutes=luck.choice((-5, 0, 5)))) for _ in racers]
            outcomes, _elapsed = _race(house.url, racers, wishes, service)
            won = [outcome for outcome in outcomes if outcome.status == 302]
            lost = [outcome for outcome in outcomes if outcome.status == 409]
            winners += len(won) == 1 == _booked_around(people[number % len(people)], slot) and len(lost) == RACERS - 1
            took += [outcome.took for outcome in outcomes]
            errors += sum(outcome.status >= 500 for outcome in outcomes)
        say(f"{RACERS} racers over 100 slots, {RUSHES} times")
        booked, elapsed = 0, 0.0
        for number in range(RUSHES):
            slots = [
                (people[i % len(people)], _slot(100 + number * 10) + timedelta(hours=i // len(people)))
                for i in range(100)
            ]
            wishes = [slots[i % 100] for i in range(len(racers))]
            luck.shuffle(wishes)
            outcomes, seconds = _race(house.url, racers, wishes, service)
            booked += sum(outcome.status == 302 for outcome in outcomes)
            elapsed += seconds
            took += [outcome.took for outcome in outcomes]
            errors += sum(outcome.status >= 500 for outcome in outcomes)
        took.sort()
        return {
            "winners": winners,
            "deadlocks": _deadlocks() - before,
            "http_5xx": errors,
            "p99_s": round(took[int(len(took) * 0.99)], 2),
            "bookings_per_s": round(booked / elapsed, 1),
            "median_s": round(took[len(took) // 2], 2),
            "overlaps": _overlaps(),
            "booked_in_rushes": booked,
        }


def _race(url: str, racers: list[Racer], wishes: list, service) -> tuple[list[Outcome], float]:
    """Let all confirm at one moment; return what each was answered, and the seconds until the last answer."""
    _prepare_drafts(racers, service)
    return asyncio.run(_all_at_once(urlsplit(url), racers, wishes))


async def _all_at_once(to, racers: list[Racer], wishes: list) -> tuple[list[Outcome], float]:
    lines = [await asyncio.open_connection(to.hostname, to.port) for _ in racers]
    requests = [_request(to, racer, *wish) for racer, wish in zip(racers, wishes, strict=True)]
    began = time.perf_counter()
    outcomes = await asyncio.gather(*(_ask(*line, sent) for line, sent in zip(lines, requests, strict=True)))
    elapsed = time.perf_counter() - began
    for racer, outcome in zip(racers, outcomes, strict=True):
        if outcome.status == 302:
            racer.draft = None
    return outcomes, elapsed


def _request(to, racer: Racer, practitioner: UUID, starts_at: datetime) -> bytes:
    time_value = f"{int(starts_at.timestamp()) // 300}.{practitioner.hex}"
    form = {"time": time_value, "how": "video", "where": "PT", "csrfmiddlewaretoken": CSRF}
    body = urlencode(form).encode()
    head = (
        f"POST /book/{racer.draft}/confirm/ HTTP/1.1\r\nHost: {to.netloc}\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nOrigin: {to.geturl()}\r\nConnection: close\r\n"
        f"Cookie: sessionid={racer.session}; csrftoken={CSRF}\r\n\r\n"
    )
    return head.encode() + body


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> Outcome:
    began = time.perf_counter()
    writer.write(request)
    answer = await reader.read(-1)
    took = time.perf_counter() - began
    writer.close()
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1")
    where = next((line[10:] for line in head.split("\r\n") if line.lower().startswith("location:")), "")
    return Outcome(int(head.split(" ", 2)[1]), where, took)


def _slot(number: int) -> datetime:
    """Return a time two days ahead and later, four hours from the next."""
    midnight = datetime.combine(today() + timedelta(days=2), datetime.min.time(), UTC)
    return midnight + timedelta(hours=4 * number + 1)


def _serving():
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant

    return tenancy.serving(Tenant.objects.get(slug=slug()).id)


def _practice():
    from telepraxis.care.scheduling.models import Service
    from telepraxis.registry.practitioners.models import PractitionerProfile

    with _serving():
        people = list(PractitionerProfile.objects.order_by("id").values_list("practitioner_id", flat=True))
        return people, Service.objects.get()


def _racers() -> list[Racer]:
    """Sign every patient in, as the sign-in pages would."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from telepraxis.registry.accounts import hats, sessions, sign_in
    from telepraxis.registry.accounts.models import Membership, SignedInSession

    store, now = import_module(settings.SESSION_ENGINE).SessionStore, timezone.now()
    racers = []
    with _serving():
        members = Membership.objects.select_related("account").filter(account__email__contains=slug())
        for member in members.order_by("id")[:RACERS]:
            session = store()
            session.create()
            row = SignedInSession.objects.create(
                account=member.account, session_key=session.session_key, way=SignedInSession.Way.CODE, strong=False,
                device_name="bench", started_at=now, last_seen_at=now, idle_minutes=60,
            )  # fmt: skip
            session.update(
                {
                    SESSION_KEY: str(member.account_id),
                    BACKEND_SESSION_KEY: sign_in.BACKEND,
                    HASH_SESSION_KEY: member.account.get_session_auth_hash(),
                    sessions.KEY: str(row.id),
                    hats.STRONG: False,
                    sign_in.NEEDS_FACTOR: False,
                    hats.ORGANIZATION: str(member.organization_id),
                    hats.HAT: hats.PATIENT,
                }
            )
            session.save()
            racers.append(Racer(member.account_id, member.patient_id, session.session_key))
    assert len(racers) == RACERS, len(racers)
    return racers


def _prepare_drafts(racers: list[Racer], service) -> None:
    from django.utils import timezone

    from telepraxis.care.scheduling.models import BookingDraft

    with _serving():
        new = {
            racer.account: BookingDraft(
                organization_id=service.organization_id, opened_by=str(racer.account), service=service,
                patient_id=racer.patient, reason="Race", opened_at=timezone.now(),
            )
            for racer in racers
            if racer.draft is None
        }  # fmt: skip
        BookingDraft.objects.bulk_create(new.values())
    for racer in racers:
        racer.draft = racer.draft or new[racer.account].id


def _clear() -> None:
    """Free what an earlier run booked, so that this one finds the same free days."""
    from django.utils import timezone

    from telepraxis.care.scheduling import calendars
    from telepraxis.care.scheduling.models import Claim

    people, _service = _practice()
    with _serving():
        Claim.objects.filter(released_at=None).update(released_at=timezone.now())
        calendars.changed(people)


def _booked_around(practitioner: UUID, slot: datetime) -> int:
    from telepraxis.care.scheduling.models import Claim

    near = (slot - timedelta(minutes=10), slot + timedelta(minutes=10))
    with _serving():
        claims = Claim.objects.filter(practitioner_id=practitioner, released_at=None, starts_at__range=near)
        return claims.count()


def _overlaps() -> int:
    from django.db import connection

    with _serving(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM scheduling_claim a JOIN scheduling_claim b
               ON a.resource = b.resource AND a.lane = b.lane AND a.id < b.id
               AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
               WHERE a.released_at IS NULL AND b.released_at IS NULL"""
        )
        return cursor.fetchone()[0]


def _deadlocks() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
