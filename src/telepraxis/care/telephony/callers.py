"""Whose number is calling: the charts that have it. A number can be forged: it is an offer, never a proof."""

from datetime import date

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.registry.patients.permissions import may_find_patients
from telepraxis.registry.patients.search import FoundPatient, find_patients

from . import numbers

FEWEST_DIGITS = 6


def likely_callers(number: str, *, by: Actor, today: date) -> list[FoundPatient]:
    """Return the patients with this number, at most five; nobody for a hidden or short one. The look is kept."""
    digits = numbers.national_digits(number)
    if not may_find_patients.allows(by) or len(digits) < FEWEST_DIGITS:
        return []
    found = [
        patient
        for patient in find_patients(digits, today=today, limit=20)
        if numbers.national_digits(patient.phone)[-len(digits) :] == digits
        or "".join(sign for sign in patient.phone if sign.isdigit()).endswith(digits)
    ][:5]
    for patient in found:
        audit.looked(by, "phone.caller_shown", patient=patient.uid, entity=("Patient", patient.logical_id))
    return found
