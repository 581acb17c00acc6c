"""What the gateway tells us by itself: signed and fresh or not at all, once, in any order, about anything."""

import json
import time
from datetime import timedelta
from uuid import UUID

import pytest
import stripe
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from telepraxis.office.payments import errands, paying, settling
from telepraxis.office.payments.models import Checkout, GatewayEvent, Payment, Receipt
from tests.stripe_peer.running import DECLINED_CARD, SECRET


def hook(organization) -> str:
    return f"/pay/hook/{organization}/stripe/"


def tell(organization, event: dict | str, *, secret: str = SECRET, age: int = 0, signature: str | None = None) -> int:
    raw = event if isinstance(event, str) else json.dumps(event)
    signed = stripe.WebhookSignature.generate_signature_header(raw, secret, int(time.time()) - age)
    headers = {"Stripe-Signature": signed if signature is None else signature}
    return Client().post(hook(organization), raw, content_type="application/json", headers=headers).status_code


def handle_all() -> list[str]:
    """Do what the worker does with the messages that are kept, and return what came of each."""
    for job in ProcrastinateJob.objects.filter(task_name="payments.handle_event").order_by("id"):
        ids = {name: value and UUID(value) for name, value in job.args.items()}
        errands.handle_event(now=timezone.now(), **ids)
    return list(GatewayEvent.objects.order_by("id").values_list("outcome", flat=True))


@pytest.fixture
def begun(owed, amara, cards):
    payment = paying.start_card(charge=owed, return_path="/", by=amara, now=timezone.now())
    settling.open_checkout(organization_id=owed.organization_id, payment=payment.id, now=timezone.now())
    return payment


@pytest.fixture
def events(begun, cards):
    """What the gateway has to tell after Amara was declined once and then paid."""
    session = Checkout.objects.get().session_id
    cards.pay(session, DECLINED_CARD)
    cards.pay(session)
    return cards.events()


def test_out_of_order_and_each_twice_the_money_arrives_once(begun, events, quayside):
    kinds = [event["type"] for event in events]
    assert kinds[-1] == "customer.updated" and "payment_intent.payment_failed" in kinds
    for event in [*reversed(events), *events]:
        assert tell(quayside.id, event) == 200

    assert GatewayEvent.objects.count() == len(events)
    outcomes = handle_all()
    begun.refresh_from_db()
    assert (begun.state, Receipt.objects.count()) == ("captured", 1)
    assert (outcomes.count("paid"), outcomes.count("closed"), outcomes.count("about_nothing_here")) == (1, 3, 1)
    kept = GatewayEvent.objects.get(kind="checkout.session.completed")
    assert json.loads(bytes(kept.raw)) == next(each for each in events if each["type"] == kept.kind)


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "whsec_somebody_else"},
        {"signature": ""},
        {"signature": "t=1,v1=00"},
        {"signature": "nonsense"},
        {"age": 301},
    ],
)
def test_forged_or_late_it_stays_outside(begun, events, quayside, how):
    for event in events:
        assert tell(quayside.id, event, **how) == 400
    assert not GatewayEvent.objects.exists()
    begun.refresh_from_db()
    assert begun.state == "pending"


def test_altered_on_the_way_it_stays_outside(events, quayside):
    raw = json.dumps(events[0])
    signature = stripe.WebhookSignature.generate_signature_header(raw, SECRET, int(time.time()))
    assert tell(quayside.id, raw.replace("payment", "paymen7"), signature=signature) == 400


def test_signed_nonsense_is_harmless(begun, quayside):
    assert [tell(quayside.id, said) for said in ("[]", "nothing", "{}", '{"id": 1}')] == [400] * 4
    strange = {"id": "evt_new", "type": "something.we.never.heard.of", "data": {"object": {"id": "x"}}}
    assert (tell(quayside.id, strange), handle_all()) == (200, ["about_nothing_here"])


def test_signed_but_untrue_it_is_not_believed(begun, quayside):
    """Only that something happened is heard; whether it was paid is asked of the gateway."""
    lie = {
        "id": "evt_lie", "type": "checkout.session.completed",
        "data": {"object": {"object": "checkout.session", "id": "cs", "payment_status": "paid",
                            "metadata": {"payment": str(begun.id)}}},
    }  # fmt: skip
    assert (tell(quayside.id, lie), handle_all()) == (200, ["open"])
    begun.refresh_from_db()
    assert begun.state == "pending"


def test_a_practice_without_an_account_hears_nothing(hillcrest):
    event = {"id": "evt_1", "type": "charge.refunded", "data": {"object": {}}}
    assert tell(hillcrest.id, event) == 400
    assert tell("01890000-0000-7000-8000-000000000000", event) == 404
    assert Client().get(hook(hillcrest.id)).status_code == 405


def test_a_message_about_another_practices_payment_finds_nothing(begun, events, quayside):
    other = json.loads(json.dumps(events[-2]))
    other["data"]["object"]["metadata"] = {"payment": "01890000-0000-7000-8000-000000000000"}
    other["data"]["object"]["id"] = "pi_other"
    assert (tell(quayside.id, other), handle_all()) == (200, ["unknown"])


def test_too_much_is_not_read(quayside, cards):
    assert tell(quayside.id, "x" * 300_000) == 413


def test_what_came_when_the_gateway_was_down_is_done_later(begun, events, quayside, cards):
    tell(quayside.id, events[-3])
    cards.steer(down=True)
    with pytest.raises(settling.Unreachable):
        handle_all()
    assert Payment.objects.get(id=begun.id).state == "pending"
    cards.steer(down=False)
    assert handle_all() == ["paid"]
    assert Payment.objects.get(id=begun.id).captured_at - timezone.now() < timedelta(minutes=1)
