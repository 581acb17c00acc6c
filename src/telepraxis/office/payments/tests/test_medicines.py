"""Medicines: one charge for what a pharmacy gets ready, less what it turns out not to have, whatever comes twice."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from telepraxis.base.access import Actor
from telepraxis.care.pharmacy import bodies, claiming, ordering, returning
from telepraxis.care.pharmacy.models import Claim, Handout, Order, OrderLine
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    IBUPROFEN,
    NINE,
    NOON,
    claim_at,
    hand_over,
    key,
    made_ready,
    order,
    prescribe,
    stock,
    town,  # noqa: F401
)
from telepraxis.office.payments import banking, gateways, links, medicines, paying, reading, settling
from telepraxis.office.payments.models import Charge, Checkout, Payment, Refund
from tests.people import signed_in_client
from tests.stripe_peer.running import KEY, SECRET

from .scene import euros, stripe_peer  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_HOME = tmp_path / "files"


@pytest.fixture
def bought(town):  # noqa: F811
    """Amara has ordered amoxicillin (21 at 10 cents) and ibuprofen (21 at 5) at Corner Pharmacy, which keeps both."""
    with town.at(town.corner):
        banking.keep(
            holder="Corner Pharmacy", number="PT50000201231234567890154", by=Actor.system(town.corner.id), now=NINE
        )
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    stock(town, town.corner, IBUPROFEN, 100, 5)
    placed = order(town, prescribe(town, AMOXICILLIN, IBUPROFEN), town.corner, 210, 105)
    town.carry()
    return placed


def charges(town) -> list[tuple[int, bool]]:  # noqa: F811
    """Return what was charged at Corner Pharmacy, in order: (cents, still owed by somebody)."""
    with town.at(town.corner):
        rows = Charge.objects.order_by("charged_at", "id")
        return [(row.amount_minor, row.withdrawn_at is None) for row in rows]


def the_charge(town) -> Charge:  # noqa: F811
    with town.at(town.corner):
        return Charge.objects.get(withdrawn_at=None)


def pay_cash(town) -> None:  # noqa: F811
    with town.at(town.corner):
        paying.take_cash(charge=Charge.objects.get(withdrawn_at=None), by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)


def pay_by_card(town, peer) -> Payment:  # noqa: F811
    """Let Amara pay by card over her link."""
    charge = the_charge(town)
    with town.at(town.corner):
        gateways.keep(key=KEY, webhook_secret=SECRET, by=Actor.system(town.corner.id), now=NOON)
        holder = links.holder(Actor.visitor(town.corner.id), charge)
        payment = paying.start_card(charge=charge, return_path="/", by=holder, now=timezone.now())
    said = {"organization_id": town.corner.id, "payment": payment.id}
    settling.open_checkout(**said, now=timezone.now())
    with town.at(town.corner):
        session = Checkout.objects.get().session_id
    peer.pay(session)
    settling.settle(**said, now=timezone.now())
    town.carry(timezone.now())
    return payment


def send_back(town) -> None:  # noqa: F811
    """Do what the worker does with refunds by card."""
    with town.at(town.corner):
        waiting = list(Refund.objects.filter(state="pending").values_list("id", flat=True))
    for each in waiting:
        settling.send_refund(organization_id=town.corner.id, refund=each, now=timezone.now())
    town.carry(timezone.now())


def give_back(town, position: int) -> None:  # noqa: F811
    """Let the pharmacist give one line back."""
    with town.at(town.corner):
        line = Claim.objects.get().lines.get(position=position)
        claiming.give_back(claim=line.claim_id, lines=[line.id], by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)


def paid_at_home(town, placed) -> int:  # noqa: F811
    """Return what the practice's side of the order says was paid."""
    with town.at(town.quayside):
        return Order.objects.get(pk=placed.pk).paid_minor


def test_all_of_it_is_one_charge_and_amara_gets_the_way_to_pay_it(town, bought):  # noqa: F811
    assert charges(town) == [(315, True)]
    charge = the_charge(town)
    with town.at(town.corner):
        named = reading.account_of(charge).named
        claim = Claim.objects.get()
    assert named.what == f"Medicines of the prescription {claim.shown_number}"
    with town.at(town.quayside):
        assert Order.objects.get().pay_path.endswith(links.path_to(charge))


def test_where_only_cash_is_taken_no_page_to_pay_on_is_offered(town):  # noqa: F811
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    placed = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()

    assert charges(town) == [(210, True)]
    with town.at(town.quayside):
        placed.refresh_from_db()
        assert (placed.state, placed.pay_path) == ("accepted", "")
    page = signed_in_client(town.amara).get(f"/me/{town.amara.patient_id}/orders/{placed.id}/").content.decode()
    assert "You pay when you pick it up." in page and "now</a>" not in page


def test_what_is_heard_again_is_charged_once(town, bought):  # noqa: F811
    with town.at(town.corner):
        claim = Claim.objects.get().id
        first = medicines.settle_claim(claim=claim, now=NOON)
        assert medicines.settle_claim(claim=claim, now=NOON) == first
    assert charges(town) == [(315, True)]


