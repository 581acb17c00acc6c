"""A ten-hour day of 400 visits, replayed in ten minutes before 20 watching staff, one of them a real browser.

Eight clinicians watch their own lanes, six nurses everybody's (the first in a real browser), six at the desk the board
of one clinician each. The others are real sockets and fetches, made as the browser makes them: hints of 0.6 seconds
together, then the board alone. Every visit comes to wait, half are roomed by a nurse, all are seen, ended, signed.
`visible_p95_ms`: from the beginning of an act to the moment somebody who watches it has it before them, over all acts
and watchers. `cpu_share`: CPU time of web, worker and database, and of the process that plays the acts in place of the
pages, over twice the wall time.
"""

import asyncio
import json
import re
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bench import houses

REACH = {"visible_p95_ms": "<= 1000", "cpu_share": "<= 0.3"}
VISITS, SECONDS = 400, 600
DOCTORS, NURSES, DESKS = 8, 6, 6
TOGETHER = 0.6  # seconds, as in base/ui/islands/live.ts
ZONES = ("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Europe/Lisbon", "America/New_York", "America/Los_Angeles")
LANES = ("upcoming", "waiting", "with-nurse", "ready", "in-visit", "to-sign")
AFTER = {"come": 1, "take": 2, "roomed": 3, "admit": 4, "finish": 5, "sign": 6}  # the act, and the lane it leads to
ON_THE_DESK = {"Booked": 0, "Ready online": 1, "Checked in": 1, "With nurse": 2, "Ready for the doctor": 3,
               "In visit": 4, "Done": 5}  # fmt: skip


def run(say, visits: int = VISITS, seconds: int = SECONDS) -> dict[str, float]:
    with houses.served("lanes", fill="bench.lanes:fill", version=datetime.now(UTC).isoformat()) as served:
        house = json.loads(houses.in_django(served, "bench.lanes:prepare", str(visits), str(seconds)).splitlines()[-1])
        watchers = [Watcher(served.url, **door) for door in house["doors"][1:]]
        say(f"{len(watchers)} watch by socket, one in a browser")
        with _in_browser(served.url, house["doors"][0]) as browser, _watching(watchers):
            before, started = _cpu(served), time.time()
            acts, replay_cpu = _replay(served, house, say)
            time.sleep(3)  # what was done last becomes visible
            wall, after = time.time() - started, _cpu(served)
            seen = {door["name"]: each for door, each in zip(house["doors"][1:], watchers, strict=True)}
            seen[house["doors"][0]["name"]] = browser.seen()
    used = {name: after[name] - before.get(name, 0.0) for name in after} | {"acts": replay_cpu}
    say("CPU seconds: " + ", ".join(f"{name} {spent:.1f}" for name, spent in used.items()))
    waits = {name: list(_waits(acts, each)) for name, each in seen.items()}
    every = [wait for several in waits.values() for wait in several]
    fetches = sum(each.fetches for each in watchers)
    for name, several in waits.items():
        say(f"{name}: {len(several)} acts, p95 {_p95(several):.0f} ms")
    return {
        "visible_p95_ms": _p95(every),
        "cpu_share": round(sum(used.values()) / (2 * wall), 3),
        "browser_p95_ms": _p95(waits[house["doors"][0]["name"]]),
        "acts": len(acts),
        "unseen": _unseen(acts, seen.values()),
        "fetches_per_s": round(fetches / wall, 1),
        "fetch_kb": round(sum(each.bytes for each in watchers) / 1000 / fetches, 1),
        "late_s_max": round(max(act["late"] for act in acts), 1),
    }  # fmt: skip


def _p95(waits: list[float]) -> float:
    return round(quantiles(waits, n=20)[-1], 0) if len(waits) > 1 else 0.0


def _waits(acts: list[dict], seen: "Seen"):
    """Yield in milliseconds how long after each act this watcher had it, or something later of the same visit."""
    for act in acts:
        at = seen.reached(act["key"], AFTER[act["act"]])
        if seen.expects(act) and at is not None:
            yield max(0.0, (at - act["at"]) * 1000)


def _unseen(acts: list[dict], watchers) -> int:
    return sum(
        each.expects(act) and each.reached(act["key"], AFTER[act["act"]]) is None for each in watchers for act in acts
    )


