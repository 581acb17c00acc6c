"""Prescribe again what was prescribed before, without anybody having asked for it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import record
from telepraxis.base.access import Actor

from . import baskets, document
from .models import Basket, PrescribedLine, Status
from .ordering.document import NotModelled
from .permissions import may_prescribe

ENDED = (Status.CANCELLED, Status.REPLACED)


@transaction.atomic
def prescribe_again(*, lines: Iterable[UUID], by: Actor, now: datetime) -> Basket | None:
    """Write the lines as they were signed into the actor's draft and return it; signing then takes their place.

    A line that stands in the draft already is not written twice; one that was cancelled is begun anew and renews
    nothing. None where nothing of them is left that this house understands.
    """
    rows = list(PrescribedLine.objects.filter(pk__in=list(lines)).select_related("document").order_by("position"))
    if not rows:
        return None
    may_prescribe.require(by, rows[0].patient_id)
    known = [(row, line) for row in rows if (line := _line(row)) is not None]
    if not known:
        return None
    draft = baskets.open_basket(patient=rows[0].patient_id, by=by, now=now)
    draft = baskets.locked(draft.id, None, by)
    there = set(draft.lines.values_list("renews", flat=True))
    wanted = [
        replace(line, renews=None if row.status in ENDED else row.id) for row, line in known if row.id not in there
    ]
    return baskets.add_lines(draft, wanted, by, now) if wanted else draft


def _line(row: PrescribedLine):
    try:
        return document.line_of(record.content_of(row.document))
    except NotModelled:
        return None
