"""The steps of the guide, and which of them are done."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from telepraxis.base.access import STAFF
from telepraxis.care.scheduling.models import ServicePractitioner, WeeklyHours
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.consents.models import ConsentText
from telepraxis.registry.organizations.models import OrganizationProfile, OwnJurisdiction, Site
from telepraxis.registry.practitioners.models import Licence, PractitionerProfile


@dataclass(frozen=True)
class Step:
    """One page of the guide."""

    name: str
    label: str
    why: str
    icon: str
    done: bool = False

    @property
    def path(self) -> str:
        return reverse(f"back_office:{self.name}")


STEPS = (
    Step("organization", _("Practice"), _("Name, address, language, what to do out of hours."), "building"),
    Step("sites", _("Sites"), _("Where you see patients in person."), "pin"),
    Step("practitioners", _("Practitioners"), _("Who treats, and where they are licensed."), "stethoscope"),
    Step("people", _("People and roles"), _("Who works here, and what they may do."), "people"),
    Step("services", _("Services"), _("What can be booked, how long, for how much."), "list"),
    Step("hours", _("Working hours"), _("When each practitioner can be booked."), "clock"),
    Step("texts", _("Consent texts"), _("What patients agree to, in their language."), "signature"),
    Step("numbers", _("Emergency numbers"), _("Whom to call where your patients are."), "emergency"),
)


def steps_of(organization_id: UUID) -> list[Step]:
    """Return the steps with what is done. One query each, eight in all."""
    done = {
        "organization": not OrganizationProfile.objects.filter(organization_id=organization_id, phone="").exists(),
        "sites": Site.objects.filter(closed_at=None).exists(),
        "practitioners": PractitionerProfile.objects.filter(left_at=None).exists() and Licence.objects.exists(),
        "people": _has_colleagues(organization_id),
        "services": ServicePractitioner.objects.filter(service__retired_at=None).exists(),
        "hours": WeeklyHours.objects.exists(),
        "texts": ConsentText.objects.exists(),
        "numbers": OwnJurisdiction.objects.exists(),
    }
    return [Step(each.name, each.label, each.why, each.icon, done[each.name]) for each in STEPS]


def next_after(name: str) -> Step | None:
    """Return the step that follows, None after the last."""
    names = [each.name for each in STEPS]
    place = names.index(name) + 1
    return STEPS[place] if place < len(STEPS) else None


def _has_colleagues(organization_id: UUID) -> bool:
    staff = Membership.objects.filter(organization_id=organization_id, ended_at=None, practitioner_id__isnull=False)
    return staff.filter(roles__overlap=[role.value for role in STAFF]).exists()
