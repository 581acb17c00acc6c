"""Signed links to one charge: who holds one sees the sum and pays it, without an account. They say nothing else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from telepraxis.base.access import Actor

from .models import Charge

_SALT = "payments.charge"
GOOD_FOR = timedelta(days=180)  # after the charge was made


@dataclass(frozen=True)
class PayLink:
    organization_id: UUID
    charge_id: UUID


class LinkUnusable(Exception):
    """The link is forged or damaged."""


def token_for(charge: Charge) -> str:
    """Return the token of the charge's link; it is always the same."""
    said = urlsafe_b64encode(charge.organization_id.bytes + charge.id.bytes).decode().rstrip("=")
    return Signer(salt=_SALT).sign(said)


def read(token: str) -> PayLink:
    """Return what the token says.

    :raises LinkUnusable: forged or damaged.
    """
    try:
        said = urlsafe_b64decode(Signer(salt=_SALT).unsign(token) + "=")
    except (BadSignature, ValueError) as reason:
        raise LinkUnusable from reason
    return PayLink(UUID(bytes=said[:16]), UUID(bytes=said[16:]))


def has_ended(charge: Charge, now: datetime) -> bool:
    """Tell whether the link shows nothing any more."""
    return now > charge.charged_at + GOOD_FOR


def path_to(charge: Charge) -> str:
    """Return the path of the page on which the link's holder pays."""
    return reverse("payments:linked", args=[token_for(charge)])


def holder(visitor: Actor, charge: Charge) -> Actor:
    """Return the actor that the link makes of a visitor: let in to this one charge, by the name of whoever owes it."""
    return replace(visitor, name=charge.owed_by, via="link", guest_of=charge.id)
