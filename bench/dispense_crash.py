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
from collections import Counter, defaultdict
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
GIVE_UP_S, DRAIN_S = 120, 3000
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
        *details, found = in_django(house, "bench.dispense_crash:compare", str(path)).splitlines()
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

    from telepraxis.base import tenancy
    from telepraxis.care.pharmacy.models import Claim, Order
    from telepraxis.office.payments.models import Charge
    from telepraxis.registry.accounts import hats
    from telepraxis.registry.accounts.models import Account
    from tests.signing_in import sign_in_client

    practice, pharmacy = _tenants()
    _drained(practice, pharmacy)  # what comes later is not to wait behind a hundred papers
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


def _tenants():
    from telepraxis.base.tenancy.models import Tenant

    return [Tenant.objects.get(slug=slug) for slug in ("crash-practice", "crash-counter")]


def compare(path: str, say) -> None:
    """Print what was acknowledged and is not there, what is there twice, and where two of them disagree."""
    from telepraxis.base import tenancy

    with open(path) as file:
        said = json.load(file)
    practice, pharmacy = _tenants()
    found: dict[str, list[str]] = defaultdict(list)
    if left := _drained(practice, pharmacy):
        found["imbalance"].append(f"{left} messages or facts were never brought")
    with tenancy.serving(pharmacy.id):
        there = _at_the_pharmacy(said, found)
    with tenancy.serving(practice.id):
        _in_the_chart(there, found)
    for name, details in found.items():
        for detail in details:
            print(f"{name}: {detail}")
    print(json.dumps({name: len(found[name]) for name in ("lost", "doubled", "imbalance")}))


def _drained(practice, pharmacy) -> int:
    """Wait until the worker has brought everything; return what is left when patience ends."""
    from telepraxis.base import tenancy
    from telepraxis.base.events.facts import listeners_of
    from telepraxis.base.events.models import HeardFact, ToldFact
    from telepraxis.commons.mailbox.models import Outgoing

    deadline, left = time.monotonic() + DRAIN_S, 1
    while left and time.monotonic() < deadline:
        left = 0
        for each in (practice, pharmacy):
            with tenancy.serving(each.id):
                left += Outgoing.objects.exclude(state="delivered").count()
                heard = Counter(HeardFact.objects.values_list("fact_id", flat=True))
                facts = ToldFact.objects.values_list("id", "kind")
                left += sum(heard[id] < len(listeners_of(kind)) for id, kind in facts)
        if left:
            time.sleep(2)
    return left


def _at_the_pharmacy(said: dict, found: dict[str, list[str]]) -> dict[str, tuple]:
    """Look at handouts, stock and money; return per thread what the practice should know."""
    from telepraxis.base.record.models import Resource
    from telepraxis.care.pharmacy import paying
    from telepraxis.care.pharmacy.models import Claim, ClaimLine, Handout
    from telepraxis.commons.inventory.models import Balance, Movement, Reservation

    handouts = list(Handout.objects.values_list("claim_line_id", "key", "quantity", "item_id"))
    by_line = Counter(str(line) for line, *_ in handouts)
    keys = {str(line): key for line, key, *_ in handouts}
    found["lost"] += [f"line {line}" for line, key in said["handed_out"].items() if keys.get(line) != key]
    found["doubled"] += [f"line {line} {count} times" for line, count in by_line.items() if count > 1]
    dispenses = Resource.objects.filter(type="MedicationDispense").count()
    if dispenses != len(handouts):
        found["imbalance"].append(f"{dispenses} MedicationDispenses of {len(handouts)} handouts")
    issued, went, lies = Counter(), Counter(), Counter()
    for lot_item, quantity in Movement.objects.filter(deed__kind="issue").values_list("lot__item_id", "quantity"):
        issued[lot_item] -= quantity
    for _line, _key, quantity, item in handouts:
        went[item] += quantity
    for item, quantity in Balance.objects.values_list("item_id", "quantity"):
        lies[item] += quantity
    came = {item: 2 * CLAIMS * PIECES for item in lies}
    found["imbalance"] += [
        f"item {item}: came {came[item]}, issued {issued[item]}, handed out {went[item]}, lies {lies[item]}"
        for item in came
        if issued[item] != went[item] or came[item] - issued[item] != lies[item]
    ]
    if kept := Reservation.objects.filter(ended_at=None).count():
        open_lines = ClaimLine.objects.filter(state="ready").count()
        if kept != open_lines:
            found["imbalance"].append(f"{kept} reservations for {open_lines} open lines")
    _money(said, found)
    threads = {}
    for claim in Claim.objects.prefetch_related("lines"):
        got = {str(line.line): line.handed_out for line in claim.lines.all()}
        threads[str(claim.thread)] = (claim.paid_minor, paying.owed(claim.id).total_minor, got)
    return threads


def _money(said: dict, found: dict[str, list[str]]) -> None:
    from telepraxis.care.pharmacy.models import Claim
    from telepraxis.office.payments.models import Charge, Payment, Receipt, UsedKey

    used = Counter(str(key) for key in UsedKey.objects.values_list("key", flat=True))
    found["lost"] += [f"payment {key}" for key in said["paid"] if key not in used]
    payments = list(Payment.objects.values_list("charge_id", "amount_minor", "state"))
    paid = Counter()
    for charge, amount, state in payments:
        paid[charge] += amount if state == "captured" else 0
    if len(payments) != len(used):
        found["doubled"].append(f"{len(payments)} payments with {len(used)} keys")
    if (receipts := Receipt.objects.count()) != len(payments):
        found["imbalance"].append(f"{receipts} receipts of {len(payments)} payments")
    claims = {each.id: each for each in Claim.objects.all()}
    for charge in Charge.objects.filter(withdrawn_at=None):
        claim = claims[charge.reference_id]
        if (charge.amount_minor, paid[charge.id]) != (claim.accepted_minor, claim.paid_minor):
            found["imbalance"].append(
                f"claim {claim.id}: owed {claim.accepted_minor}, charged {charge.amount_minor}, "
                f"paid {paid[charge.id]}, told {claim.paid_minor}"
            )


def _in_the_chart(there: dict[str, tuple], found: dict[str, list[str]]) -> None:
    """Hold what the practice knows against what the pharmacy did."""
    from telepraxis.care.medications.models import Fill
    from telepraxis.care.pharmacy.models import Order

    fills = Counter(str(line) for line in Fill.objects.values_list("line_id", flat=True))
    found["doubled"] += [f"fill of {line} {count} times" for line, count in fills.items() if count > 1]
    for order in Order.objects.prefetch_related("lines__line"):
        paid, owed, got = there[str(order.thread)]
        mine = {str(each.line_id): each.handed_out for each in order.lines.all()}
        agreed = sum(each.agreed_minor for each in order.lines.all())
        if (order.paid_minor, agreed, mine) != (paid, owed, got):
            found["imbalance"].append(f"order {order.id} says {order.paid_minor}, {agreed}; there {paid}, {owed}")
        for each in order.lines.all():
            whole = each.handed_out == each.quantity
            if (each.line.status == "depleted", fills[str(each.line_id)]) != (whole, int(whole)):
                found["imbalance"].append(f"line {each.line_id} is {each.line.status} after {each.handed_out}")
