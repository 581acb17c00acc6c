"""What other rooms' screens show of directives: the chips of a banner, the card of a chart, what is to be looked at."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from telepraxis.base.ui.panels import panel

from .permissions import may_read_directives
from .reading import Directives, chips_of, directives_of
from .reminding import to_look_at


def directives_in(request, patient: UUID) -> Directives:
    """Return the directives of a person, read once for all that a page shows of them. Two queries, the first time."""
    read = request.__dict__.setdefault("directives_in_chart", {})
    if patient not in read:
        read[patient] = directives_of(patient)
    return read[patient]


def chips_panel(request, patient: UUID) -> dict:
    """Return the context of `directives/chips.html`. One query."""
    return {"patient_id": patient, "chips": chips_of(patient, _today(request))}


@panel("chart.alerts", template="directives/chips.html", rule=may_read_directives, order=20)
def in_banner(request, patient: UUID) -> dict:
    """What a banner says of directives. Two queries, which the card of the same page needs as well."""
    return {"patient_id": patient, "chips": directives_in(request, patient).chips(_today(request))}


@panel("chart.lists", template="directives/card.html", rule=may_read_directives, order=60)
def in_chart(request, patient: UUID) -> dict:
    """The directives in the chart. Two queries, unless the banner has read them."""
    return {"patient_id": patient, "found": directives_in(request, patient), "today": _today(request)}


def _today(request) -> date:
    return timezone.localtime(request.now).date()


@panel("follow_up.above", template="directives/to_look_at.html", order=30)
def above_what_is_due(request, _subject=None) -> dict | None:
    """Directives that wait to be confirmed, and those whose day of review has come; for clinicians. Two queries."""
    if not request.actor.is_clinician:
        return None
    found = to_look_at(_today(request))
    return {"found": found} if found else None
