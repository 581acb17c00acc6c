"""Let the waiting patient in: only with a complete safety card, and a licence or a recorded decision to go on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Modality, Visit

from . import safety
from .models import LicenceOverride
from .permissions import may_override_licence


class NotYet(Exception):
    """The patient cannot be admitted yet; `why` says in a sentence what is missing and what to do."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


class ReasonMissing(ValueError):
    """A decision to go on without a licence has a reason."""


def hindrance(visit: Visit) -> object | None:
    """Return, as a sentence, what stands against admitting the patient by video; None when nothing does."""
    if visit.modality != Modality.VIDEO:
        return None
    card = safety.card_of(visit)
    if card is None:
        return _("The safety card is not filled in yet. Fill it in with the patient by voice, or wait for it.")
    if not card.licensed and safety.override_of(visit, card) is None:
        return _("None of your licences holds where the patient is. Decide about that first.")
    return None


@transaction.atomic
def admit(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Let the patient in.

    :raises NotYet: the card is missing, no licence holds, or the patient is not in the waiting room.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    if why := hindrance(visit):
        raise NotYet(why)
    try:
        return visits.admit(visit=visit, by=by, now=now)
    except visits.PatientNotReady as reason:
        raise NotYet(_("The patient is not in the waiting room.")) from reason


@transaction.atomic
def override_licence(*, visit: Visit, reason: str, by: Actor, now: datetime) -> LicenceOverride:
    """Record that the clinician goes on although no licence holds where the patient is, and why.

    :raises ReasonMissing: no reason was given.
    :raises NotYet: there is no card, or a licence holds: nothing to decide.
    """
    may_override_licence.require(by, visit)
    visits.refuse_when_over(visit)
    card = safety.card_of(visit)
    if card is None or card.licensed:
        raise NotYet(_("There is nothing to decide about a licence."))
    if not reason.strip():
        raise ReasonMissing(_("Say why you go on: it stays in the record."))
    decision, _is_new = LicenceOverride.objects.get_or_create(
        organization_id=visit.organization_id,
        visit=visit,
        jurisdiction=card.jurisdiction,
        decided_by_account=by.account_id,
        defaults={
            "reason": reason.strip(),
            "decided_by": by.name,
            "decided_at": now,
        },
    )
    audit.wrote(
        by,
        "telehealth.licence_overridden",
        patient=visit.patient_id,
        entity=("Visit", visit.id),
        reason=reason.strip(),
    )
    safety.tell_again(visit)
    return decision
