"""The choice of a time: what a patient may pick from, and how a picked time travels in an address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from ..availability import FreeTimes, OfferedTime, Offerer, find, offerers
from ..diary import usual_practitioner
from ..masks import cell_at, instant_of
from ..models import Modality, Service

NEAREST = 3
DAYS_SHOWN = 10
PARTS_OF_DAY = ((0, _("Morning")), (12, _("Afternoon")), (17, _("Evening")))


@dataclass(frozen=True)
class Offer:
    """A time as a page shows it; `value` is what its radio sends."""

    value: str
    time: OfferedTime
    person: Offerer
    is_usual: bool


@dataclass(frozen=True)
class Choice:
    """Everything that the page of times shows."""

    service: Service
    modality: str
    where: str
    people: dict[UUID, Offerer]
    chosen_person: UUID | None
    nearest: list[Offer]
    days: list[date]
    chosen_day: date | None
    parts: list[tuple[str, list[Offer]]]
    page: int
    later: int | None
    earlier: int | None

    @property
    def modalities(self) -> list[Modality]:
        return [Modality(each) for each in self.service.modalities]


def as_value(time: OfferedTime) -> str:
    """Return a time as it travels in an address."""
    return f"{cell_at(time.starts_at)}.{time.practitioner.hex}"


def time_from(value: str, service: Service) -> OfferedTime | None:
    """Return the time that an address names, None when it names none."""
    cell, _dot, practitioner = value.partition(".")
    try:
        starts_at = instant_of(int(cell))
        uid = UUID(practitioner)
    except (ValueError, OverflowError, OSError):
        return None
    return OfferedTime(uid, starts_at, starts_at + timedelta(minutes=service.minutes))


def choice_of(
    request: HttpRequest, service: Service, *, patient: UUID | None, modality: str, where: str, now: datetime
) -> Choice:
    """Return what to show for the filters in the address; nonsense in them counts as nothing chosen."""
    asked, zone = request.GET, request.zone
    people = offerers(service)
    chosen = _person(asked.get("with", ""), people)
    usual = usual_practitioner(patient)
    found = find(
        service=service,
        begins=now,
        ends=now + timedelta(days=service.horizon_days),
        now=now,
        jurisdiction=where or None,
        modality=modality,
        known={chosen: people[chosen]} if chosen else people,
    )
    all_days = found.days(zone)
    page = _page(asked, all_days)
    days = all_days[page * DAYS_SHOWN : (page + 1) * DAYS_SHOWN]
    day = _day(asked, days)
    show = _Shower(people, usual)
    return Choice(
        service=service,
        modality=modality,
        where=where,
        people=people,
        chosen_person=chosen,
        nearest=show.all(_nearest(found, usual)),
        days=days,
        chosen_day=day,
        parts=_parts(show.all(found.on(day, zone, _preferred(usual))), zone) if day else [],
        page=page,
        later=page + 1 if (page + 1) * DAYS_SHOWN < len(all_days) else None,
        earlier=page - 1 if page else None,
    )


def modality_from(data: QueryDict, service: Service) -> str:
    """Return how they meet: what was asked for where the service has it, else its first way."""
    asked = data.get("how", "")
    return asked if asked in service.modalities else service.modalities[0]


class _Shower:
    def __init__(self, people: dict[UUID, Offerer], usual: UUID | None):
        self.people, self.usual = people, usual

    def all(self, times: list[OfferedTime]) -> list[Offer]:
        return [
            Offer(as_value(time), time, self.people[time.practitioner], time.practitioner == self.usual)
            for time in times
        ]


def offers_to_show(times: list[OfferedTime], service: Service) -> list[Offer]:
    """Return times with the people who offer them."""
    known = {time.practitioner: time.person for time in times}
    people = known if all(known.values()) else offerers(service)
    return _Shower(people, None).all(times)


def _nearest(found: FreeTimes, usual: UUID | None) -> list[OfferedTime]:
    """Return the soonest times; when the patient's own practitioner is not among them, theirs is the last."""
    soonest = found.soonest(NEAREST, _preferred(usual))
    if usual in found.by_practitioner and all(time.practitioner != usual for time in soonest):
        mask = found.by_practitioner[usual]
        theirs = found.offer(usual, (mask & -mask).bit_length() - 1)
        return [*soonest[: NEAREST - 1], theirs]
    return soonest


def _preferred(usual: UUID | None) -> tuple[UUID, ...]:
    return (usual,) if usual else ()


def _parts(offers: list[Offer], zone: ZoneInfo) -> list[tuple[str, list[Offer]]]:
    parts: dict[str, list[Offer]] = {}
    for offer in offers:
        hour = offer.time.starts_at.astimezone(zone).hour
        name = next(name for begins, name in reversed(PARTS_OF_DAY) if hour >= begins)
        parts.setdefault(name, []).append(offer)
    return list(parts.items())


def _person(text: str, people: dict[UUID, Offerer]) -> UUID | None:
    try:
        uid = UUID(text)
    except ValueError:
        return None
    return uid if uid in people else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _page(asked: QueryDict, all_days: list[date]) -> int:
    """Return the page asked for; without one that of the day asked for, or of the last day before it."""
    if "page" in asked or not asked.get("day"):
        page = _number(asked.get("page", ""))
        return page if page * DAYS_SHOWN < len(all_days) else 0
    until = sum(day.isoformat() <= asked["day"] for day in all_days)
    return max(0, until - 1) // DAYS_SHOWN


def _day(asked: QueryDict, days: list[date]) -> date | None:
    try:
        wanted = date.fromisoformat(asked.get("day", ""))
    except ValueError:
        wanted = None
    earlier = [day for day in days if wanted and day <= wanted]
    return earlier[-1] if earlier else (days[0] if days else None)


__all__ = ["Choice", "Offer", "as_value", "choice_of", "modality_from", "offers_to_show", "time_from"]
