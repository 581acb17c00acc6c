"""This visit so far: one line through everything that happened, whatever the link did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from telepraxis.care.chart.history import PastVisit
from telepraxis.care.encounters.models import Handover, Presence, Visit


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    at: datetime
    what: str
    more: str = ""
    tone: str = ""


def story_of(
    visit: Visit, presences: list[Presence], past: PastVisit, handovers: Sequence[Handover] = ()
) -> list[Moment]:
    """Return what happened in the visit, the newest first."""
    taken = [
        Moment(each.at, _("%(name)s took over") % {"name": each.taken_by.name_text}, each.why, "info")
        for each in handovers
    ]
    moments = [*taken, *_milestones(visit, past), *_comings_and_goings(visit, presences)]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def _milestones(visit: Visit, past: PastVisit) -> list[Moment]:
    name = visit.patient.name_text
    found = [
        (visit.ready_at, _("%(name)s is in the waiting room") % {"name": name}, ""),
        (visit.admitted_at, _("The visit began"), ""),
        (visit.ended_at, _("The visit ended"), ""),
        (visit.cancelled_at, _("The visit was cancelled"), "warn"),
        (past.note and past.note.signed_at, _("Note signed"), "ok"),
    ]
    signed = [(added.signed_at, _("Addendum by %(name)s") % {"name": added.author}, "ok") for added in past.addenda]
    return [Moment(at, what, tone=tone) for at, what, tone in found + signed if at]


def _comings_and_goings(visit: Visit, presences: list[Presence]) -> list[Moment]:
    moments, before = [], {}
    for presence in presences:
        last = before.get(presence.participant)
        if last is None or last.modality != presence.modality or _gap(last, presence) >= 5:
            moments.append(Moment(presence.joined_at, _joined(presence)))
        before[presence.participant] = presence
    for presence in before.values():
        if presence.left_at and presence.left_at != visit.ended_at:
            moments.append(Moment(presence.left_at, _("%(name)s left") % {"name": presence.name}, tone="warn"))
    return moments


def _gap(last: Presence, presence: Presence) -> float:
    """Return for how many seconds the person was away; a reload is not worth a line."""
    return (presence.joined_at - last.left_at).total_seconds() if last.left_at else 0


def _joined(presence: Presence) -> str:
    said = {
        "video": pgettext("visit story", "%(name)s joined by video"),
        "phone": pgettext("visit story", "%(name)s on the phone"),
        "in_person": pgettext("visit story", "%(name)s in the room"),
    }
    return said[presence.modality] % {"name": presence.name}
