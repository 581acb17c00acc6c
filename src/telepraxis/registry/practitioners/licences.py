"""Licences: who may treat whom where, on which day."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.registry.organizations.jurisdictions import jurisdiction as known_jurisdiction

from .enrolment import rewrite
from .models import Licence, PractitionerProfile
from .permissions import may_enrol_practitioners

# Countries that license by state, province or territory, never for the whole.
LICENSED_BY_PARTS = frozenset({"US", "CA"})


class LicenceEndsBeforeItBegins(ValueError):
    """The last day lies before the first."""


def licensed(practitioner: UUID, jurisdiction: str, on: date) -> bool:
    """Tell whether the practitioner may treat a patient who is in that jurisdiction on that day. One query."""
    return _valid(jurisdiction, on).filter(practitioner_id=practitioner).exists()


def licensed_practitioners(jurisdiction: str, on: date) -> set[UUID]:
    """Return the uids of all who may treat a patient who is in that jurisdiction on that day. One query."""
    return set(_valid(jurisdiction, on).values_list("practitioner_id", flat=True))


def licence_periods(jurisdiction: str) -> dict[UUID, list[tuple[date, date | None]]]:
    """Return for each practitioner the days, both included, on which they may treat a patient there. One query."""
    held = Licence.objects.filter(jurisdiction__in=_covering(jurisdiction), withdrawn_at=None)
    periods: dict[UUID, list[tuple[date, date | None]]] = {}
    for practitioner, since, until in held.values_list("practitioner_id", "valid_from", "valid_until"):
        periods.setdefault(practitioner, []).append((since, until))
    return periods


def licences_of(practitioner: UUID) -> list[Licence]:
    """Return a practitioner's licences that were not withdrawn, by jurisdiction, the newest first."""
    found = Licence.objects.filter(practitioner_id=practitioner, withdrawn_at=None)
    return list(found.order_by("jurisdiction", "-valid_from"))


@transaction.atomic
def add_licence(
    *,
    practitioner: UUID,
    jurisdiction: str,
    number: str,
    valid_from: date,
    valid_until: date | None = None,
    register_url: str = "",
    by: Actor,
    now: datetime,
) -> Licence:
    """Add a licence.

    :raises UnknownJurisdiction: nobody knows the code.
    :raises LicenceEndsBeforeItBegins: the days are the wrong way round.
    """
    may_enrol_practitioners.require(by)
    known_jurisdiction(by.organization_id, jurisdiction)
    if valid_until is not None and valid_until < valid_from:
        raise LicenceEndsBeforeItBegins(_("The licence would end before it begins. Check both days."))
    profile = PractitionerProfile.objects.select_related("practitioner").get(practitioner_id=practitioner)
    licence = Licence(
        organization_id=by.organization_id,
        practitioner_id=practitioner,
        jurisdiction=jurisdiction,
        number=number,
        register_url=register_url,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    licence.save(force_insert=True)
    rewrite(profile, by=by, now=now)
    audit.wrote(by, "practitioners.licence_added", entity=("Licence", licence.id), reason=jurisdiction)
    return licence


@transaction.atomic
def withdraw_licence(*, licence: Licence, by: Actor, now: datetime) -> None:
    """Take a licence back at once, whatever its last day said."""
    may_enrol_practitioners.require(by)
    licence.withdrawn_at = now
    licence.save(update_fields=["withdrawn_at"])
    profile = PractitionerProfile.objects.select_related("practitioner").get(practitioner_id=licence.practitioner_id)
    rewrite(profile, by=by, now=now)
    audit.wrote(by, "practitioners.licence_withdrawn", entity=("Licence", licence.id), reason=licence.jurisdiction)


def _valid(jurisdiction: str, on: date):
    return Licence.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on),
        jurisdiction__in=_covering(jurisdiction),
        valid_from__lte=on,
        withdrawn_at=None,
    )


def _covering(jurisdiction: str) -> set[str]:
    """Return the jurisdictions whose licence holds here: a country's covers its parts, save where parts license."""
    country = jurisdiction.partition("-")[0]
    return {jurisdiction} if country in LICENSED_BY_PARTS else {jurisdiction, country}
