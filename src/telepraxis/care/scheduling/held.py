"""What a merge of two patients' records must know of their appointments."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from telepraxis.registry.patients.held import Held

from .diary import ENDED
from .models import Appointment


def appointments_held(patients: Sequence[UUID], now: datetime) -> list[Held]:
    """Return how many appointments lie ahead of each record. One query."""
    ahead = Appointment.objects.filter(patient_id__in=list(patients), ends_at__gte=now).exclude(status__in=ENDED)
    counted = ahead.values_list("patient_id").annotate(number=Count("id")).order_by()
    return [Held(_("Upcoming appointments"), dict(counted))]
