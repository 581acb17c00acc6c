"""Whom it is for, in the pharmacy's own register: made with the first order, found again with the next."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients.details import BadDetails
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.duplicates import likely_duplicates, reasons_alike
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.patients.registration import register_details

from .bodies import NotUnderstood
from .models import Customer


def known(issuer: UUID, doc: dict, by: Actor, now: datetime) -> UUID:
    """Return the uid of whom an issuer's Patient document is about. By what the issuer calls them, and nothing else:
    to take two persons for one is worse than two records of one, which the pharmacist can merge. Our own patient is
    themselves.

    :raises NotUnderstood: nobody can be registered by this.
    """
    theirs = str(doc.get("id", ""))[:64]
    if not theirs:
        raise NotUnderstood("The message says of nobody who it is for.")
    if issuer == by.organization_id:
        return _ours(theirs)
    if (found := Customer.objects.filter(issuer=issuer, theirs=theirs).first()) is not None:
        return found.patient_id
    patient = _registered(doc, by, now)
    Customer.objects.create(organization_id=by.organization_id, issuer=issuer, theirs=theirs, patient_id=patient)
    audit.wrote(by, "pharmacy.customer_met", patient=patient, entity=("Patient", patient))
    return patient


@dataclass(frozen=True)
class PerhapsTheSame:
    """A record that may be the same person, and in what both are alike."""

    row: Patient
    why: tuple[str, ...]


def perhaps_the_same(patient: UUID | None) -> list[PerhapsTheSame]:
    """Return the records that a customer may be as well, until somebody has said so or said no. Two queries."""
    profile = PatientProfile.objects.filter(patient_id=patient).exclude(possible_duplicates=[])
    found = profile.select_related("patient").first()
    if found is None or found.patient.merged_into:
        return []
    mine = details_of(record.content_of(found.patient))
    others = Patient.objects.filter(uid__in=found.possible_duplicates, merged_into="").order_by("name_text", "uid")
    return [PerhapsTheSame(each, reasons_alike(mine, details_of(record.content_of(each)))) for each in others]


def _ours(logical_id: str) -> UUID:
    row = Patient.objects.filter(logical_id=logical_id).first()
    if row is None:
        raise NotUnderstood("Nobody here is called so.")
    return row.uid


def _registered(doc: dict, by: Actor, now: datetime) -> UUID:
    try:
        details = details_of(doc)
        others = [each.uid for each in likely_duplicates(details)]
        try:
            row = register_details(details=details, despite_duplicates=others, by=by, now=now)
        except BadDetails:  # a phone or a mail that is none: the name and the birth date matter
            bare = replace(details, phone="", email="", language="", interpreter_language="")
            row = register_details(details=bare, despite_duplicates=others, by=by, now=now)
    except (BadDetails, KeyError, TypeError, AttributeError, ValueError) as reason:
        raise NotUnderstood("Nobody can be registered by this.") from reason
    return row.uid
