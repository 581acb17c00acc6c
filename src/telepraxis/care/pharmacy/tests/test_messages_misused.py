"""What comes by message is believed of nobody but the other side of that order, once, and in its order."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from telepraxis.base.record.models import Patient
from telepraxis.care.medications.models import Fill, PrescribedLine
from telepraxis.care.pharmacy import bodies, post
from telepraxis.care.pharmacy.models import Claim, Order, OrderLine
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
    NOON,
    TEN,
    claim_at,
    hand_over,
    made_ready,
    on_shelf,
    order,
    prescribe,
    states_at,
    states_there,
    stock,
    work,
)
from telepraxis.commons.mailbox.models import Incoming, Outgoing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ordered(town):
    """Amoxicillin is ordered at Corner; ibuprofen of the same prescription is nobody's yet."""
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    prescription = prescribe(town, AMOXICILLIN, IBUPROFEN)
    with town.at(town.quayside):
        from telepraxis.care.pharmacy.ordering import LineWanted

        row = prescription.lines.get(position=1)
    placed = order(town, prescription, town.corner, 210, None, lines=[LineWanted(row.id, promised_minor=210)])
    town.carry()
    return placed


def write(town, sender, to, kind: str, thread, now=TEN, **said) -> None:
    with town.at(sender):
        by = getattr(sender, "pharmacist", None) or town.ines
        post.write(kind, to=to.id, thread=thread, fields=said.pop("fields", {}), by=by, now=now, **said)
    town.carry(now)


def lines(town) -> tuple[PrescribedLine, PrescribedLine]:
    with town.at(town.quayside):
        return tuple(PrescribedLine.objects.order_by("position"))


def test_a_stranger_in_the_thread_changes_nothing(town, ordered):
    mine, _other = lines(town)
    said = {"line": mine.id, "reference": "X", "quantity": "21", "last": "yes"}
    write(town, town.hill, town.quayside, "pharmacy.handed_out", ordered.thread, lines=[said])
    write(town, town.hill, town.quayside, "pharmacy.released", ordered.thread, lines=[{"line": mine.id}])
    write(town, town.hill, town.corner, "pharmacy.withdrawn", ordered.thread, lines=[{"line": mine.id}])

    assert states_at(town, ordered) == ("accepted", {1: "kept"})
    assert states_there(town, town.corner, claim_at(town, town.corner)) == ("waiting", {1: "waiting"})
    with town.at(town.quayside):
        assert not Fill.objects.exists()


def test_a_pharmacy_touches_no_line_that_it_does_not_have(town, ordered):
    _mine, other = lines(town)
    said = {"line": other.id, "reference": "X", "quantity": "21", "last": "yes"}
    write(town, town.corner, town.quayside, "pharmacy.handed_out", ordered.thread, lines=[said])
    write(town, town.corner, town.quayside, "pharmacy.claim", ordered.thread, lines=[{"line": other.id}])
    write(town, town.corner, town.quayside, "pharmacy.change_asked", ordered.thread,
          lines=[{"line": other.id, "what": "dose", "reference": "1"}])  # fmt: skip

    with town.at(town.quayside):
        other.refresh_from_db()
        assert (other.is_claimed, other.status, Fill.objects.exists()) == (False, "active", False)
        assert other.requests.count() == 0


def test_a_pharmacy_cannot_raise_what_was_agreed(town, ordered):
    mine, _other = lines(town)
    said = {"line": mine.id, "state": "ready", "price": 9900}
    write(town, town.corner, town.quayside, "pharmacy.told", ordered.thread, lines=[said])
    with town.at(town.quayside):
        [line] = OrderLine.objects.all()
        assert (line.state, line.agreed_minor, line.asked_minor) == ("changed", 210, 9900)


def test_a_message_that_is_heard_twice_counts_once(town, ordered):
    claim = claim_at(town, town.corner)
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    town.carry(NOON)
    with town.at(town.quayside):
        ids = list(Incoming.objects.values_list("id", flat=True))
        from telepraxis.care.pharmacy.listeners import ACTS, our_sides

        for id in ids:
            post.hear(id, ACTS, our_sides, NOON)
        Order.objects.update(heard=0)
        from telepraxis.base import audit
        from telepraxis.base.access import Actor

        audit.wrote(Actor.system(town.quayside.id), "pharmacy.heard", entity=("Order", ordered.id))
        for id in ids:  # as if nothing had been heard yet
            post.hear(id, ACTS, our_sides, NOON)
        assert (Fill.objects.count(), OrderLine.objects.get().handed_out) == (1, 21)
        assert Order.objects.get().state == "handed_out"


