"""A thousand dispenses and a thousand payments while web, worker and database are killed with -9, twenty times.

A practice has prescribed, a hundred patients have ordered ten medicines each, and a pharmacy has all of it ready. Six
hands give it out line by line and six take a tenth of a bill each time, over HTTP with the key of the page, and again
until it is answered. Then the worker brings what is left to be told, and both organizations are asked: `lost` counts
what was acknowledged and is not there, `doubled` what is there twice, `imbalance` where stock, money, the pharmacy's
record and the practice's chart say different things. `recover_s_max` is the longest time from a kill until the killed
program runs again and the pharmacy's page is served, on a machine that does all of this at once.
"""

import json
import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from bench import crash
from bench.houses import Served, in_django, served
from telepraxis.server.running import web_names

REACH = {"lost": "= 0", "doubled": "= 0", "imbalance": "= 0"}  # how quickly one is back: bench crash
CLAIMS, LINES, KILLS, HANDS = 100, 10, 20, 6
PIECES, PRICE_MINOR = 21, 10  # of each line, and for each piece
GIVE_UP_S = 120
NAMES = UUID("7e1e9ac5-0000-4000-8000-000000000006")


@dataclass
class Tally:
    """What was answered. `allowed` holds the hands back, so that the kills fall all over the work."""

    handed_out: dict[str, str] = field(default_factory=dict)  # line: key
    paid: dict[str, str] = field(default_factory=dict)  # key: charge
    again: int = 0
    given_up: list[str] = field(default_factory=list)
    allowed: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def done(self) -> int:
        return len(self.handed_out) + len(self.paid)

    def until_allowed(self) -> None:
        while self.done >= self.allowed:
            time.sleep(0.01)


def run(say) -> dict[str, float]:
    version = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    with served("dispense-crash", fill="bench.dispense_crash:fill", version=version) as house:
        ready = json.loads(in_django(house, "bench.dispense_crash:prepare").splitlines()[-1])
        tally = Tally()
        hands = [
            threading.Thread(target=act, args=(house.url, ready["claims"][part::HANDS], ready["session"], tally))
            for act in (hand_out, take)
            for part in range(HANDS)
        ]
        for hand in hands:
            hand.start()
        recovered = _kill_and_wait(house, ready, tally, say)
        for hand in hands:
            hand.join()
        say(f"asking both about {len(tally.handed_out)} dispenses and {len(tally.paid)} payments")
        path = house.home / "run" / "acknowledged.json"
        path.write_text(json.dumps({"handed_out": tally.handed_out, "paid": tally.paid}))
        *details, found = in_django(house, "bench.dispense_compare:compare", str(path)).splitlines()
        found = json.loads(found)
    for detail in details[:20]:
        say(f"  {detail}")
    for name in sorted(recovered):
        say(f"{name:9} back after {', '.join(f'{seconds:.1f}' for seconds in recovered[name])} s")
    if tally.given_up:
        say(f"never answered: {tally.given_up[:5]}")
    return {
        "lost": found["lost"] + len(tally.given_up),
        "doubled": found["doubled"],
        "imbalance": found["imbalance"],
        "recover_s_max": round(max(seconds for times in recovered.values() for seconds in times), 2),
        "kills": sum(map(len, recovered.values())),
        "dispenses": len(tally.handed_out),
        "payments": len(tally.paid),
        "sent_again": tally.again,
    }


def hand_out(url: str, claims: list[dict], session: str, tally: Tally) -> None:
    """Hand each line out on its own, with a key of its own."""
    for claim in claims:
        path = f"/pharmacy/claims/{claim['id']}/hand-over/"
        for line in claim["lines"]:
            tally.until_allowed()
            key = str(uuid5(NAMES, line))
            form = {"key": key, "code": claim["code"], "owes_why": "Pays later", f"quantity_{line}": str(PIECES)}
            if _until_answered(url, path, session, form, tally):
                with tally.lock:
                    tally.handed_out[line] = key