def test_what_is_missing_on_arrival_is_not_charged(town):  # noqa: F811
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    stock(town, town.corner, IBUPROFEN, 3, 5)
    order(town, prescribe(town, AMOXICILLIN, IBUPROFEN), town.corner, 210, 105)
    town.carry()
    assert charges(town) == [(210, True)]


def test_a_price_that_went_up_is_charged_after_amaras_yes_only(town):  # noqa: F811
    stock(town, town.corner, AMOXICILLIN, 100, 12)
    placed = order(town, prescribe(town, AMOXICILLIN), town.corner, 210)
    town.carry()
    assert charges(town) == []

    with town.at(town.quayside):
        ordering.agree(order=placed.id, by=town.amara, now=NOON)
    town.carry(NOON)
    assert charges(town) == [(252, True)]


def test_delivery_is_part_of_the_one_charge(town):  # noqa: F811
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    order(
        town, prescribe(town, AMOXICILLIN), town.corner, 210, how="delivery", address="Ropewalk Street 14",
        delivery_fee_minor=250,
    )  # fmt: skip
    town.carry()
    assert charges(town) == [(460, True)]


def test_cash_at_the_counter_is_told_to_both_sides(town, bought):  # noqa: F811
    pay_cash(town)
    assert (claim_at(town, town.corner).paid_minor, paid_at_home(town, bought)) == (315, 315)


def test_the_bench_leads_to_the_till(town, bought):  # noqa: F811
    claim = claim_at(town, town.corner)
    page = signed_in_client(town.corner.pharmacist).get(f"/pharmacy/claims/{claim.id}/").content.decode()
    assert "Take €3.15" in page and f"/money/charges/{the_charge(town).id}/" in page


def test_not_paid_yet_and_a_line_given_back_the_rest_is_charged_anew(town, bought):  # noqa: F811
    give_back(town, 2)
    assert charges(town) == [(315, False), (210, True)]
    path = links.path_to(the_charge(town))
    with town.at(town.quayside):
        assert Order.objects.get().pay_path.endswith(path)


def test_paid_by_card_and_a_line_given_back_its_price_goes_back(town, bought, stripe_peer):  # noqa: F811
    pay_by_card(town, stripe_peer)
    assert paid_at_home(town, bought) == 315

    give_back(town, 2)
    send_back(town)

    assert charges(town) == [(315, True)]
    with town.at(town.corner):
        assert [(each.amount_minor, each.why, each.state) for each in Refund.objects.all()] == [
            (105, "withdrawn", "sent")
        ]
        assert reading.needing_a_person() == []
    assert (claim_at(town, town.corner).paid_minor, paid_at_home(town, bought)) == (210, 210)


def test_paid_by_card_and_all_moved_elsewhere_all_goes_back(town, bought, stripe_peer):  # noqa: F811
    pay_by_card(town, stripe_peer)
    stock(town, town.hill, AMOXICILLIN, 100, 11)
    stock(town, town.hill, IBUPROFEN, 100, 6)
    with town.at(town.quayside):
        lines = {each.id: 231 for each in OrderLine.objects.all()}
        moved = ordering.move(
            order=bought.id, lines=list(lines), pharmacy=town.hill.id, promised=lines, currency="EUR", key=key(),
            by=town.amara, now=NOON,
        )  # fmt: skip
    town.carry(NOON)
    send_back(town)

    assert charges(town) == [(315, False)]
    with town.at(town.corner):
        [account] = reading.accounts(Charge.objects.all())
        assert (account.given_back, account.to_give_back) == (euros(315), euros(0))
    with town.at(town.hill):
        assert [each.amount_minor for each in Charge.objects.all()] == [357]
    assert (paid_at_home(town, bought), paid_at_home(town, moved)) == (0, 0)


def test_paid_in_cash_and_a_line_given_back_the_cash_waits_for_the_desk(town, bought):  # noqa: F811
    pay_cash(town)
    give_back(town, 1)
    assert charges(town) == [(315, False), (105, True)]
    with town.at(town.corner):
        [waits] = reading.needing_a_person()
        assert (waits.to_give_back, Refund.objects.count()) == (euros(315), 0)


def test_what_was_handed_out_stays_owed(town, bought):  # noqa: F811
    claim = claim_at(town, town.corner)
    code = made_ready(town, town.corner, claim)
    with town.at(town.corner):
        one, two = claim.lines.order_by("position")
    hand_over(town, town.corner, claim, code=code, quantities={one.id: Decimal(10), two.id: Decimal(21)})
    town.carry(NOON)
    give_back(town, 1)
    assert charges(town) == [(315, False), (205, True)]


def test_no_word_of_a_medicine_stands_beside_money(town, bought, stripe_peer):  # noqa: F811
    pay_by_card(town, stripe_peer)
    with town.at(town.corner):
        said = str([row.__dict__ for table in (Charge, Payment, Checkout) for row in table.objects.all()])
    assert "moxi" not in said.lower() and "moxi" not in str(stripe_peer.all("checkout.session")).lower()


