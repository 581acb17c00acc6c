"""After `dispense-crash`: what was acknowledged and is not there, what is there twice, and where two disagree."""

import json
import time
from collections import Counter, defaultdict

from bench.dispense_crash import CLAIMS, PIECES

DRAIN_S = 3000


def tenants():
    from telepraxis.base.tenancy.models import Tenant

    return [Tenant.objects.get(slug=slug) for slug in ("crash-practice", "crash-counter")]


def compare(path: str, say) -> None:
    """Print what was acknowledged and is not there, what is there twice, and where two of them disagree."""
    from telepraxis.base import tenancy

    with open(path) as file:
        said = json.load(file)
    practice, pharmacy = tenants()
    found: dict[str, list[str]] = defaultdict(list)
    if left := drained(practice, pharmacy):
        found["imbalance"].append(f"{left} messages or facts were never brought")
    with tenancy.serving(pharmacy.id):
        there = _at_the_pharmacy(said, found)
    with tenancy.serving(practice.id):
        _in_the_chart(there, found)
    for name, details in found.items():
        for detail in details:
            print(f"{name}: {detail}")
    print(json.dumps({name: len(found[name]) for name in ("lost", "doubled", "imbalance")}))


def drained(practice, pharmacy) -> int:
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