def take(url: str, claims: list[dict], session: str, tally: Tally) -> None:
    """Take what is owed in as many parts as there are lines, in cash."""
    for claim in claims:
        path = f"/money/charges/{claim['charge']}/cash/"
        for number in range(LINES):
            tally.until_allowed()
            key = str(uuid5(NAMES, f"{claim['charge']} {number}"))
            part = f"{Decimal(PIECES * PRICE_MINOR) / 100:.2f}"
            if _until_answered(url, path, session, {"key": key, "amount": part}, tally):
                with tally.lock:
                    tally.paid[key] = claim["charge"]


def _until_answered(url: str, path: str, session: str, form: dict, tally: Tally) -> bool:
    return bool(crash._until_answered(url, path, session, form | {"csrfmiddlewaretoken": crash.CSRF}, tally, _is_done))


def _is_done(status: int, location: str, body: bytes) -> str | None:
    return location if status == 302 and ("/pharmacy/claims/" in location or "/money/charges/" in location) else None


def _kill_and_wait(house: Served, ready: dict, tally: Tally, say) -> dict[str, list[float]]:
    """Kill at random moments, spread over all the work; return how long each was away."""
    names, luck = [*web_names(), "worker", "database"], random.Random(6)
    order = [names[number % len(names)] for number in range(KILLS)]
    luck.shuffle(order)
    recovered: dict[str, list[float]] = {name: [] for name in names}
    share = 2 * CLAIMS * LINES / (KILLS + 1)
    for number, name in enumerate(order, 1):
        tally.allowed = share * (number + 1)
        while tally.done < share * (number - luck.random()) and not tally.given_up:
            time.sleep(0.01)
        took = _killed(house, ready, name)
        recovered[name].append(took)
        say(f"  {tally.done:5} done, {name} killed, back after {took:.1f} s")
    tally.allowed = float("inf")
    return recovered


def _killed(house: Served, ready: dict, name: str) -> float:
    while not (pid := house.run.program(name)["pid"]):
        time.sleep(0.01)
    began = time.monotonic()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while not (crash._runs_again(house, name, pid) and _is_served(house.url, ready)):
        if time.monotonic() - began > GIVE_UP_S:
            break
        time.sleep(0.05)
    return time.monotonic() - began


def _is_served(url: str, ready: dict) -> bool:
    import http.client
    from urllib.parse import urlsplit

    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=3)
    try:
        cookie = {"Cookie": f"sessionid={ready['session']}"}
        connection.request("GET", f"/pharmacy/claims/{ready['claims'][0]['id']}/", headers=cookie)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


# In the installation


def fill(say) -> None:
    """Let a practice prescribe, patients order, and a pharmacy get all of it ready."""
    from django.utils import timezone

    from telepraxis.base import tenancy
    from telepraxis.care.medications.tests.scene import medicine
    from telepraxis.care.pharmacy.models import Claim
    from telepraxis.care.pharmacy.tests import scene

    now = timezone.now()
    medicines = [medicine(f"Trial {letter} 10 mg tablet", f"trial-{letter}", "10") for letter in "abcdefghij"[:LINES]]
    town = _town(now)
    for each in medicines:
        scene.stock(town, town.corner, each, 2 * CLAIMS * PIECES, PRICE_MINOR, expires_on=date(2099, 1, 31))
    say(f"{CLAIMS} prescriptions of {LINES} lines")
    known: list[UUID] = []
    for number in range(CLAIMS):
        town.amara = _patient(town, number, known, now)
        seen = [PIECES * PRICE_MINOR] * LINES
        scene.order(town, _prescribed(town, medicines, now), town.corner, *seen, now=now + timedelta(minutes=2))
    say("orders go to the pharmacy")
    town.carry(now + timedelta(minutes=2))
    with tenancy.serving(town.corner.id):
        claims = list(Claim.objects.all())
    say(f"{len(claims)} claims are made ready")
    for each in claims:
        scene.made_ready(town, town.corner, each, now + timedelta(minutes=3))
    town.carry(now + timedelta(minutes=3))


