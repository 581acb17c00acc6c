"""The port to whoever moves card money, and the practice's account there.

An adapter speaks to one gateway. It never sees a card: the payer types it in on the gateway's own page, and comes back.
What it answers is the truth about a payment; what the gateway sends us by itself only says when to ask.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.sealing import CannotOpen, open_text, seal_text
from telepraxis.base.uuid7 import uuid7

from .models import GatewayAccount
from .money import Money
from .permissions import may_keep_gateway

STRIPE = "stripe"
ABOUT_KEYS = frozenset({"bad_key", "sealed_elsewhere"})  # refusals that only a manager can mend


class Unreachable(Exception):
    """The gateway did not answer, or was busy. Ask again: nothing is known of what was asked for."""


class Refused(Exception):
    """The gateway said no, and would say so again; `code` is its word for why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code[:64]


class Forged(Exception):
    """What came does not bear the gateway's signature, or is older than five minutes."""


class BadKeys(ValueError):
    """These are no keys of that gateway; `field` says which."""

    def __init__(self, field: str, why):
        super().__init__(why)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for: a page on which somebody pays a sum. `label` is the practice's name, and all that is told."""

    payment: UUID
    amount: Money
    label: str
    return_url: str
    expires_at: datetime
    language: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """A payment as the gateway knows it: `state` is open, paid or ended."""

    session: str
    state: str
    amount: Money
    intent: str = ""
    url: str = ""
    expires_at: datetime | None = None
    declined: str = ""  # why the last card was refused


@dataclass(frozen=True, kw_only=True)
class FoundRefund:
    """A refund as the gateway knows it: `state` is pending, sent or failed; `ours` is our id, if we asked for it."""

    id: str
    state: str
    amount: Money
    ours: UUID | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a signed message is about. Nothing else of it is believed."""

    id: str
    kind: str
    payment: UUID | None = None
    intent: str = ""


class Gateway(Protocol):
    """Each call may take seconds: never between a check and its commit. All raise `Unreachable` and `Refused`."""

    def begin(self, order: Order) -> Found:
        """Open a page to pay on. The same payment again is the same page."""

    def look(self, session: str) -> Found:
        """Return how the payment stands."""

    def stop(self, session: str) -> Found:
        """Let nobody pay there any more, and return how it ended: paid, if somebody was quicker."""

    def refund(self, *, refund: UUID, intent: str, amount: Money, currency: str) -> FoundRefund:
        """Give back a part of what was taken. The same refund again is done once."""

    def refunds(self, intent: str, currency: str) -> list[FoundRefund]:
        """Return every refund of a payment, also those that were made at the gateway itself."""

    def read(self, raw: bytes, signature: str) -> Told:
        """Return what a message is about. :raises Forged: not the gateway's, or too old."""


@transaction.atomic
def keep(*, key: str, webhook_secret: str, by: Actor, now: datetime) -> GatewayAccount:
    """Keep the keys of the practice's account at Stripe, sealed. What is left empty stays as it was.

    :raises BadKeys: no keys of theirs, or one is missing.
    """
    may_keep_gateway.require(by)
    row = account_of(by.organization_id)
    row = row or GatewayAccount(id=uuid7(), organization_id=by.organization_id, gateway=STRIPE)
    key, webhook_secret = key.strip(), webhook_secret.strip()
    if key or not row.sealed_key:
        _refuse_unless(key.startswith(("sk_test_", "rk_test_", "sk_live_", "rk_live_")), "key")
        row.sealed_key, row.is_test = seal_text(key, about=_about(row, "key")), "_test_" in key[:8]
    if webhook_secret or not row.sealed_webhook_secret:
        _refuse_unless(webhook_secret.startswith("whsec_"), "webhook_secret")
        row.sealed_webhook_secret = seal_text(webhook_secret, about=_about(row, "webhook"))
    row.kept_at, row.kept_by, row.switched_off_at = now, by.name, None
    row.trouble, row.trouble_at = "", None
    row.save()
    audit.wrote(by, "payments.gateway_kept", entity=("GatewayAccount", row.id))
    return row


@transaction.atomic
def switch_off(*, by: Actor, now: datetime) -> None:
    """Begin no card payment any more. What is under way is still looked after."""
    may_keep_gateway.require(by)
    row = account_of(by.organization_id)
    if row and row.switched_off_at is None:
        row.switched_off_at = now
        row.save(update_fields=["switched_off_at"])
        audit.wrote(by, "payments.gateway_off", entity=("GatewayAccount", row.id))


@transaction.atomic
def note_trouble(account: GatewayAccount, code: str, *, by: Actor, now: datetime) -> None:
    """Note what the gateway refused, so that doctor and managers read it; "" when it answers again."""
    if account.trouble != code[:64]:
        account.trouble, account.trouble_at = code[:64], now if code else None
        account.save(update_fields=["trouble", "trouble_at"])
        audit.wrote(by, "payments.gateway_trouble", entity=("GatewayAccount", account.id), reason=account.trouble)


def account_of(organization_id: UUID) -> GatewayAccount | None:
    """Return the practice's account, also one that is switched off."""
    return GatewayAccount.objects.filter(organization_id=organization_id).first()


def standing_account(organization_id: UUID) -> GatewayAccount | None:
    """Return the practice's account if cards are taken."""
    return GatewayAccount.objects.filter(organization_id=organization_id, switched_off_at=None).first()


def gateway_of(account: GatewayAccount) -> Gateway:
    """Return the way to the gateway, with the practice's keys.

    :raises Refused: the keys cannot be opened here.
    """
    from .stripe_gateway import StripeGateway

    try:
        key = open_text(account.sealed_key, about=_about(account, "key"))
        secret = open_text(account.sealed_webhook_secret, about=_about(account, "webhook"))
    except CannotOpen as sealed:
        raise Refused("sealed_elsewhere") from sealed
    return StripeGateway(key=key, webhook_secret=secret)


def _about(row: GatewayAccount, what: str) -> str:
    return f"payments.gateway.{what} {row.id}"


def _refuse_unless(looks_right: bool, field: str) -> None:
    if not looks_right:
        why = {
            "key": _("This is no secret key: it begins with sk_ or rk_."),
            "webhook_secret": _("This is no signing secret: it begins with whsec_."),
        }
        raise BadKeys(field, why[field])