def test_the_page_to_pay_on_leads_back_to_the_order_and_the_order_to_its_receipt(town, bought):  # noqa: F811
    own = f"/me/{town.amara.patient_id}/orders/{bought.id}/"
    [path] = _pay_path(town)
    page = Client().get(path).content.decode()
    assert f'<a class="btn wide" href="{settings.PUBLIC_URL.rstrip("/")}{own}">' in page
    before = signed_in_client(town.amara).get(own).content.decode()
    assert "Pay €3.15 now" in before and "See the receipt" not in before
    assert f'data-live="/live/orders/{town.amara.patient_id}/{bought.id}/"' in before

    pay_cash(town)

    page = Client().get(path).content.decode()
    assert f'data-kind="primary" href="{settings.PUBLIC_URL.rstrip("/")}{own}"' in page and "Receipt" in page
    after = signed_in_client(town.amara).get(own).content.decode()
    assert "now</a>" not in after and f'href="{settings.PUBLIC_URL.rstrip("/")}{path}"' in after
    assert "See the receipt" in after


def test_a_counter_leads_back_to_the_order_too(town):  # noqa: F811
    with town.at(town.corner):
        banking.keep(holder="Corner", number="PT50000201231234567890154", by=Actor.system(town.corner.id), now=NINE)
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    with town.at(town.quayside):
        token = prescribe(town, AMOXICILLIN).token
    with town.at(town.corner):
        claiming.ask(token=token, lines=None, by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)
    with town.at(town.quayside):
        order_id = Order.objects.get().id
    with town.at(town.corner):
        assert medicines.order_page(Charge.objects.get()).endswith(f"/me/{town.amara.patient_id}/orders/{order_id}/")


def test_what_a_message_names_as_the_orders_page_is_an_address_of_the_web():
    for said in ("javascript:alert(1)", "/me/", "https://x" + "y" * 500):
        assert bodies.Said({"order-page": said}).page("order-page") == ""


def _pay_path(town) -> list[str]:  # noqa: F811
    with town.at(town.quayside):
        return [each.pay_path.removeprefix(settings.PUBLIC_URL.rstrip("/")) for each in Order.objects.all()]


def take_back(town, pieces: int, money: returning.MoneyBack) -> None:  # noqa: F811
    """Let the pharmacist take back so much of the amoxicillin that was handed out."""
    with town.at(town.corner):
        handout = Handout.objects.get(claim_line__position=1)
        returning.take_back(
            handout=handout.id, lot=UUID(handout.lots[0]["lot"]), quantity=Decimal(pieces), why="Rash", money=money,
            key=key(), by=town.corner.pharmacist, now=NOON,
        )  # fmt: skip
    town.carry(NOON)


def refunds(town) -> list[tuple[int, str, str]]:  # noqa: F811
    with town.at(town.corner):
        rows = Refund.objects.order_by("asked_at", "id")
        return [(row.amount_minor, row.method, row.why) for row in rows]


@pytest.fixture
def handed_out(town, bought):  # noqa: F811
    """All of it in Amara's hands."""

    def after(pay) -> None:
        pay()
        claim = claim_at(town, town.corner)
        hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim))
        town.carry(NOON)

    return after


def test_cash_for_what_came_back_goes_out_of_the_drawer_and_nothing_is_charged_anew(town, bought, handed_out):  # noqa: F811
    handed_out(lambda: pay_cash(town))
    take_back(town, 10, returning.MoneyBack("all"))
    take_back(town, 11, returning.MoneyBack("part", 50))
    assert refunds(town) == [(100, "cash", "returned"), (50, "cash", "returned")]
    assert charges(town) == [(315, True)]
    assert paid_at_home(town, bought) == 165
    with town.at(town.corner):
        assert medicines.pharmacy.due_minor(Claim.objects.get()) == 0
        medicines.settle_claim(claim=Claim.objects.get().id, now=NOON)  # heard once more
    assert len(refunds(town)) == 2


def test_by_card_it_goes_back_by_the_gateway(town, bought, handed_out, stripe_peer):  # noqa: F811
    handed_out(lambda: pay_by_card(town, stripe_peer))
    take_back(town, 10, returning.MoneyBack("all"))
    send_back(town)
    assert refunds(town) == [(100, "card", "returned")]
    assert (charges(town), paid_at_home(town, bought)) == ([(315, True)], 215)


def test_what_was_never_paid_does_not_go_back(town, bought, handed_out):  # noqa: F811
    handed_out(lambda: None)
    take_back(town, 10, returning.MoneyBack("all"))
    assert (refunds(town), charges(town)) == ([], [(315, False), (215, True)])
    pay_cash(town)
    with town.at(town.corner):
        medicines.settle_claim(claim=Claim.objects.get().id, now=NOON)
    assert (refunds(town), paid_at_home(town, bought)) == ([], 215)


def test_for_a_reason_nothing_goes_back(town, bought, handed_out):  # noqa: F811
    handed_out(lambda: pay_cash(town))
    take_back(town, 10, returning.MoneyBack("none", why="Opened"))
    assert (refunds(town), paid_at_home(town, bought)) == ([], 315)