def _cpu(served) -> dict[str, float]:
    """Return the CPU seconds of each program of the installation so far, those of processes that ended included."""
    used = defaultdict(float)
    for process in served.run.family():
        try:
            times, name = process.cpu_times(), _program(process.cmdline())
        except Exception:  # it ended between being listed and being asked: its parent has its time
            continue
        used[name] += times.user + times.system + times.children_user + times.children_system
    return used


def _program(words: list[str]) -> str:
    line = " ".join(words)
    return next((name for name in ("postgres", "worker", "web") if name in line), "other")


# Watching


@dataclass
class Seen:
    """When a watcher first saw each patient at least so far on: {patient or appointment: {lane: time}}."""

    kind: str = "day"
    whose: str = "all"
    firsts: dict = field(default_factory=lambda: defaultdict(dict))

    def note(self, places: dict[str, int], at: float) -> None:
        for known in [key for key in self.firsts if key not in places and 5 in self.firsts[key]]:
            self.firsts[known].setdefault(6, at)
        for key, place in places.items():
            self.firsts[key].setdefault(place, at)

    def reached(self, key: dict, place: int) -> float | None:
        found = self.firsts.get(key["appointment" if self.kind == "desk" else "patient"], {})
        return min((at for reached, at in found.items() if reached >= place), default=None)

    def expects(self, act: dict) -> bool:
        mine = self.whose in ("all", act["key"]["practitioner"])
        return mine and not (self.kind == "desk" and act["act"] == "sign")


class Watcher(Seen):
    """A page that is open on a board: its socket, and its fetches over one kept connection."""

    def __init__(self, url: str, *, name: str, kind: str, whose: str, path: str, live: str, cookie: str):
        super().__init__(kind, whose)
        self.name, self.path, self.live, self.cookie = name, path, live, cookie
        self.host = urlsplit(url).netloc
        self.fetches = self.bytes = 0
        self.after = ""

    async def watch(self, stop: asyncio.Event) -> None:
        import websockets

        self.changed, self.stream = asyncio.Event(), None
        async with websockets.connect(
            f"ws://{self.host}{self.live}", origin=f"http://{self.host}", additional_headers={"Cookie": self.cookie}
        ) as socket:
            fetching = asyncio.create_task(self._fetch_upon_hints())
            hearing = asyncio.create_task(self._hear(socket))
            await stop.wait()
            for task in (fetching, hearing):
                task.cancel()

    async def _hear(self, socket) -> None:
        async for text in socket:
            self.after = json.loads(text).get("after", "")
            self.changed.set()

    async def _fetch_upon_hints(self) -> None:
        last = 0.0
        await self._fetch()
        while True:
            await self.changed.wait()
            if time.monotonic() - last < TOGETHER:
                await asyncio.sleep(TOGETHER - time.time() % TOGETHER)
            self.changed.clear()
            last = time.monotonic()
            await self._fetch()

    async def _fetch(self) -> None:
        body = await self._get()
        at = time.time()
        self.fetches, self.bytes = self.fetches + 1, self.bytes + len(body)
        text = body.decode()
        self.note(places_on_desk(text) if self.kind == "desk" else places_in_lanes(text), at)

    async def _get(self) -> bytes:
        if self.stream is None:
            self.stream = await asyncio.open_connection(*self.host.split(":"))
        reader, writer = self.stream
        headers = {"Host": self.host, "Cookie": self.cookie, "HX-Request": "true", "X-By-Itself": "1",
                   "Accept-Language": "en"}  # fmt: skip
        if self.after:
            headers["X-After"] = self.after
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"GET {self.path} HTTP/1.1\r\n{lines}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        if " 200 " not in head.split("\r\n")[0]:
            raise RuntimeError(f"{self.name}: {head.splitlines()[0]}")
        if "transfer-encoding: chunked" in head:
            return await _chunks(reader)
        return await reader.readexactly(int(re.search(r"content-length: (\d+)", head).group(1)))


