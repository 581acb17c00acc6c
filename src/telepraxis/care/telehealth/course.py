"""How a call went: for each minute what both sides had, the gaps, and what kind of visit it was in the end.

The kind counts for billing: by video is a visit in which both sides saw each other for most of the time that they had
together; by sound alone, by phone or in the room accordingly.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from telepraxis.care.encounters.models import Modality, Presence, Visit
from telepraxis.care.encounters.presences import minutes_together

from . import minutes
from .models import CallMinute

MINUTE = timedelta(minutes=1)
COUNTED_BY_THEN = timedelta(seconds=45)  # pages tell, and the server writes, a little later
SLIP_S = 3  # seconds of a minute that coming in, and counting itself, may take
CLINICIANS = (Presence.Role.CLINICIAN, Presence.Role.COLLEAGUE)
PATIENTS = (Presence.Role.PATIENT, Presence.Role.RELATIVE)


class Kind(TextChoices):
    """How people met."""

    VIDEO = "video", _("Video")
    SOUND = "sound", _("Sound only")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")


@dataclass(frozen=True)
class Stretch:
    """One minute of the call: seconds in which both sides saw each other moving, only heard each other, or neither."""

    minute: datetime
    video: int
    sound: int
    gap: int

    @property
    def mostly(self) -> str:
        """Return which of the three took most of it: video, sound or gap."""
        return max(("video", "sound", "gap"), key=lambda name: getattr(self, name))


@dataclass(frozen=True)
class Course:
    """A whole visit: its minutes, and how long it went by each way of meeting."""

    stretches: list[Stretch]
    lengths: dict[str, timedelta]  # by Kind

    @property
    def kind(self) -> Kind | None:
        """Return the way by which most of the visit went; None while nothing was counted."""
        counted = {Kind(name): length for name, length in self.lengths.items() if length}
        return max(counted, key=lambda kind: (counted[kind], -list(Kind).index(kind))) if counted else None

    @property
    def gaps(self) -> timedelta:
        return timedelta(seconds=sum(stretch.gap for stretch in self.stretches))


def course_of(visit: Visit, now: datetime, rows: list[CallMinute] | None = None) -> Course:
    """Return how the visit went. Two queries, one when the `rows` of its minutes are known."""
    rows = minutes.minutes_of(visit) if rows is None else rows
    together = minutes_together(visit, now)
    lengths = {str(kind): together.get(str(kind), timedelta()) for kind in (Kind.PHONE, Kind.IN_PERSON)}
    stretches = _stretches(visit, rows, now)
    if rows:
        lengths[str(Kind.VIDEO)] = timedelta(seconds=sum(stretch.video for stretch in stretches))
        lengths[str(Kind.SOUND)] = timedelta(seconds=sum(stretch.sound for stretch in stretches))
    else:  # an older visit, or one whose pages counted nothing: presences are all that is known
        lengths[str(Kind.VIDEO)] = together.get(str(Modality.VIDEO), timedelta())
        lengths[str(Kind.SOUND)] = timedelta()
    return Course(stretches, lengths)


def kind_of_visit(visit: Visit, now: datetime) -> Kind | None:
    """Return as what the visit counts: the way by which most of it went. Two queries."""
    return course_of(visit, now).kind


def _stretches(visit: Visit, rows: list[CallMinute], now: datetime) -> list[Stretch]:
    """Return every minute from the first that anybody counted to the last, with the gaps between."""
    by_minute: dict[datetime, list[CallMinute]] = defaultdict(list)
    for row in rows:
        by_minute[row.minute].append(row)
    if not by_minute or not visit.admitted_at:
        return []
    known_until = visit.ended_at or now - COUNTED_BY_THEN
    found, minute = [], min(by_minute)
    while minute <= max(by_minute):
        found.append(_stretch(visit, minute, by_minute.get(minute, []), known_until))
        minute += MINUTE
    return found


def _stretch(visit: Visit, minute: datetime, rows: list[CallMinute], known_until: datetime) -> Stretch:
    ours = [row for row in rows if row.role in CLINICIANS]
    theirs = [row for row in rows if row.role in PATIENTS]
    heard = min(_most(ours, "heard_s"), _most(theirs, "heard_s"))
    video = min(_most(ours, "saw_s"), _most(theirs, "saw_s"), heard)
    length = min(minute + MINUTE, known_until) - max(minute, visit.admitted_at)
    gap = round(length.total_seconds()) - heard
    return Stretch(minute, video, heard - video, gap if gap > SLIP_S else 0)


def _most(rows: list[CallMinute], column: str) -> int:
    return max((getattr(row, column) for row in rows), default=0)
