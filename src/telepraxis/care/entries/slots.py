"""What stands on the lists, for templates of notes: `{problems}`, `{medicines}`, `{allergies}`."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from telepraxis.base.record import labels
from telepraxis.care.chart.slots import Fact, slot
from telepraxis.care.encounters.models import Visit

from .entry import Entry
from .kind import Kind
from .kinds.allergy import ALLERGY
from .kinds.medicine import MEDICINE
from .kinds.problem import PROBLEM
from .lists import lists_of


@slot("problems", label=gettext_lazy("The problems on the list"))
def problems(visit: Visit, now: datetime) -> Fact | None:
    return _said(visit, PROBLEM, lambda entry: entry.what)


@slot("medicines", label=gettext_lazy("The medicines on the list, and how they are taken"))
def medicines(visit: Visit, now: datetime) -> Fact | None:
    return _said(visit, MEDICINE, lambda entry: " ".join([entry.what, *entry.more[:1]]))


@slot("allergies", label=gettext_lazy("The allergies on the list"))
def allergies(visit: Visit, now: datetime) -> Fact | None:
    return _said(visit, ALLERGY, lambda entry: _("no known allergies") if entry.is_none_at_all else entry.what)


def _said(visit: Visit, kind: Kind, words) -> Fact | None:
    """Return what stands there today as one line; of several entries the newest says when it was written.

    What bears a label of sensitivity is left out: no note gets it by itself.
    """
    listed: list[Entry] = lists_of(visit.patient_id, (kind,)).standing(kind.name)
    standing = [entry for entry in listed if not labels.of(entry.doc)]
    if not standing:
        return None
    newest = max(standing, key=lambda entry: entry.written_at)
    said = ", ".join(words(entry) for entry in standing)
    return Fact(said, f"{newest.type}/{newest.logical_id}", newest.written_at.isoformat())
