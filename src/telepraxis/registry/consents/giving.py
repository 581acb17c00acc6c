"""Give consent, withdraw it, and say what a patient agreed to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, live, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Consent, Patient
from telepraxis.registry.patients.identity import records_of, uids_of

from .document import consent_document, withdrawn
from .models import ConsentText, GivenConsent
from .permissions import may_give_consent


class AlreadyWithdrawn(Exception):
    """This consent was withdrawn before."""


@transaction.atomic
def give(
    *,
    patient: UUID,
    text_id: UUID,
    encounter_or_visit_id: UUID | None = None,
    spoken_by_staff: bool = False,
    by: Actor,
    now: datetime,
) -> Consent:
    """Record that the patient, or who acts for them, agrees to this very text, and return the Consent.

    With `spoken_by_staff` a member of staff writes down what the patient said aloud.
    """
    may_give_consent.require(by, patient)
    text = ConsentText.objects.get(id=text_id)
    row = Patient.objects.get(uid=patient)
    doc = consent_document(
        kind=text.kind,
        patient=row.logical_id,
        given_at=now,
        performer=_performer(row, by, spoken_by_staff),
        policy=text.label,
        source=text.source,
        spoken=spoken_by_staff,
    )
    consent = record.write("Consent", doc, by=by, now=now)
    GivenConsent.objects.create(
        organization_id=by.organization_id,
        document=consent,
        patient=row,
        text=text,
        visit_id=encounter_or_visit_id,
        given_at=now,
        given_by=by.name or row.name_text,
        spoken_to_staff=spoken_by_staff,
    )
    audit.wrote(by, "consents.given", patient=patient, entity=("Consent", consent.logical_id), reason=text.label)
    return consent


@transaction.atomic
def give_to_deed(*, patient: UUID, kind: str, wording: str, by: Actor, now: datetime) -> Consent:
    """Record that the patient agrees to one deed (one picture), in words that stood beside it, and return the Consent.

    `wording` names those words and their version. Staff cannot give it in the patient's place.
    """
    may_give_consent.require(by, patient)
    row = Patient.objects.get(uid=patient)
    doc = consent_document(
        kind=kind,
        patient=row.logical_id,
        given_at=now,
        performer=by.name or row.name_text,
        policy=wording,
        source=wording,
        spoken=False,
    )
    consent = record.write("Consent", doc, by=by, now=now)
    audit.wrote(by, "consents.given", patient=patient, entity=("Consent", consent.logical_id), reason=wording)
    return consent


@transaction.atomic
def withdraw(*, consent: Consent, reason: str = "", by: Actor, now: datetime) -> Consent:
    """Record that the patient agrees no more, from now on.

    :raises AlreadyWithdrawn: it was withdrawn before.
    """
    may_give_consent.require(by, consent.patient_id)
    given = GivenConsent.objects.select_for_update().get(document=consent)
    if given.withdrawn_at is not None:
        raise AlreadyWithdrawn
    given.withdrawn_at = now
    given.save(update_fields=["withdrawn_at"])
    for one in records_of(consent.patient_id):
        live.rights_changed(live.rights_of_patient(consent.organization_id, one))
    row = record.write("Consent", withdrawn(record.content_of(consent)), by=by, now=now)
    audit.wrote(
        by, "consents.withdrawn", patient=consent.patient_id, entity=("Consent", consent.logical_id), reason=reason
    )
    return row


def current_consent(patient: UUID, kind: str) -> GivenConsent | None:
    """Return the patient's newest consent of the kind that was not withdrawn, with its text. One query."""
    return (
        GivenConsent.objects.filter(patient_id__in=uids_of(patient), text__kind=kind, withdrawn_at=None)
        .select_related("text", "document")
        .order_by("-given_at")
        .first()
    )


def consents_of(patient: UUID) -> list[GivenConsent]:
    """Return everything the patient agreed to, the newest first, with texts. One query."""
    found = GivenConsent.objects.filter(patient_id__in=uids_of(patient)).select_related("text", "document")
    return list(found.order_by("-given_at"))


def _performer(patient: Patient, by: Actor, spoken: bool) -> str:
    if spoken:
        return str(_("%(patient)s, aloud to %(staff)s")) % {"patient": patient.name_text, "staff": by.name}
    if by.is_patient(patient.uid) or not by.name:
        return patient.name_text
    return str(_("%(proxy)s for %(patient)s")) % {"proxy": by.name, "patient": patient.name_text}
