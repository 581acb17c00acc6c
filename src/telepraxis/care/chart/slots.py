"""Facts of the record that prepared words ask for by name: `{age}`, `{last bp}`, `{medicines}`.

A room that keeps such a fact says so in a `slots.py` of its own (found at start-up); this room knows none of them::

    @slot("last bp", label=_("The last blood pressure"))
    def last_blood_pressure(visit, now):
        return Fact("138/86 mmHg, 30 Nov", "Observation/…", "2026-11-30T10:12:00+00:00")   # or None: not known

What is not known stays a place to fill, `[last bp]`: nothing is invented.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.times import day_text, long_date_text
from telepraxis.care.encounters.models import Visit

Words = str | Promise


@dataclass(frozen=True)
class Fact:
    """What the record says: the words that go into a note, the document they come from, when that was written."""

    said: str
    source: str = ""
    at: str = ""

    def as_row(self, slot: str) -> dict[str, str]:
        return {"slot": slot} | asdict(self)


@dataclass(frozen=True)
class Slot:
    name: str
    label: Words
    of: Callable[[Visit, datetime], Fact | None]

    @property
    def shown(self) -> str:
        return f"{{{self.name}}}"


_slots: dict[str, Slot] = {}


def slot(name: str, *, label: Words) -> Callable:
    """Say that this function knows the fact of that name."""

    def decorate(of: Callable[[Visit, datetime], Fact | None]) -> Callable:
        _slots[name] = Slot(name, label, of)
        return of

    return decorate


def slots() -> list[Slot]:
    """Return every fact that can be asked for, by name."""
    return [_slots[name] for name in sorted(_slots)]


def fact(name: str, visit: Visit, now: datetime) -> Fact | None:
    """Return what the record says, None where it says nothing or nobody knows such a fact."""
    known = _slots.get(" ".join(name.casefold().split()))
    return known.of(visit, now) if known else None


@slot("name", label=_("Name of the patient"))
def _name(visit: Visit, now: datetime) -> Fact | None:
    return Fact(visit.patient.name_text) if visit.patient.name_text else None


@slot("first name", label=_("First name"))
def _first_name(visit: Visit, now: datetime) -> Fact | None:
    return Fact(visit.patient.given) if visit.patient.given else None


@slot("age", label=_("Age in years"))
def _age(visit: Visit, now: datetime) -> Fact | None:
    born, today = visit.patient.birth_date, timezone.localdate(now)
    if born is None or born > today:
        return None
    return Fact(str(today.year - born.year - ((today.month, today.day) < (born.month, born.day))))


@slot("born", label=_("Birth date"))
def _born(visit: Visit, now: datetime) -> Fact | None:
    return Fact(long_date_text(visit.patient.birth_date)) if visit.patient.birth_date else None


@slot("reason", label=_("Reason of the visit"))
def _reason(visit: Visit, now: datetime) -> Fact | None:
    reason = visit.appointment.reason.strip() if visit.appointment_id else ""
    return Fact(reason) if reason else None


@slot("today", label=_("Today's date"))
def _today(visit: Visit, now: datetime) -> Fact:
    return Fact(day_text(now))


@slot("clinician", label=_("Who treats"))
def _clinician(visit: Visit, now: datetime) -> Fact:
    return Fact(visit.practitioner.name_text)
