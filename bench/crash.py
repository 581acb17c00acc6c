"""Twenty kill -9 of web, worker, database and browser while patients book and clinicians write.

Every booking and every save is sent as its page sends it, over HTTP with the draft's key or the note's revision, and
again until it is answered. Then the database is asked: `lost` counts what was acknowledged and is not there, `doubled`
what is there twice. `recover_s_max` is the longest time from a kill until the killed program runs again and a page
that asks the database is served; for the browser, until the note stands on the screen again with all that was saved.
"""

import http.client
import json
import os
import random
import re
import shutil
import signal
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import psutil

from bench import booking
from bench.houses import Served, in_django, served
from telepraxis.server.running import web_names

REACH = {"lost": "= 0", "doubled": "= 0", "recover_s_max": "<= 10"}
BOOKINGS, SAVES, KILLS, VISITS, BOOKERS = 1000, 1000, 20, 10, 6
GIVE_UP_S = 120
CSRF = booking.CSRF


def fill(say) -> None:
    booking.fill(say)


@dataclass
class Tally:
    """What was acknowledged, and how often it had to be sent again."""

    booked: dict[str, str] = field(default_factory=dict)  # draft: the appointment's page
    saved: dict[str, int] = field(default_factory=dict)  # visit: the last save that was answered
    sent: dict[str, int] = field(default_factory=dict)
    again: int = 0
    given_up: list[str] = field(default_factory=list)
    allowed: float = 0.0  # so much may be done before the next kill: the kills fall all over the work
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def done(self) -> int:
        return len(self.booked) + sum(self.saved.values())

    def until_allowed(self) -> None:
        while self.done >= self.allowed:
            time.sleep(0.01)


def run(say) -> dict[str, float]:
    with served("crash", fill="bench.crash:fill", version=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}") as house:
        ready = json.loads(in_django(house, "bench.crash:prepare", str(BOOKINGS), str(VISITS)).splitlines()[-1])
        tally, luck, stop = Tally(), random.Random(20), threading.Event()
        writer = BrowserWriter(house, ready, stop)
        workers = [threading.Thread(target=writer.write)]
        workers += [threading.Thread(target=book, args=(house.url, ready["bookings"][part::BOOKERS], tally))
                    for part in range(BOOKERS)]  # fmt: skip
        workers += [threading.Thread(target=write, args=(house.url, visit, ready["clinician"], tally))
                    for visit in ready["visits"][:-1]]  # fmt: skip
        for worker in workers:
            worker.start()
        recovered = _kill_and_wait(house, ready, writer, tally, luck, say)
        for worker in workers[1:]:
            worker.join()
        stop.set()
        workers[0].join(GIVE_UP_S)
        say(f"asking the database about {len(tally.booked)} bookings and {sum(tally.saved.values())} saves")
        path = house.home / "run" / "acknowledged.json"
        path.write_text(json.dumps({"booked": tally.booked, "saved": tally.saved, "sent": tally.sent,
                                    "browser": [ready["visits"][-1], writer.acknowledged]}))  # fmt: skip
        *details, found = in_django(house, "bench.crash:compare", str(path)).splitlines()
        found = json.loads(found)
        for detail in details:
            say(f"  {detail}")
    for name in sorted(recovered):
        say(f"{name:9} back after {', '.join(f'{seconds:.1f}' for seconds in recovered[name])} s")
    if tally.given_up or writer.trouble:
        say(f"never answered: {tally.given_up[:5]} {writer.trouble[:3]}")
    return {
        "lost": found["lost"] + writer.lost + len(tally.given_up),
        "doubled": found["doubled"],
        "recover_s_max": round(max(seconds for times in recovered.values() for seconds in times), 2),
        "kills": sum(map(len, recovered.values())),
        "bookings": len(tally.booked),
        "saves": sum(tally.saved.values()),
        "browser_saves": len(writer.acknowledged),
        "sent_again": tally.again,
    }


