"""Free time as FHIR R4 Slots (http://hl7.org/fhir/R4/slot.html): computed, never stored (decision 0061).

A free Slot is one service that could begin with one practitioner; its id says which, so that it can be read again. A
busy Slot says that time is given away, and nothing about to whom.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from telepraxis.base.fhir.outcome import invalid, not_supported, too_costly

from .availability import find
from .booking import live_claims
from .document import moment_of, service_type
from .models import Claim, Service, WeeklyHours

LONGEST = timedelta(days=62)
MOST = 20_000
FREE, BUSY = "free", "busy"
STATUSES = (FREE, BUSY, "busy-unavailable", "busy-tentative", "entered-in-error")
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which Slots are asked for; None for all of them."""

    begins: datetime
    ends: datetime
    practitioners: frozenset[UUID] | None = None
    services: frozenset[UUID] | None = None
    statuses: frozenset[str] = frozenset((FREE, BUSY))


def slots_of(wanted: Wanted, *, now: datetime) -> list[dict]:
    """Return the Slots of a span, soonest first: free beginnings of each service, and the time that is given away.

    As many questions as services are asked for, and three.
    """
    people = WeeklyHours.objects.values_list("practitioner_id", flat=True).distinct()
    at_work = {uid for uid in people if wanted.practitioners is None or uid in wanted.practitioners}
    found = []
    if FREE in wanted.statuses:
        found += [slot for service in _services(wanted) for slot in _free(service, at_work, wanted, now)]
    if BUSY in wanted.statuses and wanted.services is None:
        found += _busy(at_work, wanted)
    return sorted(found, key=lambda slot: (slot["start"], slot["schedule"]["reference"], slot["id"]))


def _services(wanted: Wanted) -> Iterable[Service]:
    services = Service.objects.filter(retired_at=None)
    return services if wanted.services is None else services.filter(id__in=wanted.services)


def _free(service: Service, at_work: Collection[UUID], wanted: Wanted, now: datetime) -> list[dict]:
    free = find(service=service, practitioners=at_work, begins=wanted.begins, ends=wanted.ends, now=now)
    return [_free_slot(service, offer.practitioner, offer.starts_at) for offer in free.all()]


def _free_slot(service: Service, practitioner: UUID, starts_at: datetime) -> dict:
    return {
        "resourceType": "Slot",
        "id": slot_id(practitioner, service.id, starts_at),
        "serviceType": [service_type(service)],
        "schedule": {"reference": f"Schedule/{practitioner}"},
        "status": FREE,
        "start": _text(starts_at),
        "end": _text(starts_at + timedelta(minutes=service.minutes)),
    }


def _busy(at_work: Collection[UUID], wanted: Wanted) -> list[dict]:
    return [_busy_slot(claim) for claim in live_claims(at_work, wanted.begins, wanted.ends)]


def _busy_slot(claim: Claim) -> dict:
    return {
        "resourceType": "Slot",
        "id": str(claim.id),
        "schedule": {"reference": f"Schedule/{claim.practitioner_id}"},
        "status": BUSY,
        "start": _text(claim.starts_at),
        "end": _text(claim.ends_at),
    }


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def slot_id(practitioner: UUID, service: UUID, starts_at: datetime) -> str:
    """Return an id of 51 letters and digits that says what it means."""
    minutes = (starts_at - EPOCH) // MINUTE
    return f"{_short(practitioner)}{_short(service)}{minutes:07x}"


def read_slot_id(text: str) -> tuple[UUID, UUID, datetime] | None:
    """Return (practitioner, service, begin) of a free Slot's id, None where it is none."""
    if len(text) != 51:
        return None
    try:
        return _long(text[:22]), _long(text[22:44]), EPOCH + int(text[44:], 16) * MINUTE
    except ValueError:
        return None


def _short(uid: UUID) -> str:
    return b64encode(uid.bytes, altchars=b"-.").decode().rstrip("=")


def _long(text: str) -> UUID:
    return UUID(bytes=b64decode(f"{text}==", altchars=b"-.", validate=True))


