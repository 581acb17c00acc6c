"""What happens to accounts and matters for the records of patients."""

from dataclasses import replace
from datetime import datetime

from telepraxis.base import record
from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts.events import AddressChanged

from .document import details_of
from .identity import survivor_of
from .registration import amend


@listens_to(AddressChanged)
def write_to_the_new_address(fact: AddressChanged, *, now: datetime) -> None:
    """Let reminders go to the proved address, where the record held the old one; another one in it stays."""
    patient = Patient.objects.filter(uid=survivor_of(fact.patient_id)).first() if fact.patient_id else None
    if patient is None or patient.email.lower() != fact.before.lower():
        return
    details = replace(details_of(record.content_of(patient)), email=fact.after)
    amend(patient=patient.uid, details=details, by=Actor.system(patient.organization_id), now=now)
