"""The safety card: what both sides must know before a camera opens, answered by the patient or spoken to staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.live import group, hint
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.encounters.models import Handover, Visit
from telepraxis.care.encounters.visits import look_again, refuse_when_over
from telepraxis.registry.consents.giving import give
from telepraxis.registry.consents.models import ConsentText
from telepraxis.registry.consents.texts import current_text
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.identity import uids_of
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.practitioners.licences import licensed

from .models import LicenceOverride, SafetyCard
from .permissions import AtTheDoor, may_come_in, may_fill_card_for

HOLDS = "active"  # of a Consent (R4 consent-state-codes)


class CardIncomplete(Exception):
    """Answers are missing; `fields` says which, and why each is asked."""

    def __init__(self, fields: dict[str, object]):
        super().__init__(", ".join(fields))
        self.fields = fields


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was said. `company` is a `SafetyCard.Company`; `consents` is the act of agreeing, never remembered."""

    jurisdiction: str = ""
    place: str = ""
    callback_phone: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    company: str = ""
    company_names: str = ""
    interpreter_language: str = ""
    consents: bool = False


def remembered(visit: Visit) -> Answers:
    """Return what is known already: the last card, else the registration. Consent and company are always empty."""
    last = SafetyCard.objects.filter(patient_id__in=uids_of(visit.patient_id)).order_by("-answered_at").first()
    profile = PatientProfile.objects.filter(patient_id=visit.patient_id).first()
    if last:
        return Answers(
            jurisdiction=last.jurisdiction,
            place=last.place,
            callback_phone=last.callback_phone,
            contact_name=last.contact_name,
            contact_phone=last.contact_phone,
            interpreter_language=last.interpreter_language,
        )
    return Answers(
        place=str(details_of(record.content_of(visit.patient)).address),
        jurisdiction=profile.jurisdiction if profile else "",
        callback_phone=visit.patient.phone,
        contact_name=profile.emergency_contact_name if profile else "",
        contact_phone=profile.emergency_contact_phone if profile else "",
        interpreter_language=profile.interpreter_language if profile else "",
    )


def missing_in(answers: Answers) -> dict[str, object]:
    """Return what is still to be answered, by field, in words; empty when the card is complete."""
    missing: dict[str, object] = {}
    if not answers.jurisdiction:
        missing["jurisdiction"] = _("Choose the country or state where you are now.")
    if not answers.place.strip():
        missing["place"] = _("Say where you are, so that help finds you.")
    if sum(sign.isdigit() for sign in answers.callback_phone) < 6:
        missing["callback_phone"] = _("Give a phone number on which we reach you if the call is lost.")
    if answers.company not in SafetyCard.Company.values:
        missing["company"] = _("Say who is with you.")
    if not answers.consents:
        missing["consents"] = _(
            "To be seen by video we need your agreement. Without it, call us and we find another way."
        )
    return missing


def consent_text(visit: Visit, jurisdiction: str, language: str, now: datetime) -> ConsentText:
    """Return the text that holds where the patient is, in their language where there is one.

    :raises NoConsentText: the practice has none.
    """
    return current_text("telehealth", jurisdiction or "*", language, now.date())


@transaction.atomic
def answer(
    *, visit: Visit, answers: Answers, text: ConsentText, spoken: bool = False, by: Actor, now: datetime
) -> SafetyCard:
    """Keep the card, give the consent, and note whether a licence of the clinician holds where the patient is.

    With `spoken`, staff fill it in as the patient speaks.

    :raises CardIncomplete: answers are missing.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    if spoken:
        may_fill_card_for.require(by, visit)
    else:
        may_come_in.require(by, AtTheDoor(visit, by_link=by.via == "link"))
    refuse_when_over(visit)
    if missing := missing_in(answers):
        raise CardIncomplete(missing)
    consent = give(
        patient=visit.patient_id,
        text_id=text.id,
        encounter_or_visit_id=visit.id,
        spoken_by_staff=spoken,
        by=by,
        now=now,
    )
    card = SafetyCard.objects.create(
        organization_id=visit.organization_id,
        visit=visit,
        patient_id=visit.patient_id,
        jurisdiction=answers.jurisdiction,
        place=answers.place.strip(),
        callback_phone=answers.callback_phone.strip(),
        contact_name=answers.contact_name.strip(),
        contact_phone=answers.contact_phone.strip(),
        company=answers.company,
        company_names=answers.company_names.strip() if answers.company == SafetyCard.Company.TRUSTED else "",
        interpreter_language=answers.interpreter_language,
        consent=consent,
        consent_label=text.label,
        licensed=licensed(visit.practitioner_id, answers.jurisdiction, now.date()),
        spoken_to=by.name if spoken else "",
        answered_by=by.name or visit.patient.name_text,
        answered_at=now,
    )
    audit.wrote(by, "telehealth.safety_card_answered", patient=visit.patient_id, entity=("SafetyCard", card.id))
    look_again(visit)
    return card


def card_of(visit: Visit) -> SafetyCard | None:
    """Return the visit's card as it was answered last, while its consent holds. One query."""
    card = _newest_card(visit)
    return card if card and card.consent.status == HOLDS else None


def consent_withdrawn(visit: Visit) -> bool:
    """Tell whether the patient agreed to this visit by video and agrees no more. One query."""
    card = _newest_card(visit)
    return card is not None and card.consent.status != HOLDS


def _newest_card(visit: Visit) -> SafetyCard | None:
    return SafetyCard.objects.filter(visit=visit).select_related("consent").order_by("-answered_at").first()


def override_of(visit: Visit, card: SafetyCard | None) -> LicenceOverride | None:
    """Return the decision of the clinician who treats now to go on without a licence where this card says they are."""
    if card is None or card.licensed:
        return None
    found = LicenceOverride.objects.filter(visit=visit, jurisdiction=card.jurisdiction)
    if taken_over := Handover.objects.filter(visit=visit).order_by("-at").first():
        found = found.filter(decided_at__gte=taken_over.at)
    return found.order_by("-decided_at").first()


@transaction.atomic
def look_at_licence_again(*, visit: Visit, by: Actor, now: datetime) -> SafetyCard | None:
    """Keep the card as it was answered, with whether a licence of the clinician who treats now holds there."""
    card = card_of(visit)
    if card is None:
        return None
    card.licensed = licensed(visit.practitioner_id, card.jurisdiction, now.date())
    # The answers are as old as they were; the newest row of a visit is its card.
    card.answered_at += timedelta(microseconds=1)
    card.pk = uuid7()
    card.save(force_insert=True)
    audit.wrote(by, "telehealth.licence_looked_at", patient=visit.patient_id, entity=("SafetyCard", card.id))
    return card


def tell_again(visit: Visit) -> None:
    """Have the screens of this visit look at the card again."""
    hint(group(visit.organization_id, "visit", visit.id), "visit", visit=visit.id)
