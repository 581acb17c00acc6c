"""The day in six lanes: upcoming, waiting, with nurse, ready, in visit, to sign."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Window
from django.utils.timezone import localtime

from telepraxis.care.chart.history import visits_to_sign
from telepraxis.care.encounters.covering import taken_from
from telepraxis.care.encounters.expected_wait import said_of, waits_of
from telepraxis.care.encounters.models import Handover, Modality, Visit
from telepraxis.care.scheduling.models import Appointment
from telepraxis.care.telehealth.panels import Waiting, known_of

LONG_WAIT = timedelta(minutes=15)
SHORT_WAIT = timedelta(minutes=5)
BEHIND = timedelta(minutes=5)
LONG_LANE = 20  # cards shown of a lane that only grows; a lane of people who wait is never cut


@dataclass(frozen=True)
class Card:
    """One visit on the day: what was booked, and what has become of it."""

    at: datetime
    patient: object
    practitioner: object
    modality: str
    about: str
    now: datetime
    appointment_id: UUID | None = None
    visit: Visit | None = None
    arrived_at: datetime | None = None
    at_distance: Waiting | None = None  # what telehealth knows of somebody in its waiting room
    wait_said: str = ""  # how long they still wait, in words

    @property
    def wait(self) -> timedelta:
        """How long the patient has been waiting."""
        return self.now - self.waits_since if self.waits_since else timedelta()

    @property
    def waits_since(self) -> datetime | None:
        return self.visit.ready_at if self.visit else self.arrived_at

    @property
    def wait_minutes(self) -> int:
        return int(self.wait.total_seconds() // 60)

    @property
    def draft_saved_at(self) -> datetime | None:
        """When the note that is to be signed was last saved; None when nothing was written."""
        draft = getattr(self.visit, "note_draft", None)
        return draft.saved_at if draft else None

    @property
    def review(self) -> object | None:
        """How far the second signature of the note is; None where none is needed."""
        return getattr(self.visit, "countersigning", None)

    @property
    def is_of_today(self) -> bool:
        return localtime(self.visit.ended_at).date() == localtime(self.now).date()

    @property
    def tone(self) -> str:
        """Colour of the wait: it grows with the wait."""
        return "danger" if self.wait >= LONG_WAIT else "warn" if self.wait >= SHORT_WAIT else ""


@dataclass(frozen=True)
class Day:
    """A clinician's day; without a practitioner everybody's. `upcoming_count` counts what is not shown too."""

    upcoming: list[Card] = field(default_factory=list)
    waiting: list[Card] = field(default_factory=list)
    with_nurse: list[Card] = field(default_factory=list)
    ready: list[Card] = field(default_factory=list)
    in_visit: list[Card] = field(default_factory=list)
    to_sign: list[Card] = field(default_factory=list)
    upcoming_count: int = 0
    more_to_sign: bool = False

    @property
    def upcoming_hidden(self) -> int:
        return self.upcoming_count - len(self.upcoming)

    @property
    def minutes_behind(self) -> int:
        """How late the longest kept waiting is being seen, in whole minutes; 0 when on time."""
        late = [card.now - max(card.at, card.waits_since or card.at) for card in [*self.waiting, *self.ready]]
        worst = max(late, default=timedelta())
        return int(worst.total_seconds() // 60) if worst >= BEHIND else 0


def day_of(practitioner: UUID | None, day: date, zone: ZoneInfo, now: datetime) -> Day:
    """Return the day of one practitioner, or of everybody, in six lanes. At most eleven queries, however full."""
    since = datetime.combine(day, time(), zone)
    until = datetime.combine(day + timedelta(days=1), time(), zone)
    whose = {"practitioner_id": practitioner} if practitioner else {}
    visits = list(_open_visits(whose, since, until))
    begun = [visit.appointment_id for visit in visits if visit.appointment_id]
    booked = _with_names(_appointments_of(practitioner).filter(starts_at__gte=since, starts_at__lt=until)).exclude(
        id__in=begun
    )
    upcoming = list(
        booked.filter(status=Appointment.Status.BOOKED)
        .annotate(in_all=Window(Count("*")))
        .order_by("starts_at", "id")[:LONG_LANE]
    )
    arrived = booked.filter(status=Appointment.Status.ARRIVED)
    to_sign = visits_to_sign(practitioner, limit=LONG_LANE + 1)
    here = _cards(visits, now)
    waiting = [card for card in here if not card.visit.has_begun and card.visit.rooming_began_at is None]
    waiting += [_of_appointment(each, now) for each in arrived]
    return Day(
        upcoming=[_of_appointment(each, now) for each in upcoming],
        waiting=_longest_first(waiting),
        with_nurse=_longest_first([card for card in here if card.visit.is_with_nurse]),
        ready=_longest_first([card for card in here if card.visit.is_ready_for_clinician]),
        in_visit=[card for card in here if card.visit.status == Visit.Status.IN_PROGRESS],
        to_sign=[_of_visit(visit, now) for visit in to_sign[:LONG_LANE]],
        upcoming_count=upcoming[0].in_all if upcoming else 0,
        more_to_sign=len(to_sign) > LONG_LANE,
    )


def taken_on(practitioner: UUID | None, day: date, zone: ZoneInfo) -> list[Handover]:
    """Return the visits that colleagues took over from the practitioner (None: from anybody) that day. One query."""
    since = datetime.combine(day, time(), zone)
    return taken_from(practitioner, since, datetime.combine(day + timedelta(days=1), time(), zone))


def _longest_first(cards: list[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: card.waits_since or card.at)


def _open_visits(whose: dict, since: datetime, until: datetime) -> QuerySet[Visit]:
    """Return who is here: waiting, with a nurse (even when their line was lost just now), or in a visit."""
    here = Q(status__in=[Visit.Status.READY, Visit.Status.IN_PROGRESS]) | Q(
        status=Visit.Status.WAITING, rooming_began_at__isnull=False
    )
    found = Visit.objects.filter(here, **whose, planned_at__gte=since, planned_at__lt=until)
    return (
        found.select_related("patient", "practitioner", "appointment__service")
        .defer("patient__doc", "practitioner__doc")
        .order_by("planned_at")
    )


def _appointments_of(practitioner: UUID | None) -> QuerySet[Appointment]:
    """Return what is booked with the practitioner or was taken over by them, without what was taken over from them."""
    if practitioner is None:
        return Appointment.objects.all()
    treats = Q(visit__isnull=True, practitioner_id=practitioner) | Q(visit__practitioner_id=practitioner)
    return Appointment.objects.filter(treats)


def _with_names(found: QuerySet[Appointment]) -> QuerySet[Appointment]:
    return (
        found.select_related("patient", "practitioner", "service")
        .defer("patient__doc", "practitioner__doc")
        .order_by("starts_at")
    )


def _cards(visits: list[Visit], now: datetime) -> list[Card]:
    """Return the cards of who is here, with what their way of meeting knows and how long they still wait."""
    before = [visit for visit in visits if not visit.has_begun]
    known = {one.visit.id: one for one in known_of([v for v in before if v.modality == Modality.VIDEO])}
    waits = waits_of([visit for visit in before if not visit.is_with_nurse], now)
    return [_of_visit(visit, now, known.get(visit.id), said_of(waits.get(visit.id))) for visit in visits]


def _of_visit(visit: Visit, now: datetime, at_distance: Waiting | None = None, wait_said: str = "") -> Card:
    booked = visit.appointment
    return Card(
        at=visit.planned_at,
        patient=visit.patient,
        practitioner=visit.practitioner,
        modality=visit.modality,
        about=(booked.reason or booked.service.name) if booked else "",
        now=now,
        appointment_id=visit.appointment_id,
        visit=visit,
        at_distance=at_distance,
        wait_said=wait_said,
    )


def _of_appointment(booked: Appointment, now: datetime) -> Card:
    return Card(
        at=booked.starts_at,
        patient=booked.patient,
        practitioner=booked.practitioner,
        modality=booked.modality,
        about=booked.reason or booked.service.name,
        now=now,
        appointment_id=booked.id,
        arrived_at=booked.arrived_at,
    )
