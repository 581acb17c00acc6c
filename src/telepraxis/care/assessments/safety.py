"""Where help is, in plain words, for somebody whose answer says that they may need it now."""

from dataclasses import dataclass
from uuid import UUID

from telepraxis.registry.organizations.jurisdictions import UnknownJurisdiction, emergency_number
from telepraxis.registry.organizations.models import OrganizationProfile
from telepraxis.registry.patients.models import PatientProfile


@dataclass(frozen=True)
class Help:
    """Whom to call. `words` is what the practice itself says about emergencies."""

    emergency: str
    phone: str
    words: str


def help_for(patient: UUID) -> Help:
    """Return whom a patient calls: the number where they live, else where the practice is. At most four queries."""
    practice = OrganizationProfile.objects.first()
    lives = PatientProfile.objects.filter(patient_id=patient).values_list("jurisdiction", flat=True).first()
    number = _number(practice, lives or "") or _number(practice, practice.jurisdiction if practice else "")
    return Help(number, practice.phone if practice else "", practice.emergency_text if practice else "")


def _number(practice: OrganizationProfile | None, code: str) -> str:
    if practice is None or not code:
        return ""
    try:
        return emergency_number(practice.organization_id, code)
    except UnknownJurisdiction:
        return ""