def book(url: str, bookings: list[dict], tally: Tally) -> None:
    """Confirm each draft until it is answered with its appointment."""
    for one in bookings:
        tally.until_allowed()
        form = {"time": one["time"], "how": "video", "where": "PT", "csrfmiddlewaretoken": CSRF}
        where = _until_answered(url, f"/book/{one['draft']}/confirm/", one["session"], form, tally, _is_booked)
        if where:
            with tally.lock:
                tally.booked[one["draft"]] = where


def write(url: str, visit: str, session: str, tally: Tally) -> None:
    """Save a note again and again, a line longer each time, on the revision that was answered last."""
    revision, lines = 0, []
    for number in range(1, SAVES // (VISITS - 1) + 2):
        tally.until_allowed()
        lines.append(f"line {number}")
        form = {"revision": revision, "subjective": "\n".join(lines), "csrfmiddlewaretoken": CSRF}
        tally.sent[visit] = number
        answer = _until_answered(url, f"/visit/{visit}/note/save/", session, form, tally, _is_saved)
        if not answer:
            return
        revision = json.loads(answer)["revision"]
        with tally.lock:
            tally.saved[visit] = number


def _is_booked(status: int, location: str, body: bytes) -> str | None:
    return location if status == 302 and "/book/appointment/" in location else None


def _is_saved(status: int, location: str, body: bytes) -> str | None:
    return body.decode() if status == 200 and b'"revision"' in body else None


def _until_answered(url: str, path: str, session: str, form: dict, tally: Tally, judge) -> str | None:
    """Send the form until `judge` says it was answered; give up loudly."""
    deadline, first, last = time.monotonic() + GIVE_UP_S, True, None
    while time.monotonic() < deadline:
        if not first:
            tally.again += 1
            time.sleep(0.3)
        first = False
        try:
            last = _post(url, path, session, form)
        except (OSError, http.client.HTTPException) as problem:
            last = (type(problem).__name__, "", b"")
            continue
        if said := judge(*last):
            return said
    tally.given_up.append(f"{path}: {last[:2]}")
    return None


def _post(url: str, path: str, session: str, form: dict) -> tuple[int, str, bytes]:
    to = urlsplit(url)
    connection = http.client.HTTPConnection(to.netloc, timeout=10)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Origin": url, "Accept": "application/json",
        "Cookie": f"sessionid={session}; csrftoken={CSRF}",
    }  # fmt: skip
    try:
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", ""), answer.read()
    finally:
        connection.close()


def _kill_and_wait(house: Served, ready: dict, writer, tally: Tally, luck, say) -> dict[str, list[float]]:
    """Kill at random moments, spread over all the work; return how long each was away."""
    names = [*web_names(), "worker", "database", "browser"]
    order = [names[number % len(names)] for number in range(KILLS)]
    luck.shuffle(order)
    recovered: dict[str, list[float]] = {name: [] for name in names}
    share = (BOOKINGS + SAVES) / (KILLS + 1)
    for number, name in enumerate(order, 1):
        tally.allowed = share * (number + 1)
        while tally.done < share * (number - luck.random()) and not tally.given_up:
            time.sleep(0.01)
        took = writer.killed() if name == "browser" else _killed(house, ready, name)
        recovered[name].append(took)
        say(f"  {tally.done:5} done, {name} killed, back after {took:.1f} s")
    tally.allowed = float("inf")
    return recovered


def _killed(house: Served, ready: dict, name: str) -> float:
    pid = house.run.program(name)["pid"]
    while not pid:
        pid = house.run.program(name)["pid"]
    began = time.monotonic()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while not (_runs_again(house, name, pid) and _is_served(house.url, ready["clinician"], ready["visits"][0])):
        if time.monotonic() - began > GIVE_UP_S:
            break
        time.sleep(0.05)
    return time.monotonic() - began


def _runs_again(house: Served, name: str, pid: int) -> bool:
    program = house.run.program(name)
    return program["state"] == "running" and program["pid"] not in (None, pid)


