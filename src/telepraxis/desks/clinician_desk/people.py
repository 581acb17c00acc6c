"""What a clinician must know about a patient at a glance."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from telepraxis.base import record
from telepraxis.base.record.models import Patient
from telepraxis.registry.organizations.languages import language_name
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.patients.photo import address_of


@dataclass(frozen=True)
class Known:
    """The banner of a chart."""

    patient: Patient
    profile: PatientProfile | None
    age: str
    gender: str
    language: str
    interpreter: str
    number: str
    photo: str  # its path, "" where initials stand


def known_about(patient: Patient, now: datetime) -> Known:
    """Return the banner of the patient. One query."""
    profile = PatientProfile.objects.filter(patient_id=patient.uid).first()
    return Known(
        patient=patient,
        profile=profile,
        age=age_text(patient.birth_date, timezone.localtime(now).date()),
        gender=gender_text(patient.gender),
        language=language_name(patient.language),
        interpreter=language_name(profile.interpreter_language) if profile else "",
        number=number_of(patient),
        photo=address_of(patient),
    )


def number_of(patient: Patient) -> str:
    """Return the number by which the patient is known, a medical record's rather than another; "" without one."""
    numbers = [each for each in record.content_of(patient).get("identifier", []) if each.get("value")]
    of_record = [each for each in numbers if any(coding.get("code") == "MR" for coding in _codings(each))]
    return (of_record or numbers or [{"value": ""}])[0]["value"]


def _codings(identifier: dict) -> list[dict]:
    return identifier.get("type", {}).get("coding", [])


def age_text(born: date | None, today: date) -> str:
    """Return the age as it is said: years, below two years months, below two months days; "" when unknown."""
    if born is None or born > today:
        return ""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months >= 24:
        return str(months // 12)
    if months >= 2:
        return gettext("%(count)d months") % {"count": months}
    return gettext("%(count)d days") % {"count": (today - born).days}


def gender_text(gender: str) -> str:
    said = {"female": gettext("woman"), "male": gettext("man"), "other": gettext("other")}
    return said.get(gender, "")
