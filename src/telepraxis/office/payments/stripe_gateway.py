"""Stripe: hosted Checkout, PaymentIntents and Refunds (docs.stripe.com/api). The library pins the API's version."""

import json
from datetime import UTC, datetime
from uuid import UUID

import stripe
from django.conf import settings

from .gateways import Forged, Found, FoundRefund, Order, Refused, Told, Unreachable
from .money import Money, digits_of

TOLERANCE = 300  # seconds that a message may be old
SECONDS = 20  # for an answer
# Amounts at Stripe are in ISO 4217's minor unit, but for these (docs.stripe.com/currencies).
WITHOUT_PARTS = frozenset({"MGA"})
WITH_HUNDREDTHS = frozenset({"ISK", "UGX"})
PAID = "paid"


class StripeGateway:
    """One practice's account."""

    def __init__(self, *, key: str, webhook_secret: str):
        self.webhook_secret = webhook_secret
        self.client = stripe.StripeClient(
            key,
            base_addresses={"api": settings.STRIPE_API} if settings.STRIPE_API else None,
            max_network_retries=0,  # the job asks again, with the same idempotency key
            http_client=stripe.RequestsClient(timeout=SECONDS),
        )

    def begin(self, order: Order) -> Found:
        amount = to_stripe(order.amount)
        asked = {
            "mode": "payment",
            "client_reference_id": str(order.payment),
            "metadata": {"payment": str(order.payment)},
            "payment_intent_data": {"metadata": {"payment": str(order.payment)}},
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": order.amount.currency.lower(),
                        "unit_amount": amount,
                        "product_data": {"name": order.label},
                    },
                }
            ],
            "success_url": order.return_url,
            "cancel_url": order.return_url,
            "expires_at": int(order.expires_at.timestamp()),
            "locale": order.language,
            "payment_method_types": ["card"],
            "expand": ["payment_intent"],
        }
        return _found(_asked(self.client.v1.checkout.sessions.create, asked, _once(order.payment)))

    def look(self, session: str) -> Found:
        return _found(_asked(self.client.v1.checkout.sessions.retrieve, session, {"expand": ["payment_intent"]}))

    def stop(self, session: str) -> Found:
        found = self.look(session)
        if found.state != "open":
            return found
        try:
            return _found(_asked(self.client.v1.checkout.sessions.expire, session, {"expand": ["payment_intent"]}))
        except Refused:  # it was paid, or ran out, since we looked
            return self.look(session)

    def refund(self, *, refund: UUID, intent: str, amount: Money, currency: str) -> FoundRefund:
        asked = {"payment_intent": intent, "amount": to_stripe(amount), "metadata": {"refund": str(refund)}}
        return _found_refund(_asked(self.client.v1.refunds.create, asked, _once(refund)), currency)

    def refunds(self, intent: str, currency: str) -> list[FoundRefund]:
        page = _asked(self.client.v1.refunds.list, {"payment_intent": intent, "limit": 100})
        return [_found_refund(each, currency) for each in page.data]

    def read(self, raw: bytes, signature: str) -> Told:
        try:
            stripe.WebhookSignature.verify_header(raw, signature, self.webhook_secret, TOLERANCE)
            said = json.loads(raw)
            return _told(said)
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise Forged from wrong


def to_stripe(amount: Money) -> int:
    """Return the sum as Stripe counts it.

    :raises Refused: Stripe takes no sum so fine in this currency.
    """
    if amount.currency in WITH_HUNDREDTHS:
        return amount.minor * 100
    if amount.currency in WITHOUT_PARTS:
        whole, parts = divmod(amount.minor, 10 ** digits_of(amount.currency))
    else:
        whole, parts = amount.minor, amount.minor % 10 if digits_of(amount.currency) == 3 else 0
    if parts:
        raise Refused("amount_too_fine")
    return whole


def from_stripe(amount: int, currency: str) -> Money:
    """Return the sum as we count it. A part that we cannot count makes another sum, which is never taken for ours."""
    currency = currency.upper()
    if currency in WITH_HUNDREDTHS:
        return Money(amount // 100, currency) if amount % 100 == 0 else Money(-1, currency)
    if currency in WITHOUT_PARTS:
        return Money(amount * 10 ** digits_of(currency), currency)
    return Money(amount, currency)


def _once(id: UUID) -> dict:
    return {"idempotency_key": f"telepraxis-{id}"}


def _asked(ask, *what):
    """Return the answer. :raises Unreachable: :raises Refused: see the port."""
    try:
        return ask(*what)
    except (stripe.APIConnectionError, stripe.RateLimitError) as silent:
        raise Unreachable(type(silent).__name__) from silent
    except stripe.StripeError as said_no:
        if said_no.http_status is None or said_no.http_status >= 500 or said_no.http_status == 409:
            raise Unreachable(type(said_no).__name__) from said_no
        code = said_no.code or ("bad_key" if said_no.http_status in (401, 403) else type(said_no).__name__)
        raise Refused(code) from said_no


def _found(session) -> Found:
    intent = session.payment_intent
    known = intent is not None and not isinstance(intent, str)
    declined = known and getattr(intent, "last_payment_error", None)
    if session.payment_status == PAID:
        state = "paid"
    else:
        state = "ended" if session.status == "expired" else "open"
    return Found(
        session=session.id,
        state=state,
        amount=from_stripe(session.amount_total, session.currency),
        intent=(intent.id if known else intent) or "",
        url=session.url or "",
        expires_at=datetime.fromtimestamp(session.expires_at, UTC),
        declined=(declined.decline_code or declined.code or "declined") if declined else "",
    )


def _found_refund(refund, currency: str) -> FoundRefund:
    states = {"succeeded": "sent", "failed": "failed", "canceled": "failed"}
    return FoundRefund(
        id=refund.id,
        state=states.get(refund.status, "pending"),
        amount=from_stripe(refund.amount, refund.currency or currency),
        ours=_uuid(getattr(refund.metadata, "refund", None)),
        why=getattr(refund, "failure_reason", None) or "",
    )


def _told(said: dict) -> Told:
    about = said["data"]["object"]
    payment = (about.get("metadata") or {}).get("payment") or about.get("client_reference_id")
    intent = about["id"] if about.get("object") == "payment_intent" else about.get("payment_intent")
    return Told(
        id=str(said["id"])[:255],
        kind=str(said["type"])[:80],
        payment=_uuid(payment),
        intent=intent if isinstance(intent, str) else "",
    )


def _uuid(text) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None