def _is_served(url: str, session: str, visit: str) -> bool:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=3)
    try:
        connection.request(
            "GET", f"/visit/{visit}/note/", headers={"Cookie": f"sessionid={session}", "HX-Request": "true"}
        )
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class BrowserWriter:
    """A real browser in which somebody writes a note; killed, it is opened again on the same profile."""

    def __init__(self, house: Served, ready: dict, stop: threading.Event) -> None:
        self.house, self.stop, self.session = house, stop, ready["clinician"]
        self.address = f"{house.url}/visit/{ready['visits'][-1]}/"
        self.profile = tempfile.mkdtemp(prefix="telepraxis-crash-")
        self.acknowledged: list[str] = []
        self.typed, self.lost, self.trouble = 0, 0, []
        self._back = threading.Event()

    def killed(self) -> float:
        """Kill the browser, wait until it stands there again; return the seconds."""
        self._back.clear()
        began = time.monotonic()
        for process in psutil.process_iter(["cmdline"]):
            line = process.info["cmdline"] or []
            if f"--user-data-dir={self.profile}" in line and not any(part.startswith("--type=") for part in line):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        self._back.wait(GIVE_UP_S)
        return time.monotonic() - began

    def write(self) -> None:
        from playwright.sync_api import Error, sync_playwright

        with sync_playwright() as playwright:
            while not self.stop.is_set():
                try:
                    self._write_until_killed(playwright)
                except Error as died:
                    if "closed" not in str(died) and "crash" not in str(died):
                        self.trouble.append(str(died)[:200])
        shutil.rmtree(self.profile, ignore_errors=True)

    def _write_until_killed(self, playwright) -> None:
        from tests.browser import FLAGS, chromium_path

        for lock in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            with suppress(FileNotFoundError):
                os.unlink(os.path.join(self.profile, lock))
        context = playwright.chromium.launch_persistent_context(
            self.profile, executable_path=chromium_path(), args=[*FLAGS, *([] if os.geteuid() else ["--no-sandbox"])]
        )
        try:
            context.add_cookies([{"name": "sessionid", "value": self.session, "url": self.house.url}])
            page = context.new_page()
            self._opened(page)
            field = page.locator("#note-form textarea").first
            written = field.input_value()
            self.lost += sum(line not in written for line in self.acknowledged)
            self._back.set()
            while not self.stop.is_set():
                self._one_more_line(page, field)
        finally:
            with suppress(Exception):
                context.close()

    def _opened(self, page) -> None:
        """Open the visit, however often it takes while programs die; of two texts keep both."""
        from playwright.sync_api import TimeoutError as TooLate

        for _ in range(30):
            page.goto(self.address, timeout=GIVE_UP_S * 1000) if self._answers() else time.sleep(0.3)
            try:
                page.locator("#note-form textarea").first.wait_for(timeout=5000)
                break
            except TooLate:
                continue
        both = page.get_by_role("button", name=re.compile("Keep both"))
        if both.count():
            both.first.click()

    def _answers(self) -> bool:
        return _is_served(self.house.url, self.session, self.address.rstrip("/").rpartition("/")[2])

    def _one_more_line(self, page, field) -> None:
        self.typed += 1  # what was typed when the browser died may stand there: it is not typed again
        line = f"from the browser {self.typed}"
        field.press("Control+End")
        field.press_sequentially(f"\n{line}")
        page.locator("#note-card [data-saved][data-tone=ok]").wait_for(timeout=GIVE_UP_S * 1000)
        if line in field.input_value():
            self.acknowledged.append(line)


# What runs in a Django process of the installation.


