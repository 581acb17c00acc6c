"""Visits that cost something: charged when they are booked, withdrawn when they are cancelled in time."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.ui.times import long_date_text
from telepraxis.care.scheduling.models import Appointment

from . import charging, refunding
from .models import Charge, Refund
from .money import Money
from .naming import Named, names

APPOINTMENT = "appointment"


@names(APPOINTMENT)
def visits(ids: list[UUID]) -> dict[UUID, Named]:
    """Name visits by their day and with whom, never by what they are about."""
    found = Appointment.objects.filter(id__in=ids).select_related("practitioner").defer("practitioner__doc", "reason")
    said = _("Visit on %(day)s, %(name)s")
    return {
        each.id: Named(said % {"day": long_date_text(each.starts_at), "name": each.practitioner.name_text})
        for each in found
    }


def charge_for_visit(*, appointment: UUID, now: datetime) -> Charge | None:
    """Charge the price that was shown before it was booked; None where it costs nothing or is cancelled again."""
    row = Appointment.objects.get(id=appointment)
    if not row.price_minor or row.status == Appointment.Status.CANCELLED:
        return None
    if Charge.objects.filter(reference_kind=APPOINTMENT, reference_id=row.id).exists():
        return None  # withdrawn by hand: heard a second time it is not charged again
    return charging.charge(
        reference=(APPOINTMENT, row.id),
        amount=Money(row.price_minor, row.currency),
        patient=row.patient_id,
        told_at=row.booked_at,
        by=Actor.system(tenancy.served_organization()),
        now=now,
    )


def withdraw_for_visit(*, appointment: UUID, now: datetime) -> None:
    """Withdraw what a visit costs when it was cancelled in time, or could not be kept by the practice; what was paid
    by card goes back. Cancelled too late it stays owed, and the practice may withdraw it.
    """
    row = Appointment.objects.select_related("service").get(id=appointment)
    charge = Charge.objects.filter(reference_kind=APPOINTMENT, reference_id=row.id, withdrawn_at=None).first()
    if charge is None or not _is_in_time(row):
        return
    by = Actor.system(tenancy.served_organization())
    charging.withdraw(charge=charge, why="cancelled", by=by, now=now)
    refunding.give_back(charge=charge, why=Refund.Why.CANCELLED, by=by, now=now)


def _is_in_time(row: Appointment) -> bool:
    return row.cancelled_at is not None and (
        row.offered_other_times_at is not None or row.cancelled_at <= row.cut_off()
    )
