"""What a link answers to whoever holds it. Every opening is kept and told; what does not work any more says nothing.

These run in the transaction of the page that calls them: a wrong passcode stays counted though it is refused.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.db.models import F
from django.urls import reverse

from telepraxis.base import audit, files, notify
from telepraxis.base.access import STAFF, Actor
from telepraxis.base.access.pace import Paces
from telepraxis.care.scheduling.letters import reader_of
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.models import Account

from .links import digest_of
from .models import Opening, SharedLink, Ticket
from .permissions import may_share
from .shlink import new_token

GOOD_FOR = timedelta(minutes=5)  # a ticket
ASKED = Paces(rate=0.5, burst=30)  # how often one link may be asked, in each process
REFUSED = Paces(rate=1 / 60, burst=5)  # rows about one dead link


class NothingHere(Exception):
    """No such link, or one that works no more: expired, ended, or whoever shared it may not any more."""


class WrongPasscode(Exception):
    """The passcode is another one; `left` more may be tried."""

    def __init__(self, left: int):
        super().__init__(f"{left} tries left")
        self.left = left


class TooOften(Exception):
    """The link is asked more often than people ask."""


@dataclass(frozen=True)
class Answer:
    """What a manifest lists: the sealed content itself, or a ticket by which it is fetched."""

    sealed: str = ""
    ticket: str = ""


def open_manifest(
    *, token: str, recipient: str, passcode: str, longest_embedded: int, by: Actor, now: datetime
) -> Answer:
    """Let `recipient` in: embed what is sealed when it has at most so many bytes, else give a ticket for it.

    :raises NothingHere, WrongPasscode, TooOften: as they say.
    """
    link = _working_link(token, by, now)
    if not link.asks_passcode:
        raise NothingHere  # it is one file, and fetched as such
    _prove(link, passcode, by, now)
    _opened(link, recipient, by, now)
    if link.size <= longest_embedded:
        return Answer(sealed=files.read(link.sealed_digest).decode())
    Ticket.objects.filter(link=link, good_until__lte=now).delete()
    ticket = new_token()
    Ticket.objects.create(
        organization_id=link.organization_id, link=link, digest=digest_of(ticket), good_until=now + GOOD_FOR
    )
    return Answer(ticket=ticket)


def open_file(*, token: str, recipient: str, by: Actor, now: datetime) -> str:
    """Return what is sealed of a link without a passcode (flag U).

    :raises NothingHere, TooOften: as they say.
    """
    link = _working_link(token, by, now)
    if link.asks_passcode:
        raise NothingHere
    _opened(link, recipient, by, now)
    return files.read(link.sealed_digest).decode()


def fetch(*, token: str, ticket: str, by: Actor, now: datetime) -> str:
    """Return what is sealed, once for each ticket.

    :raises NothingHere: the ticket is used, too old or of another link, or the link works no more.
    """
    link = _working_link(token, by, now)
    good = Ticket.objects.filter(link=link, digest=digest_of(ticket), used_at=None, good_until__gt=now)
    if not good.update(used_at=now):
        raise NothingHere
    return files.read(link.sealed_digest).decode()


def still_may(link: SharedLink, now: datetime) -> bool:
    """Tell whether whoever shared it still may: a right that has ended ends its links."""
    account = Account.objects.filter(pk=link.shared_by, is_active=True).first()
    actor = actor_of_account(account, link.organization_id, now=now) if account else None
    if actor is None:
        return False
    as_patient = replace(actor, roles=actor.roles - STAFF)  # a colleague may be a patient here too
    return may_share.allows(as_patient, link.patient_id)


def _working_link(token: str, by: Actor, now: datetime) -> SharedLink:
    """Return the link, locked until the page has answered. A flood is turned away before it touches anything."""
    digest = digest_of(token)
    if not ASKED.allows(digest):
        raise TooOften
    link = SharedLink.objects.select_for_update(of=("self",)).filter(address_digest=digest).first()
    if link is None:
        raise NothingHere
    if link.ended_at or link.expires_at <= now or not still_may(link, now):
        if REFUSED.allows(digest):
            audit.looked(by, "sharing.refused", patient=link.patient_id, entity=("SharedLink", link.id))
        raise NothingHere
    return link


def _prove(link: SharedLink, passcode: str, by: Actor, now: datetime) -> None:
    if check_password(passcode, link.passcode):
        return
    link.tries_left -= 1
    if not link.tries_left:
        link.ended_at, link.ended_why = now, SharedLink.End.GUESSED
        _tell(link)
    link.save(update_fields=["tries_left", "ended_at", "ended_why"])
    audit.wrote(by, "sharing.passcode_wrong", patient=link.patient_id, entity=("SharedLink", link.id))
    raise WrongPasscode(link.tries_left)


def _opened(link: SharedLink, recipient: str, by: Actor, now: datetime) -> None:
    Opening.objects.create(organization_id=link.organization_id, link=link, at=now, recipient=recipient)
    SharedLink.objects.filter(pk=link.pk).update(opened_count=F("opened_count") + 1, last_opened_at=now)
    audit.looked(by, "sharing.opened", patient=link.patient_id, entity=("SharedLink", link.id))


def _tell(link: SharedLink) -> None:
    """Mail the patient that a link was closed, without a word of what it showed."""
    reader = reader_of(link.patient_id)
    notify.email(
        to=reader.email,
        template="sharing/mail/guessed",
        context={"name": reader.name, "path": reverse("sharing:own", args=[link.patient_id])},
        language=reader.language,
        patient=link.patient_id,
        time_zone=reader.time_zone or None,
        by_key=f"shared-link-guessed:{link.id}",
    )
