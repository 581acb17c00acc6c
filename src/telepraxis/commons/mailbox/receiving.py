"""Take a message in: look whether it is whom it says, whole, for us, and new; then tell the rooms above."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.tenancy import served_organization
from telepraxis.registry.signatures import compact
from telepraxis.registry.signatures.verifying import NotAccepted, NotYetValid, UnknownKey

from . import letters
from .events import MessageArrived
from .met import NoSuchPartner, partner_for, trusted_keys
from .models import Incoming, Partner


class Refused(Exception):
    """The message is not taken, however often it comes; `str()` says why, for the sender's manager to read."""


class OutOfTurn(Exception):
    """An earlier message of its thread is not here yet: it may come again afterwards."""


class TooEarly(Exception):
    """It is dated in the future by more than clocks may differ: a wrong clock is no forgery, and it may come again."""

    def __init__(self) -> None:
        super().__init__(
            "The message is dated in the future: one of both clocks is wrong. It is taken when it is time."
        )


class KeyToAskFor(Exception):
    """A partner elsewhere has signed with a key that is not known here yet; `partner` is where to ask."""

    def __init__(self, partner: Partner):
        super().__init__(partner.name)
        self.partner = partner


@transaction.atomic
def receive(*, token: str, body: str, now: datetime) -> tuple[Incoming, bool]:
    """Keep a message for the organization that is served; return its row, and whether it is new.

    :raises Refused: forged, altered, not for us, from nobody we know, or from whom we take none.
    :raises OutOfTurn: what was sent before it is not here. :raises TooEarly: its time is still to come.
    :raises KeyToAskFor: its sender may have changed keys.
    """
    organization = served_organization()
    letter, partner = _opened(token, body, organization, now)
    if letter.receiver != organization:
        raise Refused("This message is for another organization.")
    if partner.blocked_at:
        raise Refused("Messages of this organization are not taken here.")
    if known := Incoming.objects.filter(partner=partner, message=letter.id).first():
        return known, False
    _refuse_out_of_turn(partner, letter)
    row, is_new = Incoming.objects.get_or_create(
        organization_id=organization, partner=partner, message=letter.id,
        defaults={
            "kind": letter.kind, "thread": letter.thread, "number": letter.number, "token": token, "body": body,
            "sent_at": letter.sent_at, "received_at": now,
        },
    )  # fmt: skip
    if is_new:
        audit.wrote(Actor.system(organization), "mailbox.received", entity=("Incoming", row.id))
        tell(MessageArrived(message=row.id, kind=row.kind))
    return row, is_new


def _opened(token: str, body: str, organization: UUID, now: datetime) -> tuple[letters.Letter, Partner]:
    partner = _sender(token, organization, now)
    try:
        return letters.opened(token, body, now=now, trusted=trusted_keys(partner)), partner
    except UnknownKey as reason:
        if partner.address:
            raise KeyToAskFor(partner) from reason
        raise Refused(str(reason)) from reason
    except NotYetValid as reason:
        raise TooEarly from reason
    except (NotAccepted, letters.NotAMessage) as reason:
        raise Refused(str(reason)) from reason


def _sender(token: str, organization: UUID, now: datetime) -> Partner:
    """Return who the message says it is from; nothing of it is believed yet."""
    try:
        issuer = compact.long(compact.read(token).header.get("iss"))
    except compact.Unreadable as reason:
        raise Refused(str(reason)) from reason
    if issuer is None:
        raise Refused("The message does not say whose it is.")
    try:
        return partner_for(issuer, by=Actor.system(organization), now=now)
    except NoSuchPartner as reason:
        raise Refused(
            "Your organization is not among the partners here. Ask their manager to add your address."
        ) from reason


def _refuse_out_of_turn(partner: Partner, letter: letters.Letter) -> None:
    before = Incoming.objects.filter(partner=partner, thread=letter.thread)
    others = before.exclude(message=letter.id)  # this very one may have come at the same moment
    if others.filter(number=letter.number).exists():
        raise Refused("Another message stands at this place of the thread.")
    if letter.number > 1 and not before.filter(number=letter.number - 1).exists():
        raise OutOfTurn