def slot_by(logical_id: str, *, now: datetime) -> dict | None:
    """Return the Slot of this id: free as long as it can be booked, None after that."""
    if (said := read_slot_id(logical_id)) is None:
        return _busy_by(logical_id)
    practitioner, service_id, starts_at = said
    service = Service.objects.filter(id=service_id, retired_at=None).first()
    if service is None:
        return None
    free = find(
        service=service, practitioners=[practitioner], begins=starts_at, ends=starts_at + 5 * MINUTE, now=now
    ).all()
    return next(
        (_free_slot(service, practitioner, offer.starts_at) for offer in free if offer.starts_at == starts_at), None
    )


def _busy_by(logical_id: str) -> dict | None:
    try:
        claims = Claim.objects.filter(id=UUID(logical_id), released_at=None, practitioner__isnull=False)
    except ValueError:
        return None
    return next((_busy_slot(claim) for claim in claims), None)


@dataclass
class _Asked:
    """What a search URL asks for, gathered parameter by parameter."""

    begins: datetime | None = None
    ends: datetime | None = None
    practitioners: set[UUID] | None = None
    services: set[UUID] | None = None
    statuses: set[str] = field(default_factory=lambda: {FREE, BUSY})


class SlotSource:
    """Answers `Slot?schedule=..&start=ge..&start=lt..&status=free`, and reads one Slot."""

    def read(self, logical_id: str, *, now: datetime) -> dict | None:
        """Return the Slot of this id as it is now."""
        return slot_by(logical_id, now=now)

    def search(self, asked: Sequence[tuple[str, str]], *, now: datetime) -> list[dict]:
        """Return the Slots; without a begin from now on, without an end for two weeks.

        :raises Refused: a parameter or value that Slots do not know, or more than 62 days.
        """
        gathered = _Asked()
        for name, value in asked:
            _gather(gathered, name, value, now)
        found = slots_of(_wanted(gathered, now), now=now)
        if len(found) > MOST:
            raise too_costly(f"These are more than {MOST} slots. Ask for fewer days or one schedule.", status=400)
        return found


def _wanted(asked: _Asked, now: datetime) -> Wanted:
    begins = asked.begins or now
    ends = asked.ends or begins + timedelta(days=14)
    if ends - begins > LONGEST:
        raise too_costly("Ask for at most 62 days of free time at once: start=ge... and start=lt...", status=400)
    return Wanted(
        begins=begins,
        ends=max(begins, ends),
        practitioners=None if asked.practitioners is None else frozenset(asked.practitioners),
        services=None if asked.services is None else frozenset(asked.services),
        statuses=frozenset(asked.statuses),
    )


def _gather(asked: _Asked, name: str, value: str, now: datetime) -> None:
    if name == "start":
        _gather_start(asked, value)
    elif name == "schedule":
        named = {_uid(each.removeprefix("Schedule/")) for each in value.split(",")} - {None}
        asked.practitioners = named if asked.practitioners is None else asked.practitioners & named
    elif name == "status":
        asked.statuses &= {each.rpartition("|")[2] for each in value.split(",")}
    elif name == "service-type":
        named = {_uid(each.rpartition("|")[2]) for each in value.split(",")} - {None}
        asked.services = named if asked.services is None else asked.services & named
    elif not name.startswith("_"):
        raise not_supported("Free time is asked for by schedule, start, status and service-type.", name)


def _gather_start(asked: _Asked, value: str) -> None:
    prefix, text = (value[:2], value[2:]) if value[:2].isalpha() else ("eq", value)
    low, high = _span(text)
    if prefix in ("ge", "sa", "gt", "eq"):
        begins = low if prefix in ("ge", "eq") else high
        asked.begins = max(begins, asked.begins or begins)
    if prefix in ("lt", "eb", "le", "eq"):
        ends = low if prefix in ("lt", "eb") else high
        asked.ends = min(ends, asked.ends or ends)
    if prefix not in ("ge", "sa", "gt", "eq", "lt", "eb", "le"):
        raise not_supported("Ask for free time with ge, gt, le or lt.", "start")


def _span(text: str) -> tuple[datetime, datetime]:
    """Return the span that a date or moment of the search stands for; a date is one of UTC."""
    try:
        if len(text) == 10:
            day = datetime.fromisoformat(text).replace(tzinfo=UTC)
            return day, day + timedelta(days=1)
        moment = moment_of(text.replace(" ", "+"))  # a plus that was not escaped
        if moment is not None:
            return moment, moment + MINUTE
    except (ValueError, OverflowError):
        pass
    raise invalid("This is no date or moment with its zone, such as 2026-11-25 or 2026-11-25T09:00:00Z.", "start")


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
