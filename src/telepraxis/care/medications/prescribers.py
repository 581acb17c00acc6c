"""Who prescribes beyond their role: nurses with the right to, and whoever may prescribe controlled substances.

For the latter one person asks and another confirms, and neither is the prescriber (21 CFR 1311.125).
"""

import re
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import Prescriber
from .permissions import may_set_prescribing
from .refusals import NotSo

DEA = re.compile(r"[A-Z][A-Z9]\d{7}")


def is_dea_number(text: str) -> bool:
    """Tell whether it can be a DEA registration number: two signs, six digits, and the digit that checks them."""
    if not DEA.fullmatch(text):
        return False
    digits = [int(sign) for sign in text[2:]]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def prescriber_of(practitioner: UUID) -> Prescriber | None:
    """Return what a practitioner may prescribe beyond their role. One query."""
    return Prescriber.objects.filter(practitioner_id=practitioner).first()


@transaction.atomic
def grant(
    *,
    practitioner: UUID,
    may_prescribe: bool,
    dea_number: str = "",
    identity_proven_on: date | None = None,
    by: Actor,
    now: datetime,
) -> Prescriber:
    """Say whether a nurse may prescribe, and what is known of a prescriber of controlled substances.

    Another number, or another proof of identity, takes the confirmed right to controlled substances back.
    """
    may_set_prescribing.require(by)
    number = dea_number.strip().upper().replace(" ", "")[:16]
    row = Prescriber.objects.select_for_update().filter(practitioner_id=practitioner).first()
    if row is None:
        row = Prescriber(organization_id=by.organization_id, practitioner_id=practitioner)
    if (row.dea_number, row.identity_proven_on) != (number, identity_proven_on):
        _take_back(row)
    row.may_prescribe, row.dea_number, row.identity_proven_on = may_prescribe, number, identity_proven_on
    row.granted_by, row.granted_by_account, row.granted_at = by.name or "Telepraxis", by.account_id, now
    row.save()
    audit.wrote(by, "medications.prescriber_set", entity=("Prescriber", row.id))
    return row


@transaction.atomic
def ask_controlled(*, practitioner: UUID, by: Actor, now: datetime) -> Prescriber:
    """Ask, as the first of two, that somebody may prescribe controlled substances.

    :raises NotSo: the registration number or the proof of identity is missing, or it is oneself.
    """
    row = _locked(practitioner, by)
    if not row.dea_number or row.identity_proven_on is None:
        raise NotSo(_("Write down the registration number and the day on which the identity was proven."))
    _take_back(row)
    row.controlled_asked_by_account, row.controlled_asked_at = by.account_id, now
    row.save()
    audit.wrote(by, "medications.controlled_asked", entity=("Prescriber", row.id))
    return row


@transaction.atomic
def confirm_controlled(*, practitioner: UUID, by: Actor, now: datetime) -> Prescriber:
    """Confirm it as the second. :raises NotSo: nobody asked, or the same person did, or it is oneself."""
    row = _locked(practitioner, by)
    if row.controlled_asked_at is None:
        raise NotSo(_("Nobody has asked for it."))
    if row.controlled_asked_by_account == by.account_id:
        raise NotSo(_("A second person confirms this."))
    row.controlled_confirmed_by_account, row.controlled_confirmed_at = by.account_id, now
    row.save()
    audit.wrote(by, "medications.controlled_confirmed", entity=("Prescriber", row.id))
    return row


@transaction.atomic
def take_controlled_back(*, practitioner: UUID, by: Actor, now: datetime) -> Prescriber:
    """Take the right back, at once and alone."""
    may_set_prescribing.require(by)
    row = Prescriber.objects.select_for_update().get(practitioner_id=practitioner)
    _take_back(row)
    row.save()
    audit.wrote(by, "medications.controlled_taken_back", entity=("Prescriber", row.id))
    return row


def _locked(practitioner: UUID, by: Actor) -> Prescriber:
    may_set_prescribing.require(by)
    if by.account_id is None or by.practitioner_id == practitioner:
        raise NotSo(_("Two others grant this, never the prescriber."))
    found = Prescriber.objects.select_for_update().filter(practitioner_id=practitioner).first()
    if found is None:
        raise NotSo(_("Write down the registration number and the day on which the identity was proven."))
    return found


def _take_back(row: Prescriber) -> None:
    row.controlled_asked_by_account = row.controlled_asked_at = None
    row.controlled_confirmed_by_account = row.controlled_confirmed_at = None
