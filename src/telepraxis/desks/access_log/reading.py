"""Queries over the audit: a patient's log and the office's search. Their number does not depend on the rows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.audit.wording import words_of
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients.identity import uids_of

A_PAGE = 60
LOOKED, CHANGED = "read", "write"
SILENT = {"access_log.read"}  # reading who looked is no look at the record
# That something was restricted, or opened, is told to the patient and to whom they let read it: to nobody else.
CONFIDENTIAL = Q(action__startswith="confidentiality.") | Q(
    action__in=(
        "record.labelled",
        "record.opened_author",
        "record.opened_break_glass",
        "record.opened_granted",
        "record.opening_ended",
        "record.opening_reviewed",
        "patients.restricted_opened",
        "patients.restricted_closed",
    )
)
AS_PATIENT = {Role.PATIENT.value, Role.PROXY.value}


@dataclass
class Entry:
    """One line: equal events in a row are one entry with a count."""

    event: AuditEvent
    sentence: str
    times: int = 1
    until: datetime | None = None

    @property
    def lasted(self) -> bool:
        """Tell whether the events of this entry lie in different minutes."""
        return self.until is not None and f"{self.until:%H:%M}" != f"{self.event.at:%H:%M}"

    @property
    def key(self) -> tuple:
        event = self.event
        return (event.action, event.account_id, event.actor_name, event.patient_id, event.via, event.reason)


@dataclass(frozen=True)
class Found:
    """One page: entries by day, newest first, and where the next page begins."""

    days: list[tuple[date, list[Entry]]]
    older: str


def own_log(patient: UUID, reader: Actor, *, person: str = "", kind: str = "", before: str = "", zone: str) -> Found:
    """Return who looked at or changed this patient's record, newest first, in words to the reader."""
    events = _of_patient(patient, reader)
    if kind in (LOOKED, CHANGED):
        events = events.filter(kind=kind)
    if person:
        events = events.filter(actor_name=person)
    own = reader.is_patient(patient)
    return _page(events, before, zone, lambda event: _to_patient(event, reader, own))


def people_in(patient: UUID, reader: Actor) -> list[str]:
    """Return the names of all who are in this patient's log as the reader sees it, in alphabetical order."""
    names = _of_patient(patient, reader).order_by("actor_name").values_list("actor_name", flat=True).distinct()
    return [name for name in names if name]


def search(
    *,
    patient: UUID | None = None,
    account: UUID | None = None,
    kind: str = "",
    first: date | None = None,
    last: date | None = None,
    before: str = "",
    zone: str,
) -> Found:
    """Return the audit of the served organization, newest first, in words to the office."""
    events = matching(patient=patient, account=account, kind=kind, first=first, last=last, zone=zone)
    return _page(events, before, zone, lambda event: str(words_of(event.action).office))


def matching(
    *,
    patient: UUID | None = None,
    account: UUID | None = None,
    kind: str = "",
    first: date | None = None,
    last: date | None = None,
    zone: str,
) -> QuerySet[AuditEvent]:
    """Return the events of the served organization that fit, newest first. `first` and `last` are days of the zone."""
    events = AuditEvent.objects.filter(organization_id=tenancy.served_organization()).order_by("-at", "-id")
    if patient:
        events = events.filter(patient_id__in=uids_of(patient))
    if account:
        events = events.filter(account_id=account)
    if kind in (LOOKED, CHANGED):
        events = events.filter(kind=kind)
    if first:
        events = events.filter(at__gte=datetime.combine(first, time.min, ZoneInfo(zone)))
    if last:
        events = events.filter(at__lt=datetime.combine(last + timedelta(days=1), time.min, ZoneInfo(zone)))
    return events


def names_of(patients: set[UUID]) -> dict[UUID, str]:
    """Return the names of these patients. One query."""
    return dict(Patient.objects.filter(uid__in=patients).values_list("uid", "name_text"))


def _of_patient(patient: UUID, reader: Actor) -> QuerySet[AuditEvent]:
    events = AuditEvent.objects.filter(organization_id=tenancy.served_organization(), patient_id__in=uids_of(patient))
    if not reader.is_patient(patient) and patient not in reader.opened:
        events = events.exclude(CONFIDENTIAL)
    return events.exclude(action__in=SILENT).order_by("-at", "-id")


def _page(events: QuerySet[AuditEvent], before: str, zone: str, say) -> Found:
    """Read one page after the mark `before` (the time and id of the last event shown) and put it into words."""
    if (mark := _mark(before)) is not None:
        at, last_id = mark
        events = events.filter(Q(at__lt=at) | Q(at=at, id__lt=last_id))
    rows = list(events[: A_PAGE + 1])
    shown = rows[:A_PAGE]
    older = f"{shown[-1].at.isoformat()}_{shown[-1].id}" if len(rows) > A_PAGE else ""
    return Found(_by_day([Entry(event, say(event)) for event in shown], ZoneInfo(zone)), older)


def _mark(before: str) -> tuple[datetime, UUID] | None:
    """Return the mark's parts; nonsense in an address begins at the newest."""
    at, _underscore, last_id = before.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(last_id)) if moment.tzinfo else None
    except ValueError:
        return None


def _by_day(entries: list[Entry], zone: ZoneInfo) -> list[tuple[date, list[Entry]]]:
    days: list[tuple[date, list[Entry]]] = []
    for entry in entries:
        day = entry.event.at.astimezone(zone).date()
        if not days or days[-1][0] != day:
            days.append((day, []))
        today = days[-1][1]
        if today and today[-1].key == entry.key:
            today[-1].times += 1
            today[-1].until = today[-1].until or today[-1].event.at
            today[-1].event = entry.event
        else:
            today.append(entry)
    return days


def _to_patient(event: AuditEvent, reader: Actor, own: bool) -> str:
    """Say the event to the patient. For somebody who reads on their behalf "your" is still the patient's."""
    words = words_of(event.action)
    text = str(words.patient or _("{who}: %(what)s") % {"what": words.office})
    return text.replace("{who}", _who(event, reader, own))


def _who(event: AuditEvent, reader: Actor, own: bool) -> str:
    if event.via == "system":
        return _("The system")
    mine = event.account_id is not None and event.account_id == reader.account_id
    if mine or (own and event.via == "link" and set(event.actor_roles) <= AS_PATIENT):
        return _("You")
    return event.actor_name or _("Somebody who had not signed in")
