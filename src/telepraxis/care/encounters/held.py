"""What a merge of two patients' records must know of their visits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from telepraxis.registry.patients.held import Held

from .models import Presence, Visit

OPEN = (Visit.Status.WAITING, Visit.Status.READY, Visit.Status.IN_PROGRESS)


def visits_held(patients: Sequence[UUID], now: datetime) -> list[Held]:
    """Return how many visits each record has, and how many are open. One query.

    Two patients who are each in a visit at this moment cannot be one person: that refuses the merge.
    """
    here = Presence.objects.filter(visit=OuterRef("pk"), role=Presence.Role.PATIENT, left_at=None)
    counted = (
        Visit.objects.filter(patient_id__in=list(patients))
        .annotate(is_here=Exists(here))
        .values("patient_id")
        .annotate(
            past=Count("id", filter=Q(admitted_at__isnull=False)),
            open=Count("id", filter=Q(status__in=OPEN)),
            present=Count("id", filter=Q(is_here=True)),
        )
        .order_by()
    )
    rows = {row["patient_id"]: row for row in counted}
    both_open = len(rows) > 1 and all(row["open"] for row in rows.values())
    both_here = len(rows) > 1 and all(row["present"] for row in rows.values())
    return [
        Held(_("Visits"), {uid: row["past"] for uid, row in rows.items()}),
        Held(
            _("Open visits"),
            {uid: row["open"] for uid, row in rows.items()},
            warns=_("Both have an open visit.") if both_open else "",
            refuses=_("Both are in a visit at this moment: they are two people.") if both_here else "",
        ),
    ]
