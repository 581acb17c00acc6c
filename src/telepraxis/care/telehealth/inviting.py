"""Ask somebody into a visit, let them in, and end their part: what the clinician decides about guests."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, live, notify
from telepraxis.base.access import Actor
from telepraxis.care.encounters import presences
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import refuse_when_over
from telepraxis.registry.accounts import memberships
from telepraxis.registry.accounts.models import Account

from . import seats
from .arrival import planned_end
from .guests import participant_of
from .links import GOOD_AFTER_END
from .models import Invitation
from .permissions import may_invite

MOST_INVITATIONS = 12  # of one visit, whatever became of them
LONGEST_NAME = 120
_SALT = "telehealth.guest"


class NobodyNamed(ValueError):
    """An invitation says whom it is for."""


class NoSuchRole(ValueError):
    """A guest is a family member or carer, an interpreter, or a colleague."""


class AddressUnusable(ValueError):
    """This is no e-mail address."""


class NotAColleague(ValueError):
    """Nobody of the practice has this account."""


class TooManyInvitations(Exception):
    """More people were invited to this visit than any visit needs."""


class NotWaiting(Exception):
    """The guest's page is not open, or their part has ended."""


class PatientFirst(Exception):
    """The visit has not begun: the patient comes in before anybody else."""


class GuestLinkForged(Exception):
    """The link was not made here, or was damaged on the way."""


@transaction.atomic
def invite(
    *, visit: Visit, role: str, name: str = "", email: str = "", colleague: UUID | None = None, by: Actor, now: datetime
) -> Invitation:
    """Invite somebody to this one visit; with an address, or as a colleague of the practice, the link goes by mail.

    :raises VisitIsOver: there is nothing to come to.
    :raises NoSuchRole: the role is none of a guest's.
    :raises NobodyNamed: it is not said whom it is for.
    :raises AddressUnusable: the address is none.
    :raises NotAColleague: the account does not work here.
    :raises TooManyInvitations: twelve were asked already.
    """
    visit = Visit.objects.locked(visit)
    may_invite.require(by, visit)
    refuse_when_over(visit)
    if role not in Invitation.Role.values:
        raise NoSuchRole
    account = _colleague(colleague) if colleague else None
    name, email = _whom(account, name, email)
    if Invitation.objects.filter(visit=visit).count() >= MOST_INVITATIONS:
        raise TooManyInvitations
    invitation = Invitation.objects.create(
        organization_id=visit.organization_id,
        visit=visit,
        role=role,
        name=name,
        email=email,
        account_id=account.id if account else None,
        invited_by=by.name,
        invited_at=now,
        expires_at=max(planned_end(visit), now) + GOOD_AFTER_END,
    )
    audit.wrote(
        by,
        "telehealth.guest_invited",
        patient=visit.patient_id,
        entity=("Invitation", invitation.id),
        reason=f"{name}, {role}",
    )
    _send(invitation, account)
    tell_again(visit)
    return invitation


def _colleague(account_id: UUID) -> Account:
    found = [member.account for member in memberships.colleagues() if member.account_id == account_id]
    if not found:
        raise NotAColleague(_("Nobody of the practice has this account any more. Choose again."))
    return found[0]


def _whom(account: Account | None, name: str, email: str) -> tuple[str, str]:
    if account:
        return account.name, account.email
    name, email = name.replace("\x00", "").strip()[:LONGEST_NAME], email.strip()
    if not name:
        raise NobodyNamed(_("Say whom you invite: everybody in the visit reads the name."))
    if email:
        try:
            validate_email(email)
        except ValidationError as reason:
            raise AddressUnusable(
                _("This is not an e-mail address. Leave it empty to copy the link yourself.")
            ) from reason
    return name, email


def _send(invitation: Invitation, account: Account | None) -> None:
    """Mail the link. Neither the patient's name nor why they meet is in it: the guest hears it in the visit."""
    visit = invitation.visit
    notify.email(
        to=invitation.email,
        template="telehealth/mail/invitation",
        context={
            "name": invitation.name,
            "clinician": visit.practitioner.name_text,
            "at": visit.planned_at,
            "join_link": guest_link(invitation),
        },
        language=account.language if account else visit.patient.language,
        patient=visit.patient_id,
        by_key=f"guest:{invitation.id}",
    )


