"""An invited person's own side: open the link, say who one is, agree, wait; and the questions about guests."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, live
from telepraxis.base.access import Actor
from telepraxis.care.encounters import presences
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.presences import Participant
from telepraxis.registry.accounts import devices

from .models import Invitation, Working
from .permissions import GuestAtTheDoor, may_be_guest

INVITED = "invited_to"  # in the session: {visit id: [organization id, invitation id]} of invitations opened here
CONFIDENTIALITY = "guest-1"  # of the text in telehealth/guest.html; a new text gets a new name


class InvitationEnded(Exception):
    """The invitation was taken back, the guest refused or removed; `why` is an Invitation.End."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


class InvitationExpired(Exception):
    """It is too late for this invitation."""


class InvitationOver(Exception):
    """The visit has ended or was cancelled."""


class InvitationTaken(Exception):
    """Another browser has taken this link: it is for one person."""


class NotYetSaid(ValueError):
    """A guest says who they are and agrees to keep silence; `fields` says what is missing."""

    def __init__(self, fields: dict[str, object]):
        super().__init__(", ".join(fields))
        self.fields = fields


# In a browser


def remember(session, invitation: Invitation) -> None:
    """Let this browser find its way back without the token in the address."""
    session[INVITED] = {
        **session.get(INVITED, {}),
        str(invitation.visit_id): [str(invitation.organization_id), str(invitation.id)],
    }


def organization_of(session, visit_id: UUID) -> UUID | None:
    known = session.get(INVITED, {}).get(str(visit_id))
    return UUID(known[0]) if known else None


def invitation_of(request, visit_id: UUID) -> Invitation | None:
    """Return the invitation to this visit that was opened in this browser, with visit and clinician. One query."""
    known = request.session.get(INVITED, {}).get(str(visit_id))
    if not known:
        return None
    found = Invitation.objects.select_related("visit__patient", "visit__practitioner")
    return found.filter(id=known[1], visit_id=visit_id).first()


def refuse_unless_good(invitation: Invitation, device_id: UUID | None, *, now: datetime) -> None:
    """Pass while this browser may go on with the invitation.

    :raises InvitationEnded: it was taken back, refused, or its guest removed.
    :raises InvitationOver: the visit is.
    :raises InvitationExpired: it is too late.
    :raises InvitationTaken: another browser holds it.
    """
    if invitation.ended_at:
        raise InvitationEnded(invitation.ended_why)
    if not invitation.visit.is_open:
        raise InvitationOver
    if now > invitation.expires_at and invitation.visit.status != Visit.Status.IN_PROGRESS:
        raise InvitationExpired
    if invitation.device_id and invitation.device_id != device_id:
        raise InvitationTaken


def is_signed_in_as_invited(request, invitation: Invitation) -> bool:
    """Tell whether a colleague's invitation is opened by that colleague, signed in and not asleep."""
    if invitation.account_id is None:
        return True
    return request.user.is_authenticated and request.user.pk == invitation.account_id


def actor_of(request, invitation: Invitation) -> Actor | None:
    """Return the guest as whom this browser acts, or None where the invitation does not let in."""
    if not is_signed_in_as_invited(request, invitation):
        return None
    try:
        refuse_unless_good(invitation, devices.device_of(request), now=request.now)
    except (InvitationEnded, InvitationOver, InvitationExpired, InvitationTaken):
        return None
    visitor = Actor.visitor(invitation.organization_id, address=request.address, request_id=request.request_id)
    return visitor.as_guest(
        name=invitation.shown_name,
        account_id=invitation.account_id,
        guest_of=invitation.visit_id if invitation.admitted_at else None,
    )


# Verbs


@transaction.atomic
def introduce(
    *,
    invitation: Invitation,
    name: str,
    agrees: bool,
    found: dict[str, str],
    device_id: UUID,
    by: Actor,
    now: datetime,
) -> Invitation:
    """Keep who the guest says they are and that they agreed to keep silence; this browser has the link from now on.

    :raises NotYetSaid: name or agreement is missing.
    :raises InvitationTaken: another browser was quicker.
    """
    may_be_guest.require(by, GuestAtTheDoor(invitation))
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("visit").get(pk=invitation.pk)
    refuse_unless_good(invitation, device_id, now=now)
    name = by.name if invitation.account_id else name.replace("\x00", "").strip()[:120]
    missing: dict[str, object] = {}
    if not name:
        missing["name"] = _("Say who you are: everybody in the visit reads your name.")
    if not agrees:
        missing["agrees"] = _("To be let in you must agree to keep to yourself what you hear.")
    if missing:
        raise NotYetSaid(missing)
    invitation.device_id, invitation.said_name = device_id, name
    invitation.agreed_at, invitation.agreed_to = invitation.agreed_at or now, CONFIDENTIALITY
    for part in ("camera", "microphone"):
        setattr(invitation, part, found.get(part) if found.get(part) in Working.values else Working.NOT_CHECKED)
    invitation.save()
    audit.wrote(
        by,
        "telehealth.guest_introduced",
        patient=invitation.visit.patient_id,
        entity=("Invitation", invitation.id),
        reason=f"{name}, {invitation.role}",
    )
    return invitation


@transaction.atomic
def wait(*, invitation: Invitation, channel: str, by: Actor, now: datetime) -> None:
    """Seat the guest before the door; the clinician's page shows them."""
    may_be_guest.require(by, GuestAtTheDoor(invitation))
    invitation.waiting_since, invitation.channel = invitation.waiting_since or now, channel
    invitation.save(update_fields=["waiting_since", "channel"])
    audit.wrote(by, "telehealth.guest_waits", patient=invitation.visit.patient_id, entity=("Invitation", invitation.id))
    _tell_again(invitation)


@transaction.atomic
def stop_waiting(*, invitation: Invitation, channel: str, by: Actor) -> None:
    """Note that the page which waited is gone, unless another one waits in its place."""
    gone = Invitation.objects.filter(id=invitation.id, channel=channel).update(waiting_since=None, channel="")
    if gone:
        patient = invitation.visit.patient_id
        audit.wrote(by, "telehealth.guest_stepped_away", patient=patient, entity=("Invitation", invitation.id))
        _tell_again(invitation)


def _tell_again(invitation: Invitation) -> None:
    live.hint(live.group(invitation.organization_id, "visit", invitation.visit_id), "guests", visit=invitation.visit_id)


# Questions


def participant_of(invitation: Invitation) -> Participant:
    """Return the guest as a participant of the visit, the same each time they come back."""
    return presences.guest_of(
        invitation=invitation.id,
        name=invitation.shown_name,
        role=invitation.role,
        account_id=invitation.account_id,
    )


def invitations_of(visit: Visit) -> list[Invitation]:
    """Return the visit's invitations that still stand, in the order they were made. One query."""
    return list(Invitation.objects.filter(visit=visit, ended_at=None).order_by("invited_at"))


def waiting_at(visit: Visit) -> list[Invitation]:
    """Return the guests who wait to be let in. One query."""
    waiting = Q(ended_at=None, admitted_at=None, waiting_since__isnull=False)
    return list(Invitation.objects.filter(waiting, visit=visit).order_by("waiting_since"))