def _town(now: datetime):
    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor, Role
    from telepraxis.care.pharmacy.tests.scene import Pharmacy, Town
    from telepraxis.commons.inventory import assortment
    from telepraxis.registry.organizations.founding import found_organization
    from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
    from tests.people import colleague

    said = {"time_zone": "Europe/Lisbon", "jurisdiction": "PT", "now": now}
    tenants = [found_organization(slug=f"crash-{name.lower()}", name=name, **said) for name in ("Practice", "Counter")]
    with tenancy.serving(tenants[0].id):
        by = Actor.system(tenants[0].id)
        doctor = enrol(
            given="Prescriber", family="One", specialty_code="family-medicine", time_zone="Europe/Lisbon",
            licences=[NewLicence(jurisdiction="PT", number="1", valid_from=date(2020, 1, 1))], by=by, now=now,
        )  # fmt: skip
        ines = colleague("one@crash.example", "Prescriber One", {Role.PHYSICIAN}, by, practitioner=doctor.uid)
    with tenancy.serving(tenants[1].id):
        by = Actor.system(tenants[1].id)
        pilar = colleague("two@crash.example", "Pharmacist Two", {Role.PHARMACIST}, by)
        assortment.keep_place(name="Shelf", by=pilar, now=now)
    pharmacy = Pharmacy(tenants[1], pilar)
    return Town(tenants[0], pharmacy, pharmacy, None, ines)


def _patient(town, number: int, known: list[UUID], now: datetime):
    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.registry.patients.registration import register
    from tests.people import patient_with_account

    family = "".join(chr(97 + int(digit)) * 3 for digit in f"{number:03}")
    with tenancy.serving(town.quayside.id):
        by = Actor.system(town.quayside.id)
        row = register(
            given="Buyer", family=family, birth_date=date(1930, 1, 1) + timedelta(days=number * 101),
            email=f"buyer{number}@crash.example", jurisdiction="PT", by=by, now=now, despite_duplicates=known,
        )  # fmt: skip
        known.append(row.uid)
        return patient_with_account(row, by)


def _prescribed(town, medicines: list, now: datetime):
    from telepraxis.base import tenancy
    from telepraxis.care.medications import baskets
    from telepraxis.care.medications.tests.scene import line, sign

    with tenancy.serving(town.quayside.id):
        draft = baskets.open_basket(patient=town.amara.patient_id, by=town.ines, now=now)
        baskets.add_lines(draft, [line(each, times=3) for each in medicines], town.ines, now)
        return sign(draft, town.ines, now)


def prepare(say) -> None:
    """Print the claims with their lines, codes and charges, and the pharmacist's session."""
    from django.test import Client

    from bench.dispense_compare import drained, tenants
    from telepraxis.base import tenancy
    from telepraxis.care.pharmacy.models import Claim, Order
    from telepraxis.office.payments.models import Charge
    from telepraxis.registry.accounts import hats
    from telepraxis.registry.accounts.models import Account
    from tests.signing_in import sign_in_client

    practice, pharmacy = tenants()
    drained(practice, pharmacy)  # what comes later is not to wait behind a hundred papers
    with tenancy.serving(practice.id):
        codes = dict(Order.objects.values_list("thread", "pickup_code"))
    with tenancy.serving(pharmacy.id):
        charges = dict(Charge.objects.filter(withdrawn_at=None).values_list("reference_id", "id"))
        claims = [
            {
                "id": str(each.id), "code": codes[each.thread], "charge": str(charges[each.id]),
                "lines": [str(line.id) for line in each.lines.all()],
            }
            for each in Claim.objects.prefetch_related("lines").order_by("id")
        ]  # fmt: skip
    client = Client()
    sign_in_client(client, Account.objects.get(email="two@crash.example"), pharmacy, hat=hats.STAFF)
    print(json.dumps({"claims": claims, "session": client.cookies["sessionid"].value}))