def guest_link(invitation: Invitation) -> str:
    """Return the whole address that lets this one guest knock at this one visit."""
    said = [invitation.organization_id.hex, invitation.id.hex]
    path = reverse("telehealth:open_invitation", args=[signing.dumps(said, salt=_SALT)])
    return settings.PUBLIC_URL.rstrip("/") + path


def read_guest_link(token: str) -> tuple[UUID, UUID]:
    """Return (organization, invitation) of a token.

    :raises GuestLinkForged: no key of ours signed this.
    """
    try:
        organization, invitation = signing.loads(token, salt=_SALT)
        return UUID(organization), UUID(invitation)
    except (signing.BadSignature, ValueError, TypeError) as reason:
        raise GuestLinkForged from reason


@transaction.atomic
def let_in(*, invitation: Invitation, by: Actor, now: datetime) -> Invitation:
    """Let the waiting guest into the call. Said twice it lets in once.

    :raises VisitIsOver: it has ended or was cancelled.
    :raises PatientFirst: the visit has not begun.
    :raises NotWaiting: their page is not open, or their part has ended.
    :raises seats.CallIsFull: four people are in the call.
    """
    visit = Visit.objects.locked(invitation.visit)
    may_invite.require(by, visit)
    refuse_when_over(visit)
    invitation = _locked(invitation)
    if not visit.has_begun:
        raise PatientFirst(_("Let the patient in first, then the guest."))
    if invitation.admitted_at and invitation.ended_at is None:
        return invitation
    if not invitation.waits:
        raise NotWaiting(_("This guest is not waiting any more."))
    seats.refuse_when_full(visit, participant_of(invitation), now=now)
    invitation.admitted_at, invitation.admitted_by = now, by.name
    invitation.save(update_fields=["admitted_at", "admitted_by"])
    said = f"{invitation.shown_name}, {invitation.role}"
    audit.wrote(
        by, "telehealth.guest_let_in", patient=visit.patient_id, entity=("Invitation", invitation.id), reason=said
    )
    tell_again(visit)
    return invitation


@transaction.atomic
def end(*, invitation: Invitation, by: Actor, now: datetime) -> Invitation:
    """End the guest's part for good: take the link back, refuse who waits, or remove who is in the call.

    At once they have no seat, their page is closed, and the others' pages drop them. Said twice it ends once.
    """
    visit = Visit.objects.locked(invitation.visit)
    may_invite.require(by, visit)
    invitation = _locked(invitation)
    if invitation.ended_at:
        return invitation
    invitation.ended_why = _why(invitation)
    invitation.ended_at, invitation.ended_by = now, by.name
    invitation.waiting_since, invitation.channel = None, ""
    invitation.save(update_fields=["ended_why", "ended_at", "ended_by", "waiting_since", "channel"])
    said = f"{invitation.shown_name}, {invitation.role}"
    action = f"telehealth.guest_{invitation.ended_why}"
    audit.wrote(by, action, patient=visit.patient_id, entity=("Invitation", invitation.id), reason=said)
    participant = participant_of(invitation)
    if seat := seats.clear(visit=visit, participant=participant, now=now):
        live.hint(live.group(visit.organization_id, "call", visit.id), "gone", seat=seat.id)
    presences.left(visit=visit, participant=participant, by=by, now=now)
    live.rights_changed(live.group(visit.organization_id, "visit", visit.id))
    tell_again(visit)
    return invitation


def _why(invitation: Invitation) -> str:
    if invitation.admitted_at:
        return Invitation.End.REMOVED
    return Invitation.End.REFUSED if invitation.agreed_at else Invitation.End.REVOKED


def _locked(invitation: Invitation) -> Invitation:
    chosen = Invitation.objects.select_for_update(of=("self",)).select_related("visit__practitioner")
    return chosen.get(pk=invitation.pk)


def tell_again(visit: Visit) -> None:
    """Have the screens of this visit look at its guests again."""
    live.hint(live.group(visit.organization_id, "visit", visit.id), "guests", visit=visit.id)