def test_whoever_carries_the_last_message_first_does_the_earlier_ones_before(town, ordered):
    claim = claim_at(town, town.corner)
    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
    with town.at(town.corner):
        partner = Outgoing.objects.filter(state="waiting").first().partner_id
    work("mailbox.deliver", organization_id=town.corner.id, partner_id=partner, now=NOON)
    with town.at(town.quayside):
        from telepraxis.care.pharmacy.listeners import ACTS, our_sides

        last = Incoming.objects.order_by("-number").first()
        assert (last.kind, Order.objects.get().state) == ("pharmacy.handed_out", "accepted")
        post.hear(last.id, ACTS, our_sides, NOON)
        done = Order.objects.get()
        assert (done.state, done.heard, len(done.pickup_code)) == ("handed_out", last.number, 6)


@pytest.mark.parametrize("spoilt", ["nothing", "patient", "medicine", "quantity", "twice", "illegal"])
def test_an_order_that_cannot_be_read_is_refused_and_leaves_nothing_behind(town, spoilt):
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    placed = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    with town.at(town.quayside):
        body = json.loads(Outgoing.objects.get(kind="pharmacy.order").body)
    before = bodies.read(body)
    [each], [patient, request] = before.lines, before.documents
    said, documents, rows = dict(before.fields), [patient, request], [each.said | {"line": each.line}]
    if spoilt == "nothing":
        rows = []
    elif spoilt == "patient":
        said["patient"] = "somebody"
        documents = [patient | {"id": "somebody", "name": [], "birthDate": "soon"}, request]
    elif spoilt == "medicine":
        documents = [patient, request | {"contained": []}]
    elif spoilt == "quantity":
        rows[0]["quantity"] = "-21"
    elif spoilt == "twice":
        rows *= 2
    else:
        documents = [patient, request | {"intent": "whatever", "dosageInstruction": {"text": 1}}]
    write(town, town.quayside, town.corner, "pharmacy.order", uuid4(), fields=said, lines=rows, documents=documents)
    with town.at(town.corner):
        [good] = Claim.objects.all()
        assert (good.thread, Patient.objects.filter(name_text="Amara Okonjo").count()) == (placed.thread, 1)
    assert on_shelf(town, town.corner, AMOXICILLIN) == (100, 21)


def test_a_pharmacy_that_nobody_knows_is_not_ordered_from(town):
    from telepraxis.care.pharmacy.refusals import NotReachable

    stranger = replace(town.hill, tenant=replace_id(town.hill.tenant))
    with pytest.raises(NotReachable):
        order(town, prescribe(town, AMOXICILLIN), stranger, 210)
    with town.at(town.quayside):
        assert not Order.objects.exists()
        assert not PrescribedLine.objects.get().is_claimed


def replace_id(tenant):
    from telepraxis.base.tenancy.models import Tenant

    return Tenant(id=uuid4(), slug="x", name="Nobody", time_zone="UTC")


def test_an_order_that_never_arrived_frees_its_lines(town):
    from telepraxis.commons.mailbox import partners
    from telepraxis.commons.mailbox.models import Partner

    stock(town, town.corner, AMOXICILLIN, 100, 10)
    with town.at(town.corner):
        from telepraxis.base.access import Actor, Role
        from telepraxis.commons.mailbox.met import partner_for

        by = Actor(organization_id=town.corner.id, name="Marta Nunes", roles=frozenset({Role.MANAGER}))
        partner_for(town.quayside.id, by=by, now=TEN)
        partners.block(partner=Partner.objects.get().id, by=by, now=TEN)
    placed = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()

    assert states_at(town, placed) == ("refused", {1: "cancelled"})
    with town.at(town.quayside):
        assert (Order.objects.get().why, PrescribedLine.objects.get().is_claimed) == ("unreachable", False)