async def _chunks(reader) -> bytes:
    body = b""
    while size := int((await reader.readline()).strip(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
    return body


def places_in_lanes(text: str) -> dict[str, int]:
    """Return in which lane each patient stands, as a page that is open there shows it."""
    places = {}
    for place, name in enumerate(LANES):
        section = text.split(f'id="lane-{name}"', 1)[1].split("</section>", 1)[0]
        for patient in re.findall(r'href="/chart/([0-9a-f-]{36})/"', section):
            places[patient] = place
    return places


def places_on_desk(text: str) -> dict[str, int]:
    """Return how far on each appointment is on the board of the desk."""
    found = re.findall(r'id="a-([0-9a-f-]{36})" aria-label="[^"]*, ([^",]+)"', text)
    return {appointment: ON_THE_DESK.get(state, 1) for appointment, state in found}


class _watching:
    """While the block runs, these watchers watch."""

    def __init__(self, watchers: list[Watcher]):
        self.watchers = watchers

    def __enter__(self):
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)
        self.thread.start()
        self.ready.wait(60)

    async def _all(self) -> None:
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        tasks = [asyncio.create_task(each.watch(self.stop)) for each in self.watchers]
        self.ready.set()
        await asyncio.gather(*tasks)

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(20)


# What the browser has seen, written down by itself with each change of its lanes.
OBSERVE = """
names => {
  window.firsts = [];
  const look = () => {
    const places = {};
    names.forEach((name, place) => {
      const lane = document.getElementById(`lane-${name}`)?.closest("section");
      const links = lane?.querySelectorAll("a[href^='/chart/']") ?? [];
      for (const link of links) places[link.getAttribute("href").split("/")[2]] = place;
    });
    window.firsts.push([Date.now() / 1000, places]);
  };
  look();
  new MutationObserver(look).observe(document.getElementById("lanes"), { childList: true });
}
"""


class _in_browser:
    """A page of the day in a real browser, while the block runs."""

    def __init__(self, url: str, door: dict):
        self.url, self.door = url, door

    def __enter__(self):
        from bench import calls

        self.opened = calls.browser()
        chromium = self.opened.__enter__()
        self.page = calls.page_of(chromium, self.url, self.door["cookie"].partition("=")[2])
        self.page.goto(self.url + self.door["path"])
        self.page.wait_for_function("() => document.body.dataset.liveState === 'open'")
        self.page.evaluate(OBSERVE, list(LANES))
        return self

    def seen(self) -> Seen:
        seen = Seen(self.door["kind"], self.door["whose"])
        for at, places in self.page.evaluate("() => window.firsts"):
            seen.note(places, at)
        return seen

    def __exit__(self, *failure):
        self.opened.__exit__(*failure)


def _replay(served, house: dict, say) -> tuple[list[dict], float]:
    """Play the day in a process of the installation; return its acts and the CPU seconds it took."""
    import os

    playing = subprocess.Popen(
        [sys.executable, "-m", "bench.houses", "bench.lanes:replay", json.dumps(house["visits"])],
        env=os.environ | served.environment, cwd=houses.HOUSE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    acts, told = [], time.time()
    for line in playing.stdout:
        acts.append(json.loads(line))
        if time.time() - told > 60:
            told = time.time()
            say(f"  {len(acts)} acts")
    if playing.wait():
        raise RuntimeError("the replay failed")
    return acts[:-1], acts[-1]["cpu"]


# What runs in a Django process of the installation.


def fill(say) -> None:
    """Found the practice where it is morning now, with its staff, its patients and some weeks of visits."""
    from bench.search import invented
    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor, Role
    from telepraxis.registry.accounts import people
    from telepraxis.registry.organizations.founding import found_organization
    from telepraxis.registry.patients.importing import import_patients
    from telepraxis.registry.practitioners.enrolment import enrol

    now = datetime.now(UTC)
    zone = min(ZONES, key=lambda name: abs(now.astimezone(ZoneInfo(name)).hour - 11))
    tenant = found_organization(slug="quayside", name="Quayside", time_zone=zone, jurisdiction="PT", now=now)
    by = Actor.system(tenant.id)
    with tenancy.serving(tenant.id):
        say(f"{VISITS} patients, {DOCTORS + NURSES + DESKS} staff, where it is {now.astimezone(ZoneInfo(zone)):%H:%M}")
        patients = import_patients(arriving=invented(VISITS, now.date()), by=by, now=now)
        for number in range(DOCTORS):
            doctor = enrol(
                title="Dr", given="Doctor", family=f"Number{number}", specialty_code="family-medicine",
                languages=["en"], time_zone=zone, by=by, now=now,
            )  # fmt: skip
            people.create_staff_account(
                email=f"doctor{number}@quayside.test", name=doctor.name_text, roles={Role.PHYSICIAN},
                practitioner=doctor.uid, by=by, now=now,
            )  # fmt: skip
            _weeks_of(doctor, patients, by, now)
        for role, count in ((Role.NURSE, NURSES), (Role.FRONT_DESK, DESKS)):
            for number in range(count):
                people.create_staff_account(
                    email=f"{role}{number}@quayside.test", name=f"{role} {number}", roles={role}, by=by, now=now
                )


def _weeks_of(doctor, patients, by, now) -> None:
    """Give the doctor 20 signed visits to judge waits by."""
    from telepraxis.base.record.models import Patient
    from telepraxis.care.chart.importing import FormerNote, import_notes
    from telepraxis.care.encounters.importing import FormerVisit, import_visits

    whose = Patient.objects.get(uid=patients[0].uid)
    days = [now - timedelta(days=number) for number in range(2, 22)]
    former = [
        FormerVisit(patient=whose, practitioner=doctor, modality="video", planned_at=day, admitted_at=day,
                    ended_at=day + timedelta(minutes=8 + number % 12))
        for number, day in enumerate(days)
    ]  # fmt: skip
    visits = import_visits(former=former, by=by, now=now)
    texts = dict.fromkeys(("subjective", "objective", "assessment", "plan"), "Some sentences. ")
    notes = [FormerNote(visit=one, sections=texts, summary="", signed_at=one.ended_at) for one in visits]
    import_notes(former=notes, by=by, now=now)


def prepare(visits: str, seconds: str, say) -> None:
    """Book today's visits and print who watches, and what is to be played, as JSON."""
    from telepraxis.base import audit, tenancy
    from telepraxis.base.access import Actor
    from telepraxis.base.record.models import Patient, Practitioner
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.base.uuid7 import uuid7
    from telepraxis.care.scheduling import offering
    from telepraxis.care.scheduling.models import Appointment

    now, tenant = datetime.now(UTC), Tenant.objects.get(slug="quayside")
    by, every = Actor.system(tenant.id), int(seconds) / int(visits)
    with tenancy.serving(tenant.id):
        doctors = list(Practitioner.objects.order_by("uid"))
        service = offering.offer_service(
            name="Visit", minutes=20, grid_minutes=20, currency="EUR", modalities=["video", "in_person", "phone"],
            practitioners=[doctor.uid for doctor in doctors], by=by, now=now,
        )  # fmt: skip
        booked = [
            Appointment(
                organization_id=tenant.id, patient=patient, practitioner=doctors[number % len(doctors)],
                service=service, modality=("video", "video", "in_person", "video", "video")[number % 5],
                starts_at=now + timedelta(seconds=number * every), currency="EUR", idempotency_key=uuid7(),
                ends_at=now + timedelta(seconds=number * every, minutes=20), booked_at=now, reason="Sore throat",
            )
            for number, patient in enumerate(Patient.objects.order_by("uid")[: int(visits)])
        ]  # fmt: skip
        Appointment.objects.bulk_create(booked)
        audit.wrote(by, "scheduling.imported", reason=f"{len(booked)} appointments")
        keys = [
            {"appointment": str(one.id), "patient": str(one.patient_id), "practitioner": str(one.practitioner_id),
             "begins_s": number * every}
            for number, one in enumerate(booked)
        ]  # fmt: skip
        whose = [str(doctor.uid) for doctor in doctors]
    print(json.dumps({"doors": _doors(tenant, whose), "visits": keys}))


def _doors(tenant, doctors: list[str]) -> list[dict]:
    """Return who watches what: name, path, socket and cookie. The first one is a nurse, whose page a browser opens."""
    from telepraxis.base import tenancy
    from telepraxis.registry.accounts.models import Membership

    nurses = [
        {"name": f"nurse {n}", "kind": "day", "whose": "all", "path": "/day/?whose=all", "live": "/live/day/?whose=all",
         "cookie": _cookie(f"nurse{n}", tenant)}
        for n in range(NURSES)
    ]  # fmt: skip
    with tenancy.serving(tenant.id):
        members = list(Membership.objects.select_related("account").exclude(practitioner_id=None))
    whose = {membership.account.email: str(membership.practitioner_id) for membership in members}
    mine = [
        {"name": f"doctor {n}", "kind": "day", "whose": whose[f"doctor{n}@quayside.test"], "path": "/day/?whose=mine",
         "live": "/live/day/?whose=mine", "cookie": _cookie(f"doctor{n}", tenant)}
        for n in range(DOCTORS)
    ]  # fmt: skip
    desks = [
        {"name": f"desk {n}", "kind": "desk", "whose": doctors[n], "path": f"/desk/?with={doctors[n]}",
         "live": f"/live/desk/?with={doctors[n]}", "cookie": _cookie(f"front_desk{n}", tenant)}
        for n in range(DESKS)
    ]  # fmt: skip
    return [*nurses, *mine, *desks]


def _cookie(name: str, tenant) -> str:
    from django.conf import settings
    from django.test import Client

    from telepraxis.registry.accounts import hats
    from telepraxis.registry.accounts.models import Account
    from tests.signing_in import sign_in_client

    client = Client()
    sign_in_client(client, Account.objects.get(email=f"{name}@quayside.test"), tenant, hat=hats.STAFF)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def replay(visits: str, say) -> None:
    """Play every act at its time; print each as JSON with when it began, and in the end the CPU seconds used."""
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.accounts.actors import actor_of_account
    from telepraxis.registry.accounts.models import Membership

    tenant = Tenant.objects.get(slug="quayside")
    with tenancy.serving(tenant.id):
        now, members = datetime.now(UTC), Membership.objects.select_related("account")
        actors = [actor_of_account(member.account, tenant.id, now=now) for member in members]
    doctors = {str(actor.practitioner_id): actor for actor in actors if actor.practitioner_id}
    nurses = [actor for actor in actors if actor.is_clinician and actor.practitioner_id is None]
    plan = sorted(
        (act for number, key in enumerate(json.loads(visits)) for act in _acts_of(number, key)), key=lambda act: act[0]
    )
    started, cpu = time.time(), time.process_time()
    for due, act, number, key in plan:
        time.sleep(max(0.0, started + due - time.time()))
        at = time.time()
        with tenancy.serving(tenant.id):
            _play(act, key, doctors[key["practitioner"]], nurses[number % len(nurses)], datetime.now(UTC))
        print(json.dumps({"act": act, "key": key, "at": at, "late": at - started - due}), flush=True)
    print(json.dumps({"cpu": time.process_time() - cpu}))


def _acts_of(number: int, key: dict) -> list[tuple]:
    """Return (second, act, number, visit) of one visit: a minute of the day is a second here."""
    begins, roomed = key["begins_s"], number % 2 == 0
    seen = begins + 12 + number % 7
    acts = [(begins, "come"), (seen, "admit"), (seen + 9 + number % 9, "finish"), (seen + 22 + number % 9, "sign")]
    if roomed:
        acts += [(begins + 4, "take"), (begins + 9, "roomed")]
    return [(due, act, number, key) for due, act in acts]


def _play(act: str, key: dict, doctor, nurse, now: datetime) -> None:
    """Do one act as its page would: by the verb it calls."""
    from telepraxis.base.access import Actor
    from telepraxis.care.chart import notes
    from telepraxis.care.encounters import presences, rooming, visits
    from telepraxis.care.encounters.models import Modality, Visit
    from telepraxis.care.rooming import intake
    from telepraxis.care.scheduling import attendance
    from telepraxis.care.scheduling.models import Appointment

    if act == "come":
        appointment, by = Appointment.objects.get(id=key["appointment"]), Actor.system(doctor.organization_id)
        if appointment.modality == Modality.IN_PERSON:
            attendance.check_in(appointment=appointment, by=by, now=now)
        else:
            visits.patient_ready(visit=visits.visit_for(appointment=appointment, now=now), by=by, now=now)
        return
    if act in ("take", "admit"):
        visit = visits.visit_for(appointment=Appointment.objects.get(id=key["appointment"]), by=doctor, now=now)
    else:
        visit = Visit.objects.get(appointment_id=key["appointment"])
    if act == "take":
        rooming.take(visit=visit, by=nurse, now=now)
    elif act == "roomed":
        intake.save(visit=visit, reason="Sore throat", medicines=[], takes_nothing=True, remarks="", by=nurse, now=now)
        intake.ready_for_clinician(visit=visit, by=nurse, now=now)
    elif act == "admit" and visit.modality == Modality.VIDEO:
        visits.admit(visit=visit, by=doctor, now=now)
    elif act == "admit":
        presences.start_talking(visit=visit, by=doctor, now=now)
    elif act == "finish":
        visits.finish(visit=visit, by=doctor, now=now)
    elif act == "sign":
        texts = {"subjective": "Sore throat", "assessment": "Viral", "plan": "Rest"}
        notes.save_draft(visit=visit, sections=texts, revision=0, by=doctor, now=now)
        notes.sign(visit=visit, by=doctor, now=now)
