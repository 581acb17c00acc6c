"""What was measured, for templates of notes: `{last bp}`, `{bp today}`, `{weight}`."""

from datetime import datetime

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from telepraxis.base.record.models import Observation
from telepraxis.base.ui.times import day_text
from telepraxis.care.chart.slots import Fact, slot
from telepraxis.care.encounters.models import Visit

from .kinds import BLOOD_PRESSURE, GLUCOSE, HEART_RATE, HEIGHT, OXYGEN_SATURATION, TEMPERATURE, WEIGHT, Kind
from .reading import Measured, history_of


def _said(one: Measured, *, with_day: bool) -> Fact | None:
    """Return the value in words; what bears a label of sensitivity is written into no note by itself."""
    row = Observation.objects.only("logical_id", "labels").get(uid=one.uid)
    if row.labels:
        return None
    value = f"{one.text} {one.unit}"
    words = _("%(value)s (%(day)s)") % {"value": value, "day": day_text(one.at)} if with_day else value
    return Fact(words, f"Observation/{row.logical_id}", one.at.isoformat())


def _newest(visit: Visit, kind: Kind) -> Measured | None:
    return next(iter(history_of(visit.patient_id, kind, limit=1)), None)


def _offer(name: str, kind: Kind) -> None:
    """Offer the newest value with its day, and today's alone."""

    @slot(f"last {name}", label=format_lazy(gettext_lazy("The newest: {what}"), what=kind.label))
    def newest(visit: Visit, now: datetime) -> Fact | None:
        one = _newest(visit, kind)
        return _said(one, with_day=True) if one else None

    @slot(f"{name} today", label=format_lazy(gettext_lazy("Measured today: {what}"), what=kind.label))
    def today(visit: Visit, now: datetime) -> Fact | None:
        one = _newest(visit, kind)
        return _said(one, with_day=False) if one and one.day == timezone.localdate(now) else None


for name, kind in (
    ("bp", BLOOD_PRESSURE), ("pulse", HEART_RATE), ("oxygen", OXYGEN_SATURATION), ("temperature", TEMPERATURE),
    ("weight", WEIGHT), ("height", HEIGHT), ("glucose", GLUCOSE),
):  # fmt: skip
    _offer(name, kind)
