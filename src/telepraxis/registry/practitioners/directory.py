"""Look practitioners up: for lists, for the patient's screens, for booking."""

from dataclasses import dataclass
from uuid import UUID

from telepraxis.base.record.models import Practitioner

from .models import Licence, PractitionerProfile
from .portraits import address_of


@dataclass(frozen=True)
class Listed:
    """A practitioner as lists and patients' screens show them."""

    uid: UUID
    name: str
    specialty: str
    languages: tuple[str, ...]
    qualifications: tuple[str, ...]
    time_zone: str
    accepts_new: bool
    portrait: str  # a path, "" without one
    licences: tuple[Licence, ...]

    @property
    def jurisdictions(self) -> list[str]:
        return sorted({licence.jurisdiction for licence in self.licences})


def practitioners() -> list[Listed]:
    """Return everybody who works in the served organization, by family name. Two queries."""
    profiles = (
        PractitionerProfile.objects.filter(left_at=None)
        .select_related("practitioner")
        .order_by("practitioner__family", "practitioner__given")
    )
    return _listed(list(profiles))


def practitioner(uid: UUID) -> Listed:
    """Return one practitioner, also one who has left. Two queries.

    :raises PractitionerProfile.DoesNotExist: nobody here has this uid.
    """
    return _listed([PractitionerProfile.objects.select_related("practitioner").get(practitioner_id=uid)])[0]


def named(uids) -> dict[UUID, str]:
    """Return the names of practitioners by uid. One query."""
    return dict(Practitioner.objects.filter(uid__in=list(uids)).values_list("uid", "name_text"))


def _listed(profiles: list[PractitionerProfile]) -> list[Listed]:
    held: dict[UUID, list[Licence]] = {profile.practitioner_id: [] for profile in profiles}
    for licence in Licence.objects.filter(practitioner_id__in=held, withdrawn_at=None).order_by("jurisdiction"):
        held[licence.practitioner_id].append(licence)
    return [
        Listed(
            profile.practitioner_id,
            profile.practitioner.name_text,
            ", ".join([profile.specialty_text, *profile.further_specialties]),
            tuple(profile.languages),
            tuple(profile.qualifications),
            profile.time_zone,
            profile.accepts_new,
            address_of(profile),
            tuple(held[profile.practitioner_id]),
        )
        for profile in profiles
    ]
