"""Signed links into the house: the one-click link of a sign-in mail, and a colleague's invitation."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from .models import Account

SIGN_IN_FOR = timedelta(minutes=15)
INVITATION_FOR = timedelta(days=7)
_SIGN_IN = "accounts.sign_in_link"
_INVITATION = "accounts.invitation"
ADDRESS_FOR = timedelta(hours=1)
_ADDRESS = "accounts.address"


class LinkUnusable(Exception):
    """The link is forged, damaged or too old."""


@dataclass(frozen=True)
class SignInLink:
    """What a sign-in link says: whose it is, what it shares with the code beside it, where it leads."""

    account_id: UUID
    nonce: str
    next: str
    email: str  # the address it was sent to; it opens nothing once the account has another


@dataclass(frozen=True)
class AddressLink:
    """What the proof of a new e-mail address says."""

    account_id: UUID
    before: str
    after: str


def sign_in_token(account: Account, nonce: str, next: str = "") -> str:
    """Return the token of a one-click link, good for 15 minutes, one use and the address it was sent to."""
    said = {"a": str(account.pk), "n": nonce, "t": next[:500], "e": account.email.lower()}
    return signing.dumps(said, salt=_SIGN_IN)


def read_sign_in(token: str) -> SignInLink:
    """Return what the token says.

    :raises LinkUnusable: forged, damaged or too old.
    """
    said = _read(token, _SIGN_IN, SIGN_IN_FOR)
    return SignInLink(UUID(said["a"]), said["n"], said["t"], said.get("e", ""))


def invitation_token(account: Account) -> str:
    """Return the token of an invitation: good for 7 days, until the account has a second factor."""
    return signing.dumps({"a": str(account.pk)}, salt=_INVITATION)


def read_invitation(token: str) -> UUID:
    """Return whose invitation it is.

    :raises LinkUnusable: forged, damaged or too old.
    """
    return UUID(_read(token, _INVITATION, INVITATION_FOR)["a"])


def address_token(account: Account, email: str) -> str:
    """Return the token that proves a new address: good for an hour, one use, and the address the account has now."""
    return signing.dumps({"a": str(account.pk), "b": account.email, "n": email}, salt=_ADDRESS)


def read_address(token: str) -> AddressLink:
    """Return what the token says.

    :raises LinkUnusable: forged, damaged or too old.
    """
    said = _read(token, _ADDRESS, ADDRESS_FOR)
    return AddressLink(UUID(said["a"]), said["b"], said["n"])


def _read(token: str, salt: str, good_for: timedelta) -> dict:
    try:
        return signing.loads(token, salt=salt, max_age=good_for)
    except signing.BadSignature as reason:
        raise LinkUnusable from reason
