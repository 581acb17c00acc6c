"""Ask the gateway and note what it answers, in steps: read, let go of the database, ask, note.

Every step can be done again: a worker that dies between the gateway's answer and our commit is made good by the next
that asks.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.tenancy.models import Tenant

from . import arriving, gateways, refunding
from .arriving import NotAsAgreed
from .gateways import Found, FoundRefund, Order, Refused, Unreachable
from .models import Checkout, Payment, Refund
from .money import Money

LASTS = timedelta(minutes=60)  # a page to pay on
FORGOTTEN = timedelta(hours=20)  # before the gateway forgets which page it has opened for a payment


def open_checkout(*, organization_id: UUID, payment: UUID, now: datetime) -> None:
    """Have the gateway open the page of a payment that has none yet.

    :raises Unreachable: nothing is known; asked again it is the same page.
    """
    with tenancy.serving(organization_id):
        checkout = _checkout(payment)
        if checkout is None or checkout.session_id or checkout.closed_at:
            return
        if now - checkout.payment.started_at > FORGOTTEN:
            return _fail(payment, "refused", now)
        account, order = gateways.account_of(organization_id), _order(checkout, now)
    try:
        found = _way(organization_id, account, now).begin(order)
    except Refused as no:
        return _note_refusal(organization_id, account, payment, no, now)
    except Unreachable:
        _note(organization_id, payment, asked_at=now, trouble="unreachable")
        raise
    with tenancy.serving(organization_id):
        _answers(account, now)
        checkouts = Checkout.objects.filter(payment_id=payment, session_id="")
        checkouts.update(
            session_id=found.session, intent_id=found.intent, url=found.url, expires_at=found.expires_at,
            asked_at=now, trouble="",
        )  # fmt: skip
        given_up = Payment.objects.filter(id=payment).exclude(state=Payment.State.PENDING).exists()
    if given_up:
        stop(organization_id=organization_id, payment=payment, now=now)


def settle(*, organization_id: UUID, payment: UUID, now: datetime) -> str:
    """Ask how the payment stands, and note it; return it in a word.

    :raises Unreachable: nothing is known.
    """
    return _ask(organization_id, payment, "look", now)


def stop(*, organization_id: UUID, payment: UUID, now: datetime) -> str:
    """Close the page of a payment that was given up; was somebody quicker, the money has arrived."""
    return _ask(organization_id, payment, "stop", now)


def _ask(organization_id: UUID, payment: UUID, how: str, now: datetime) -> str:
    with tenancy.serving(organization_id):
        checkout = _checkout(payment)
        account = gateways.account_of(organization_id)
    if checkout is None:
        return "unknown"
    if not checkout.session_id:
        if checkout.closed_at is None and how == "look":
            open_checkout(organization_id=organization_id, payment=payment, now=now)
        elif how == "stop":
            _stop_unopened(organization_id, checkout, now)
        return "unopened"
    if checkout.closed_at:
        return "closed"
    try:
        found = getattr(_way(organization_id, account, now), how)(checkout.session_id)
    except Refused as no:
        _note(organization_id, payment, asked_at=now, trouble=no.code)
        return "refused"
    return _settled(organization_id, payment, found, now)


def _settled(organization_id: UUID, payment: UUID, found: Found, now: datetime) -> str:
    system = Actor.system(organization_id)
    with tenancy.serving(organization_id):
        try:
            Checkout.objects.filter(payment_id=payment).update(asked_at=now, intent_id=found.intent, trouble="")
            if found.state == "paid":
                arriving.captured(payment=payment, intent=found.intent, amount=found.amount, by=system, now=now)
            elif found.state == "ended":
                why = "declined" if found.declined else "expired"
                arriving.failed(payment=payment, why=why, by=system, now=now)
            elif found.declined:
                arriving.declined(payment=payment, why=found.declined, by=system, now=now)
        except NotAsAgreed:
            Checkout.objects.filter(payment_id=payment).update(trouble="other_sum")
            return "other_sum"
    return found.state


def _stop_unopened(organization_id: UUID, checkout: Checkout, now: datetime) -> None:
    """A page may have been opened although we never heard of it; asked for again it is the same one, and is closed."""
    if now - checkout.payment.started_at > FORGOTTEN:
        return _note(organization_id, checkout.payment_id, closed_at=now)
    open_checkout(organization_id=organization_id, payment=checkout.payment_id, now=now)


def send_refund(*, organization_id: UUID, refund: UUID, now: datetime) -> None:
    """Have the gateway give money back, once, however often it is asked.

    :raises Unreachable: nothing is known; asked again it is the same refund.
    """
    with tenancy.serving(organization_id):
        row = Refund.objects.select_related("payment").filter(id=refund).first()
        if row is None or row.state != Refund.State.PENDING:
            return
        account = gateways.account_of(organization_id)
        intent = Checkout.objects.values_list("intent_id", flat=True).get(payment=row.payment_id)
    amount = Money(row.amount_minor, row.currency)
    try:
        way = _way(organization_id, account, now)
        known = [each for each in way.refunds(intent, row.currency) if each.ours == refund]
        found = known[0] if known else way.refund(refund=refund, intent=intent, amount=amount, currency=row.currency)
    except Refused as no:
        found = FoundRefund(id="", state="failed", amount=amount, ours=refund, why=no.code)
    _note_refund(organization_id, row.payment_id, found, now)


def settle_refunds(*, organization_id: UUID, payment: UUID, now: datetime) -> None:
    """Note every refund of a payment that the gateway knows, also those that were made there.

    :raises Unreachable: nothing is known.
    """
    with tenancy.serving(organization_id):
        checkout, account = _checkout(payment), gateways.account_of(organization_id)
    if checkout is None or not checkout.intent_id:
        return
    try:
        found = _way(organization_id, account, now).refunds(checkout.intent_id, checkout.payment.currency)
    except Refused as no:
        return _note(organization_id, payment, trouble=no.code)
    for each in sorted(found, key=lambda one: one.ours is None):
        _note_refund(organization_id, payment, each, now)


def _note_refund(organization_id: UUID, payment: UUID, found: FoundRefund, now: datetime) -> None:
    system = Actor.system(organization_id)
    with tenancy.serving(organization_id):
        known = Refund.objects.filter(id=found.ours, payment_id=payment).first() if found.ours else None
        known = known or Refund.objects.filter(payment_id=payment, gateway_id=found.id).exclude(gateway_id="").first()
        if known is None:
            if found.state != "failed":
                refunding.found_at_gateway(
                    payment=payment, amount=found.amount, gateway_id=found.id, is_sent=found.state == "sent",
                    by=system, now=now,
                )  # fmt: skip
        elif found.state == "sent":
            refunding.sent(refund=known.id, gateway_id=found.id, by=system, now=now)
        elif found.state == "failed":
            refunding.failed(refund=known.id, gateway_id=found.id, why=found.why or "failed", by=system, now=now)


def _checkout(payment: UUID) -> Checkout | None:
    return Checkout.objects.select_related("payment").filter(payment_id=payment).first()


def _order(checkout: Checkout, now: datetime) -> Order:
    payment = checkout.payment
    practice = Tenant.objects.get(id=checkout.organization_id)
    return Order(
        payment=payment.id,
        amount=Money(payment.amount_minor, payment.currency),
        label=practice.name,
        return_url=settings.PUBLIC_URL.rstrip("/") + checkout.return_path,
        # Counted from the beginning: asked for again, every word of it must be the same.
        expires_at=payment.started_at + LASTS,
        language="auto",
    )


def _way(organization_id: UUID, account, now: datetime) -> gateways.Gateway:
    if account is None:
        raise Refused("no_account")
    return gateways.gateway_of(account)


def _note(organization_id: UUID, payment: UUID, **what) -> None:
    with tenancy.serving(organization_id):
        Checkout.objects.filter(payment_id=payment).update(**what)


def _note_refusal(organization_id: UUID, account, payment: UUID, no: Refused, now: datetime) -> None:
    with tenancy.serving(organization_id):
        if account and no.code in gateways.ABOUT_KEYS:
            gateways.note_trouble(account, no.code, by=Actor.system(organization_id), now=now)
        Checkout.objects.filter(payment_id=payment).update(asked_at=now, trouble=no.code)
        _fail(payment, "refused", now)


def _fail(payment: UUID, why: str, now: datetime) -> None:
    organization_id = tenancy.served_organization()
    arriving.failed(payment=payment, why=why, by=Actor.system(organization_id), now=now)


def _answers(account, now: datetime) -> None:
    if account.trouble:
        gateways.note_trouble(account, "", by=Actor.system(account.organization_id), now=now)
