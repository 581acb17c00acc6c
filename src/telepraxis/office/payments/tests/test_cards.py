"""Cards, by the real `stripe` library against a stand-in in a process of its own: taken, declined, left, lost, late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from telepraxis.base.access import Actor, NotAllowed
from telepraxis.base.events.models import ToldFact
from telepraxis.office.payments import (
    arriving,
    charging,
    errands,
    gateways,
    paying,
    reading,
    refunding,
    settling,
    stripe_gateway,
    tasks,
)
from telepraxis.office.payments.gateways import Refused, Unreachable
from telepraxis.office.payments.models import Checkout, GatewayAccount, Payment, Receipt, Refund
from telepraxis.office.payments.money import Money
from tests.stripe_peer.running import DECLINED_CARD, REFUND_FAILS_LATER, REFUND_TAKES_TIME

from .scene import charge, euros

BACK = "/pay/back/"


def start(owed, by, **more) -> Payment:
    return paying.start_card(charge=owed, return_path=BACK, by=by, now=timezone.now(), **more)


def open_page(payment) -> Checkout:
    settling.open_checkout(organization_id=payment.organization_id, payment=payment.id, now=timezone.now())
    return Checkout.objects.get(payment=payment)


def settle(payment) -> str:
    return settling.settle(organization_id=payment.organization_id, payment=payment.id, now=timezone.now())


def stop(payment) -> str:
    return settling.stop(organization_id=payment.organization_id, payment=payment.id, now=timezone.now())


def send(refund) -> Refund:
    settling.send_refund(organization_id=refund.organization_id, refund=refund.id, now=timezone.now())
    refund.refresh_from_db()
    return refund


def told(kind: str) -> list[dict]:
    return [fact.body for fact in ToldFact.objects.filter(kind=f"office.payments.{kind}").order_by("id")]


@pytest.fixture
def begun(owed, amara, cards):
    """Amara has begun to pay, and the gateway has opened its page."""
    payment = start(owed, amara)
    open_page(payment)
    return payment


@pytest.fixture
def paid(begun, cards):
    """Amara has paid by card."""
    cards.pay(Checkout.objects.get().session_id)
    settle(begun)
    begun.refresh_from_db()
    return begun


def test_the_practice_takes_no_cards(owed, amara):
    with pytest.raises(paying.NoGateway):
        start(owed, amara)
    assert not Payment.objects.exists()


def test_a_page_is_opened_that_knows_the_practice_and_the_sum_and_no_more(begun, owed, cards):
    page = Checkout.objects.get()
    [session] = cards.all("checkout.session")
    assert (page.session_id, page.url) == (session["id"], f"{cards.address}/c/pay/{session['id']}")
    assert (session["amount_total"], session["currency"], session["label"]) == (3500, "eur", "Quayside Practice")
    assert session["success_url"].endswith(BACK)
    said = str(session)
    assert "Amara" not in said and str(owed.id) not in said and str(owed.patient_id) not in said
    assert (settle(begun), reading.account_of(owed).state) == ("open", "under_way")


def test_a_card_is_taken_once_however_often_it_is_asked(begun, owed, cards):
    assert cards.pay(Checkout.objects.get().session_id) == ""
    assert [settle(begun), settle(begun)] == ["paid", "closed"]

    begun.refresh_from_db()
    assert (begun.state, begun.captured_by, Receipt.objects.count()) == ("captured", "Telepraxis", 1)
    assert Checkout.objects.get().intent_id.startswith("pi_test_")
    [fact] = told("PaymentReceived")
    assert (fact["reference_id"], fact["still_owed_minor"]) == (str(owed.reference_id), 0)


def test_begun_twice_it_is_one_payment_and_one_page(owed, amara, begun, cards):
    assert start(owed, amara) == begun
    open_page(begun)
    assert len(cards.all("checkout.session")) == 1


def test_declined_another_card_still_pays(begun, cards):
    page = Checkout.objects.get()
    assert cards.pay(page.session_id, DECLINED_CARD) == "Your card was declined."
    assert settle(begun) == "open"
    page.refresh_from_db()
    assert page.declined_why == "generic_decline"
    cards.pay(page.session_id)
    settle(begun)
    begun.refresh_from_db()
    assert begun.state == "captured"


@pytest.mark.parametrize(
    ("card", "state", "why"), [(DECLINED_CARD, "failed", "declined"), ("", "cancelled", "expired")]
)
def test_declined_or_left_it_ends_with_the_page(owed, begun, cards, card, state, why):
    session = Checkout.objects.get().session_id
    if card:
        cards.pay(session, card)
    cards.expire(session)
    assert settle(begun) == "ended"
    begun.refresh_from_db()
    assert (begun.state, begun.ended_why, reading.account_of(owed).state) == (state, why, "owed")
    assert [fact["why"] for fact in told("PaymentFailed")] == [why]


def test_the_gateway_is_down_at_the_start(owed, amara, cards):
    payment = start(owed, amara)
    cards.steer(down=True)
    with pytest.raises(Unreachable):
        open_page(payment)
    assert (Checkout.objects.get().trouble, Checkout.objects.get().session_id) == ("unreachable", "")
    cards.steer(down=False)
    assert open_page(payment).trouble == ""
    assert len(cards.all("checkout.session")) == 1


def test_killed_and_started_again_it_remembers(begun, cards):
    cards.kill()
    with pytest.raises(Unreachable):
        settle(begun)
    cards.start()
    cards.pay(Checkout.objects.get().session_id)
    assert settle(begun) == "paid"


def test_the_answer_is_lost_and_asked_for_again_it_is_the_same_page(owed, amara, cards):
    payment = start(owed, amara)
    cards.steer(lose_answers=1)
    with pytest.raises(Unreachable):
        open_page(payment)
    page = open_page(payment)
    [session] = cards.all("checkout.session")
    assert page.session_id == session["id"]


def test_given_up_before_the_page_was_heard_of_it_is_closed(owed, amara, cards):
    payment = start(owed, amara)
    cards.steer(lose_answers=1)
    with pytest.raises(Unreachable):
        open_page(payment)
    paying.give_up(payment=payment, by=amara, now=timezone.now())
    stop(payment)
    [session] = cards.all("checkout.session")
    assert (session["status"], Checkout.objects.get().closed_at is not None) == ("expired", True)


def test_cash_at_the_desk_closes_the_page(owed, rui, begun, cards):
    paying.take_cash(charge=owed, by=rui, now=timezone.now())
    begun.refresh_from_db()
    assert (begun.state, begun.ended_why) == ("cancelled", "paid_otherwise")
    assert stop(begun) == "ended"
    assert cards.pay(Checkout.objects.get().session_id) == "This page has ended."


def test_paid_by_card_and_in_cash_at_the_same_moment_the_card_gets_it_back(owed, rui, begun, cards):
    cards.pay(Checkout.objects.get().session_id)
    paying.take_cash(charge=owed, by=rui, now=timezone.now())
    assert stop(begun) == "paid"
    begun.refresh_from_db()
    back = Refund.objects.get()
    assert (begun.state, back.state, back.why, back.amount_minor) == ("surplus", "pending", "paid_twice", 3500)

    assert send(back).state == "sent"
    [there] = cards.all("refund")
    assert (there["amount"], there["metadata"]["refund"]) == (3500, str(back.id))
    assert (reading.account_of(owed).state, reading.needing_a_person()) == ("paid", [])
    assert len(told("PaymentReceived")) == 1


def test_withdrawn_after_the_card_was_charged_it_goes_back(owed, teresa, begun, cards):
    cards.pay(Checkout.objects.get().session_id)
    charging.withdraw(charge=owed, by=teresa, now=timezone.now())
    assert stop(begun) == "paid"
    assert send(Refund.objects.get()).state == "sent"


def test_another_sum_than_agreed_is_not_taken_for_ours(begun, system):
    with pytest.raises(arriving.NotAsAgreed):
        arriving.captured(payment=begun.id, intent="pi", amount=euros(3400), by=system, now=timezone.now())
    with pytest.raises(arriving.NotAsAgreed):
        arriving.captured(payment=begun.id, intent="pi", amount=Money(3500, "USD"), by=system, now=timezone.now())
    begun.refresh_from_db()
    assert (begun.state, Receipt.objects.count()) == ("pending", 0)


def test_only_the_installation_says_what_the_gateway_answered(begun, marta):
    with pytest.raises(NotAllowed):
        arriving.captured(payment=begun.id, intent="pi", amount=euros(3500), by=marta, now=timezone.now())


def test_wrong_keys_are_named_and_nothing_stays_under_way(owed, amara, marta, stripe_peer):
    gateways.keep(key="sk_test_wrong", webhook_secret="whsec_x", by=marta, now=timezone.now())
    payment = start(owed, amara)
    open_page(payment)
    payment.refresh_from_db()
    account = GatewayAccount.objects.get()
    assert (payment.state, payment.ended_why, account.trouble) == ("failed", "refused", "bad_key")
    gateways.keep(key="sk_test_right", webhook_secret="", by=marta, now=timezone.now())
    open_page(start(owed, amara))
    account.refresh_from_db()
    assert account.trouble == ""


@pytest.mark.parametrize("how", [{"down": True}, {"lose_answers": 2}])
def test_the_gateway_is_down_during_a_refund(paid, teresa, cards, how):
    back = refunding.refund(payment=paid, amount=euros(1000), why="goodwill", by=teresa, now=timezone.now())
    cards.steer(**how)
    for _again in range(2):
        with pytest.raises(Unreachable):
            send(back)
    back.refresh_from_db()
    assert back.state == "pending"
    with pytest.raises(refunding.MoreThanCaptured):
        refunding.refund(payment=paid, amount=euros(2501), why="goodwill", by=teresa, now=timezone.now())
    cards.steer(down=False, lose_answers=0)
    assert (send(back).state, send(back).state) == ("sent", "sent")
    assert [each["amount"] for each in cards.all("refund")] == [1000]


def test_a_refund_whose_answer_was_lost_is_found_and_not_made_again(paid, teresa, cards, monkeypatch):
    """The first try was made and its answer lost; when it is tried again, the gateway has forgotten the key."""
    back = refunding.refund(payment=paid, why="goodwill", by=teresa, now=timezone.now())
    real = stripe_gateway.StripeGateway.refund

    def made_and_lost(self, **said):
        real(self, **said)
        raise Unreachable

    monkeypatch.setattr(stripe_gateway.StripeGateway, "refund", made_and_lost)
    with pytest.raises(Unreachable):
        send(back)
    monkeypatch.setattr(stripe_gateway, "_once", lambda id: {"idempotency_key": f"later-{id}"})
    monkeypatch.setattr(stripe_gateway.StripeGateway, "refund", real)
    assert (send(back).state, len(cards.all("refund"))) == ("sent", 1)


def test_a_refund_that_takes_time(owed, begun, teresa, cards):
    cards.pay(Checkout.objects.get().session_id, REFUND_TAKES_TIME)
    settle(begun)
    back = refunding.refund(payment=begun, why="goodwill", by=teresa, now=timezone.now())
    assert send(back).state == "pending"
    cards.move_on()
    assert (send(back).state, reading.account_of(owed).state) == ("sent", "refunded")


def test_a_refund_that_comes_back_can_be_given_again(owed, begun, teresa, cards):
    cards.pay(Checkout.objects.get().session_id, REFUND_FAILS_LATER)
    settle(begun)
    back = refunding.refund(payment=begun, why="goodwill", by=teresa, now=timezone.now())
    assert send(back).state == "sent"
    cards.move_on()
    settling.settle_refunds(organization_id=owed.organization_id, payment=begun.id, now=timezone.now())
    back.refresh_from_db()
    assert (back.state, back.failed_why) == ("failed", "expired_or_canceled_card")
    assert refunding.left_of(begun) == euros(3500)


def test_what_was_given_back_at_the_gateway_is_found(owed, paid, teresa, cards):
    cards.refund(Checkout.objects.get().intent_id, 500)
    for _again in range(2):
        settling.settle_refunds(organization_id=owed.organization_id, payment=paid.id, now=timezone.now())
    [back] = Refund.objects.all()
    assert (back.amount_minor, back.state, back.why) == (500, "sent", "elsewhere")
    with pytest.raises(refunding.MoreThanCaptured):
        refunding.refund(payment=paid, amount=euros(3001), why="mistake", by=teresa, now=timezone.now())


def test_the_worker_dies_between_the_gateways_answer_and_our_commit(begun, cards, monkeypatch):
    cards.pay(Checkout.objects.get().session_id)
    with monkeypatch.context() as dies:
        dies.setattr(arriving.receipts, "issue_for_payment", lambda *a, **k: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            settle(begun)
    begun.refresh_from_db()
    assert (begun.state, Receipt.objects.count(), told("PaymentReceived")) == ("pending", 0, [])

    later = timezone.now() + timedelta(minutes=3)
    tasks.reconcile(now=later)
    tasks.reconcile(now=later + timedelta(minutes=5))
    begun.refresh_from_db()
    assert (begun.state, Receipt.objects.count(), len(told("PaymentReceived"))) == ("captured", 1, 1)


def test_the_round_finds_what_nobody_told(owed, amara, rui, teresa, cards):
    """One page that was paid, one that was never opened, one that was given up, and a refund: nothing was heard."""
    paid_one, never_opened, left = (start(charge(amara, rui), amara) for _each in range(3))
    cards.pay(open_page(paid_one).session_id)
    open_page(left)
    paying.give_up(payment=left, by=amara, now=timezone.now())
    tasks.reconcile(now=timezone.now() + timedelta(minutes=3))

    states = {each.id: each.state for each in Payment.objects.all()}
    assert (states[paid_one.id], states[never_opened.id], states[left.id]) == ("captured", "pending", "cancelled")
    pages = {each.payment_id: each for each in Checkout.objects.all()}
    assert pages[never_opened.id].url and pages[left.id].closed_at and pages[paid_one.id].closed_at

    back = refunding.refund(payment=Payment.objects.get(id=paid_one.id), why="mistake", by=teresa, now=timezone.now())
    tasks.reconcile(now=timezone.now() + timedelta(minutes=3))
    back.refresh_from_db()
    assert back.state == "sent"


def test_somebody_who_waits_is_told_without_a_job_that_fails(begun, cards):
    cards.steer(down=True)
    errands.ask.work(organization_id=begun.organization_id, now=timezone.now(), payment_id=begun.id)
    begun.refresh_from_db()
    assert begun.state == "pending"


@pytest.mark.parametrize(
    ("minor", "currency", "theirs"),
    [(3500, "EUR", 3500), (500, "JPY", 500), (5120, "KWD", 5120), (40, "ISK", 4000), (5, "UGX", 500), (500, "MGA", 5)],
)
def test_sums_are_said_as_stripe_counts_them(minor, currency, theirs):
    assert stripe_gateway.to_stripe(Money(minor, currency)) == theirs
    assert stripe_gateway.from_stripe(theirs, currency.lower()) == Money(minor, currency)


@pytest.mark.parametrize(("minor", "currency"), [(5125, "KWD"), (550, "MGA")])
def test_sums_too_fine_for_cards_are_refused(minor, currency):
    with pytest.raises(Refused, match="amount_too_fine"):
        stripe_gateway.to_stripe(Money(minor, currency))


def test_dinars_and_yen_are_paid_whole(amara, rui, cards):
    for minor, currency in ((5120, "KWD"), (1800, "JPY")):
        payment = start(charge(amara, rui, minor, currency), amara)
        cards.pay(open_page(payment).session_id)
        assert settle(payment) == "paid"
    assert [each["amount_total"] for each in cards.all("checkout.session")] == [5120, 1800]


def test_who_may_pay(owed, amara, tomasz, rui, ines, cards):
    for nobody in (tomasz, ines, Actor.visitor(owed.organization_id)):
        with pytest.raises(NotAllowed):
            start(owed, nobody)
    assert start(owed, rui) == start(owed, amara)
