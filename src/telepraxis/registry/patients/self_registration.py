"""A newcomer registers themself: a record, an account, and the way in by mail.

Whoever holds the mailbox gets in, nobody else; and nobody learns from the answer whether somebody is known here.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import notify
from telepraxis.base.access import Actor
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts import people
from telepraxis.registry.accounts.models import Membership

from .document import Details
from .identity import survivor_of
from .proxies import shares_mailbox
from .registration import register_details

PER_HOUR_AND_ADDRESS = 10


class TooManyRegistrations(Exception):
    """So many people do not register from one network in an hour."""

    def __init__(self):
        super().__init__(_("Many people registered from this network just now. Wait an hour, or call the practice."))


@transaction.atomic
def register_oneself(*, details: Details, organization_id: UUID, address: str = "", now: datetime) -> Patient:
    """Register a newcomer, or find the record they have already, and mail the way in. Return the record.

    The same mail address with the same birth date is the same person; whose mail address opens a record here already
    is only reminded of it, and so is who acts for a minor; anything less sure becomes a record of its own, its likely
    duplicates noted for staff.

    :raises BadDetails: something typed cannot be.
    :raises TooManyRegistrations: from this network, in the last hour.
    """
    by = Actor(organization_id=organization_id, name=details.name[:200], via="public", address=address)
    _refuse_a_flood(by, now)
    holder = _who_comes_in_by(details.email)
    patient = holder or _known(details) or register_details(details=details, by=by, now=now)
    shared = shares_mailbox(patient.uid, birth_date=patient.birth_date, email=details.email, now=now)
    if holder is None and not shared:
        people.account_for_patient(
            email=details.email, name=details.name, patient=patient.uid, language=details.language, by=by, now=now
        )
    notify.email(
        to=details.email,
        template="patients/mail/welcome",
        context={"name": details.given or details.family, "link": settings.PUBLIC_URL.rstrip("/") + settings.LOGIN_URL},
        language=details.language,
        patient=patient.uid,
        by_key=f"patients.welcome {patient.uid} {now:%Y-%m-%d}",
    )
    return patient


def _refuse_a_flood(by: Actor, now: datetime) -> None:
    since = now - timedelta(hours=1)
    lately = AuditEvent.objects.filter(
        organization_id=by.organization_id, at__gt=since, action="patients.registered", via="public", address=by.address
    )
    if by.address and lately.count() >= PER_HOUR_AND_ADDRESS:
        raise TooManyRegistrations


def _who_comes_in_by(email: str) -> Patient | None:
    """Return the patient whose account here has this address: their record is not changed by a visitor's claim."""
    found = Membership.objects.filter(account__email__iexact=email.strip(), ended_at=None, patient_id__isnull=False)
    member = found.first()
    return Patient.objects.get(uid=survivor_of(member.patient_id)) if member else None


def _known(details: Details) -> Patient | None:
    if details.birth_date is None:
        return None
    same_day = Patient.objects.filter(birth_date=details.birth_date, merged_into="").exclude(email="")
    return same_day.filter(email__iexact=details.email.strip()).first()
