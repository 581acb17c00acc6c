"""Register patients and amend what is known of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import Patient

from .amended import amended_document
from .details import BadDetails, checked, tidied
from .document import Address, Details, EmergencyContact, Identifier, details_of, patient_document
from .duplicates import LikelyDuplicate, likely_duplicates
from .events import PatientAmended, PatientRegistered
from .identity import lead_on
from .indexing import index_patient
from .models import PatientProfile
from .permissions import may_amend_identity, may_amend_patient, may_register_patients, may_set_duplicates_aside
from .proxies import refuse_shared_mailbox

__all__ = ["BadDetails", "IdentityNeedsStaff", "LikelyDuplicate", "amend", "register", "register_details"]


class IdentityNeedsStaff(Exception):
    """A patient may not change name, birth date, gender or identifiers: the practice does, on seeing a document."""

    def __init__(self):
        super().__init__(_("To correct your name, birth date or gender, please ask the practice."))


def register(
    *,
    given: str,
    family: str,
    birth_date,
    gender: str = "unknown",
    phone: str = "",
    email: str = "",
    language: str = "",
    interpreter_language: str = "",
    jurisdiction: str = "",
    time_zone: str = "",
    address: Address | dict | None = None,
    emergency_contact: EmergencyContact | dict | None = None,
    identifiers: Iterable[Identifier] = (),
    needs: str = "",
    by: Actor,
    now: datetime,
    despite_duplicates: Iterable[UUID] = (),
) -> Patient:
    """Begin a record for a patient and return it; see `register_details`."""
    details = Details(
        given=given,
        family=family,
        birth_date=birth_date,
        gender=gender,
        phone=phone,
        email=email,
        language=language,
        interpreter_language=interpreter_language,
        needs=needs,
        address=Address(**address) if isinstance(address, dict) else address or Address(),
        emergency_contact=(
            EmergencyContact(**emergency_contact)
            if isinstance(emergency_contact, dict)
            else emergency_contact or EmergencyContact()
        ),
        identifiers=tuple(identifiers),
    )
    return register_details(
        details=details,
        jurisdiction=jurisdiction,
        time_zone=time_zone,
        by=by,
        now=now,
        despite_duplicates=despite_duplicates,
    )


@transaction.atomic
def register_details(
    *,
    details: Details,
    jurisdiction: str = "",
    time_zone: str = "",
    by: Actor,
    now: datetime,
    despite_duplicates: Iterable[UUID] = (),
) -> Patient:
    """Begin a record for a patient and return it.

    `despite_duplicates` are records that staff looked at and said are somebody else. A visitor who registers themself
    is never told of others, and whom the installation registers nobody has looked at: their likely duplicates are noted
    for staff.

    :raises BadDetails: something typed cannot be; `fields` says what.
    :raises LikelyDuplicate: there may be a record already.
    """
    may_register_patients.require(by)
    details = checked(details, now)
    matches = likely_duplicates(details)
    is_self = not (by.is_staff or by.is_system)
    if not is_self and (unseen := [match for match in matches if match.uid not in set(despite_duplicates)]):
        raise LikelyDuplicate(unseen)
    doc = patient_document(details)
    patient = record.write("Patient", doc, by=by, now=now)
    index_patient(patient, doc)
    PatientProfile.objects.create(
        organization_id=by.organization_id,
        patient=patient,
        jurisdiction=jurisdiction,
        time_zone=time_zone,
        registered_at=now,
        self_registered_at=now if is_self else None,
        possible_duplicates=[match.uid for match in matches] if not by.is_staff else [],
        **beside(details),
    )
    audit.wrote(by, "patients.registered", patient=patient.uid, entity=("Patient", patient.logical_id))
    tell(PatientRegistered(patient_id=patient.uid, registered_at=now))
    return patient


@transaction.atomic
def amend(
    *,
    patient: UUID,
    details: Details,
    jurisdiction: str | None = None,
    time_zone: str | None = None,
    if_version: int | None = None,
    by: Actor,
    now: datetime,
) -> Patient:
    """Correct what is known of a patient and return the record's new row; every earlier version is kept.

    :raises BadDetails: something typed cannot be.
    :raises IdentityNeedsStaff: a patient or proxy changes who the patient is.
    :raises record.VersionConflict: somebody else amended it since it was read.
    :raises identity.Merged: the record was merged into another one, which is now the one to amend.
    """
    may_amend_patient.require(by, patient)
    row = Patient.objects.select_for_update().get(uid=patient)
    lead_on(row)
    before = record.content_of(row)
    known = tidied(details_of(before))
    details = checked(details, now, known=known)
    if not may_amend_identity.allows(by) and _identity(details) != _identity(known):
        raise IdentityNeedsStaff
    refuse_shared_mailbox(patient, birth_date=details.birth_date, email=details.email, now=now)
    doc = amended_document(before, details)
    row = record.write("Patient", doc, by=by, now=now, if_version=if_version)
    index_patient(row, doc)
    profile = PatientProfile.objects.select_for_update().get(patient_id=patient)
    for column, value in beside(details).items():
        setattr(profile, column, value)
    profile.jurisdiction = profile.jurisdiction if jurisdiction is None else jurisdiction
    profile.time_zone = profile.time_zone if time_zone is None else time_zone
    profile.save()
    audit.wrote(by, "patients.amended", patient=patient, entity=("Patient", row.logical_id))
    tell(PatientAmended(patient_id=patient, amended_at=now))
    return row


@transaction.atomic
def set_duplicates_aside(*, patient: UUID, by: Actor, now: datetime) -> None:
    """Note that staff looked at the possible duplicates of a patient whom nobody of them registered: none is the same.

    :raises PatientProfile.DoesNotExist: nobody here has this uid.
    """
    may_set_duplicates_aside.require(by)
    profile = PatientProfile.objects.select_for_update().get(patient_id=patient)
    profile.possible_duplicates = []
    profile.save(update_fields=["possible_duplicates"])
    audit.wrote(by, "patients.duplicates_set_aside", patient=patient, entity=("Patient", patient))


def _identity(details: Details) -> tuple:
    bare = replace(details, gender=details.gender or "unknown")
    return bare.given, bare.family, bare.birth_date, bare.gender, bare.identifiers


def beside(details: Details) -> dict:
    """Return the columns of the profile that repeat or complete the document."""
    return {
        "interpreter_language": details.interpreter_language,
        "needs": details.needs,
        "emergency_contact_name": details.emergency_contact.name,
        "emergency_contact_relation": details.emergency_contact.relation,
        "emergency_contact_phone": details.emergency_contact.phone,
    }
