"""Enrol practitioners, amend what is known of them, let them go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.registry.organizations.founding import known_time_zone

from .document import practitioner_document
from .models import Licence, PractitionerProfile
from .permissions import may_amend_practitioner, may_enrol_practitioners
from .specialties import specialty_name


@dataclass(frozen=True, kw_only=True)
class NewLicence:
    """A licence as it is typed in."""

    jurisdiction: str
    number: str
    valid_from: date
    valid_until: date | None = None
    register_url: str = ""


class NameMissing(ValueError):
    """A practitioner has a family name."""


@transaction.atomic
def enrol(
    *,
    given: str,
    family: str,
    title: str = "",
    gender: str = "",
    specialty_code: str,
    specialty_text: str = "",
    further_specialties: Iterable[str] = (),
    qualifications: Iterable[str] = (),
    languages: Iterable[str] = (),
    licences: Iterable[NewLicence] = (),
    time_zone: str,
    accepts_new: bool = True,
    by: Actor,
    now: datetime,
):
    """Put a practitioner on the books and return their `record.Practitioner` row.

    :raises NameMissing: no family name.
    :raises UnknownTimeZone: the zone is not in the IANA table.
    """
    may_enrol_practitioners.require(by)
    known_time_zone(time_zone)
    profile = PractitionerProfile(organization_id=by.organization_id, time_zone=time_zone)
    _describe(profile, title, specialty_code, specialty_text, further_specialties, qualifications, languages)
    profile.accepts_new = accepts_new
    kept = [Licence(organization_id=by.organization_id, **vars(licence)) for licence in licences]
    practitioner = _write(None, profile, given, family, gender, kept, by, now)
    profile.practitioner = practitioner
    profile.save(force_insert=True)
    for licence in kept:
        licence.practitioner = practitioner
        licence.save(force_insert=True)
    audit.wrote(by, "practitioners.enrolled", entity=("Practitioner", practitioner.logical_id))
    return practitioner


@transaction.atomic
def amend(
    *,
    practitioner: UUID,
    given: str,
    family: str,
    title: str = "",
    gender: str = "",
    specialty_code: str,
    specialty_text: str = "",
    further_specialties: Iterable[str] = (),
    qualifications: Iterable[str] = (),
    languages: Iterable[str] = (),
    time_zone: str,
    accepts_new: bool = True,
    by: Actor,
    now: datetime,
):
    """Correct what is known of a practitioner; the document keeps every earlier version.

    :raises NameMissing: no family name.
    :raises UnknownTimeZone: the zone is not in the IANA table.
    """
    may_amend_practitioner.require(by, practitioner)
    known_time_zone(time_zone)
    profile = (
        PractitionerProfile.objects.select_for_update(of=("self",))
        .select_related("practitioner")
        .get(practitioner_id=practitioner)
    )
    _describe(profile, title, specialty_code, specialty_text, further_specialties, qualifications, languages)
    profile.time_zone, profile.accepts_new = time_zone, accepts_new
    profile.save()
    row = rewrite(profile, given=given, family=family, gender=gender, by=by, now=now)
    audit.wrote(by, "practitioners.amended", entity=("Practitioner", row.logical_id))
    return row


@transaction.atomic
def let_go(*, practitioner: UUID, by: Actor, now: datetime) -> None:
    """Note that the practitioner works here no more; their past stays readable. Their account ends separately."""
    may_enrol_practitioners.require(by)
    profile = (
        PractitionerProfile.objects.select_for_update(of=("self",))
        .select_related("practitioner")
        .get(practitioner_id=practitioner)
    )
    profile.left_at, profile.accepts_new = now, False
    profile.save(update_fields=["left_at", "accepts_new"])
    row = rewrite(profile, by=by, now=now)
    audit.wrote(by, "practitioners.let_go", entity=("Practitioner", row.logical_id))


def rewrite(profile: PractitionerProfile, *, given=None, family=None, gender=None, by: Actor, now: datetime):
    """Write the document afresh from name, profile and licences; a name not given stays as it is."""
    before = record.content_of(profile.practitioner)
    return _write(
        profile.practitioner.logical_id,
        profile,
        profile.practitioner.given if given is None else given,
        profile.practitioner.family if family is None else family,
        before.get("gender", "") if gender is None else gender,
        Licence.objects.filter(practitioner_id=profile.practitioner_id, withdrawn_at=None).order_by("valid_from"),
        by,
        now,
    )


def _describe(profile, title, specialty_code, specialty_text, further_specialties, qualifications, languages) -> None:
    profile.title = title
    profile.specialty_code = specialty_code
    profile.specialty_text = specialty_text or specialty_name(specialty_code)
    profile.further_specialties = list(further_specialties)
    profile.qualifications = list(qualifications)
    profile.languages = list(languages)


def _write(logical_id, profile: PractitionerProfile, given, family, gender, licences, by: Actor, now: datetime):
    if not family.strip():
        raise NameMissing(_("Give the family name."))
    doc = practitioner_document(
        logical_id=logical_id,
        title=profile.title,
        given=given.strip(),
        family=family.strip(),
        gender=gender,
        qualifications=profile.qualifications,
        specialties=[profile.specialty_text, *profile.further_specialties],
        languages=profile.languages,
        licences=licences,
        active=profile.left_at is None,
    )
    return record.write("Practitioner", doc, by=by, now=now)
