"""A pharmacy is paid and then nothing is heard of it: the patient goes elsewhere, and money, stock and chart agree,
while it is gone and when it is back.
"""

import pytest

from telepraxis.base.access import Actor, Role
from telepraxis.care.medications.models import Fill, PrescribedLine
from telepraxis.care.pharmacy import ordering
from telepraxis.care.pharmacy.models import Claim, OrderLine
from telepraxis.care.pharmacy.refusals import NotSo
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
    NOON,
    TEN,
    claim_at,
    hand_over,
    key,
    made_ready,
    on_shelf,
    states_at,
    stock,
    town,  # noqa: F401
)
from telepraxis.commons.mailbox import partners, sending
from telepraxis.commons.mailbox.models import Outgoing, Partner
from telepraxis.office.payments import reading
from telepraxis.office.payments.models import Charge

from .scene import euros, stripe_peer  # noqa: F401
from .test_medicines import bought, own_home, paid_at_home, pay_by_card, send_back  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def the_way_is(town, verb) -> None:  # noqa: F811
    """Let Corner Pharmacy take no message of the practice any more, or take them again."""
    with town.at(town.corner):
        by = Actor(organization_id=town.corner.id, name="Marta Nunes", roles=frozenset({Role.MANAGER}))
        verb(partner=Partner.objects.get(whose=town.quayside.id).id, by=by, now=TEN)


def money_of(town) -> tuple:  # noqa: F811
    """Return what Corner Pharmacy has taken and what it gave back."""
    with town.at(town.corner):
        [account] = reading.accounts(Charge.objects.all())
        return account.paid, account.given_back


def test_paid_gone_moved_and_back(town, bought, stripe_peer):  # noqa: F811
    pay_by_card(town, stripe_peer)
    code = made_ready(town, town.corner, claim := claim_at(town, town.corner))
    town.carry(NOON)
    for each, cents in ((AMOXICILLIN, 11), (IBUPROFEN, 6)):
        stock(town, town.hill, each, 100, cents)
    the_way_is(town, partners.block)

    with town.at(town.quayside):
        lines = dict.fromkeys(OrderLine.objects.values_list("id", flat=True), 231)
        moved = ordering.move(
            order=bought.id, lines=list(lines), pharmacy=town.hill.id, promised=lines, currency="EUR", key=key(),
            by=town.amara, now=NOON,
        )  # fmt: skip
    town.carry(NOON)

    assert states_at(town, bought) == ("cancelled", {1: "moved", 2: "moved"})
    assert states_at(town, moved) == ("accepted", {1: "kept", 2: "kept"})
    assert (money_of(town), paid_at_home(town, bought)) == ((euros(315), euros(0)), 315)
    with town.at(town.hill):
        there = Claim.objects.get()
    hand_over(town, town.hill, there, code=made_ready(town, town.hill, there))
    town.carry(NOON)

    the_way_is(town, partners.unblock)
    with town.at(town.quayside):
        marta = Actor(organization_id=town.quayside.id, name="Marta Nunes", roles=frozenset({Role.MANAGER}))
        lost = Outgoing.objects.filter(state="failed").order_by("number")
        for each in list(lost):
            sending.send_again(message=each.id, by=marta, now=NOON)
    town.carry(NOON)
    send_back(town)

    assert (money_of(town), paid_at_home(town, bought)) == ((euros(315), euros(315)), 0)
    assert on_shelf(town, town.corner, AMOXICILLIN) == on_shelf(town, town.corner, IBUPROFEN) == (100, 0)
    assert on_shelf(town, town.hill, AMOXICILLIN) == on_shelf(town, town.hill, IBUPROFEN) == (79, 0)
    with pytest.raises(NotSo):
        hand_over(town, town.corner, claim, code=code)
    with town.at(town.quayside):
        assert {each.status for each in PrescribedLine.objects.all()} == {"depleted"}
        assert Fill.objects.count() == 2