def prepare(bookings: str, visits: str, say) -> None:
    """Print drafts with a time of their own each, visits to write about, and the sessions of who does it."""
    from django.test import Client
    from django.utils import timezone

    from telepraxis.base.access import Actor, Role
    from telepraxis.base.record.models import Patient
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.encounters.visits import open_visit
    from telepraxis.care.scheduling.models import BookingDraft
    from telepraxis.registry.accounts import hats
    from telepraxis.registry.accounts.people import create_staff_account
    from tests.signing_in import sign_in_client

    racers, (people, service), now = booking._racers(), booking._practice(), timezone.now()
    tenant = Tenant.objects.get(slug=booking.slug())
    first = datetime.combine(booking.today() + timedelta(days=2), datetime.min.time(), UTC)
    planned = []
    with booking._serving():
        by = Actor.system(tenant.id)
        for number in range(int(bookings)):
            racer, practitioner = racers[number % len(racers)], people[number % len(people)]
            starts = first + timedelta(minutes=20 * (number // len(people)))
            draft = BookingDraft(
                organization_id=tenant.id, opened_by=str(racer.account), service=service, patient_id=racer.patient,
                reason="Crash", opened_at=now,
            )  # fmt: skip
            time_value = f"{int(starts.timestamp()) // 300}.{UUID(str(practitioner)).hex}"
            planned.append((draft, {"draft": str(draft.id), "time": time_value, "session": racer.session}))
        BookingDraft.objects.bulk_create(draft for draft, _said in planned)
        account = create_staff_account(
            email=f"writer@{tenant.slug}.example", name="Writer", roles={Role.PHYSICIAN}, practitioner=people[0],
            by=by, now=now,
        )  # fmt: skip
        patients = Patient.objects.order_by("uid").values_list("uid", flat=True)[: int(visits)]
        opened = [
            open_visit(patient=patient, practitioner=people[0], modality="video", by=by, now=now,
                       planned_at=now + timedelta(minutes=30)).id
            for patient in patients
        ]  # fmt: skip
    client = Client()
    sign_in_client(client, account, tenant, hat=hats.STAFF)
    print(json.dumps({
        "bookings": [said for _draft, said in planned], "visits": [str(visit) for visit in opened],
        "clinician": client.cookies["sessionid"].value,
    }))  # fmt: skip


def compare(path: str, say) -> None:
    """Print what was acknowledged and is not there, and what is there twice."""
    from collections import Counter

    from telepraxis.care.chart.models import NoteDraft
    from telepraxis.care.scheduling.models import Appointment

    with open(path) as file:
        said = json.load(file)
    lost = doubled = 0
    with booking._serving():
        rows = Appointment.objects.values_list("id", "idempotency_key", "practitioner_id", "starts_at")
        there = {str(key): str(number) for number, key, _practitioner, _starts in rows}
        for draft, where in said["booked"].items():
            if where.rstrip("/").rpartition("/")[2] != there.get(draft):
                lost += 1
                print(f"lost: draft {draft}, answered {where}, found {there.get(draft)}")
        keys = Counter(str(key) for _number, key, _practitioner, _starts in rows)
        times = Counter((practitioner, starts) for _number, _key, practitioner, starts in rows)
        twice = [(key, count) for key, count in [*keys.items(), *times.items()] if count > 1]
        if twice:
            print(f"doubled: {twice}")
        doubled += sum(count - 1 for _key, count in twice)
        for visit, last in said["saved"].items():
            draft = NoteDraft.objects.get(visit_id=visit)
            lines = draft.subjective.split("\n")
            lost += sum(f"line {number}" not in lines for number in range(1, last + 1))
            more = max(0, draft.revision - said["sent"][visit]) + len(lines) - len(set(lines))
            if more:
                print(f"doubled: note of {visit} at revision {draft.revision} after {said['sent'][visit]} saves")
            doubled += more
        visit, acknowledged = said["browser"]
        draft = NoteDraft.objects.filter(visit_id=visit).first()
        text = "\n".join(draft.texts.values()).split("\n") if draft else []
        lost += sum(line not in text for line in acknowledged)
        twice = [line for line in acknowledged if text.count(line) > 1]
        if twice:
            print(f"doubled in the browser's note: {twice} of {text}")
        doubled += len(twice)
    print(json.dumps({"lost": lost, "doubled": doubled}))
