"""Minutes of a call, as its pages count them: told every few seconds, kept in one row a minute and participant."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.presences import Participant

from .models import CallMinute
from .negotiation import BadSignal
from .permissions import AtTheDoor, may_take_seat

MOST_AT_ONCE = 90
OLDEST_S = MOST_AT_ONCE * 60
SECONDS = ("connected", "heard", "saw", "stills")
WORST = list(CallMinute.Rung.values)  # from the best to the lowest
LARGEST = {"loss": 1_000, "rtt": 60_000, "kb": 1_000_000}


@dataclass(frozen=True)
class Counted:
    """What a page counted of one minute. Seconds, rung, thousandths lost, milliseconds, kilobytes."""

    connected: float
    heard: float
    saw: float
    stills: float
    rung: str
    why: str
    loss: int
    rtt: int
    kb: int
    relayed: bool

    def with_more(self, more: "Counted") -> "Counted":
        """Return both together: seconds and kilobytes added, the worse of the rest."""
        worse = max((self, more), key=lambda counted: WORST.index(counted.rung))
        return replace(
            worse,
            **{name: min(60, getattr(self, name) + getattr(more, name)) for name in SECONDS},
            loss=max(self.loss, more.loss),
            rtt=max(self.rtt, more.rtt),
            kb=min(LARGEST["kb"], self.kb + more.kb),
            relayed=self.relayed or more.relayed,
        )


def told(said: object, *, now: datetime) -> dict[datetime, Counted]:
    """Return {minute: what was counted} of a page's message.

    :raises BadSignal: it is not such a message.
    """
    if not isinstance(said, list) or len(said) > MOST_AT_ONCE:
        raise BadSignal
    found: dict[datetime, Counted] = {}
    for each in said:
        if not isinstance(each, dict):
            raise BadSignal
        began = now - timedelta(seconds=_number(each, "ago", OLDEST_S))
        minute, counted = began.replace(second=0, microsecond=0), _counted(each)
        found[minute] = found[minute].with_more(counted) if minute in found else counted
    return found


def _counted(said: dict) -> Counted:
    if said.get("rung") not in CallMinute.Rung.values or said.get("why") not in CallMinute.Why.values:
        raise BadSignal
    return Counted(
        **{name: _number(said, name, 60, cut=True) for name in SECONDS},
        **{name: int(_number(said, name, largest, cut=True)) for name, largest in LARGEST.items()},
        rung=said["rung"],
        why=said["why"],
        relayed=said.get("relayed") is True,
    )


def _number(said: dict, name: str, largest: int, *, cut: bool = False) -> float:
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e12:
        raise BadSignal
    if value > largest and not cut:
        raise BadSignal
    return min(largest, value)


@transaction.atomic
def keep(*, visit: Visit, participant: Participant, counted: dict[datetime, Counted], by: Actor, now: datetime) -> None:
    """Add what was counted to the minutes of this participant. Three queries, however many minutes.

    Minutes outside the visit are dropped: a page may be wrong about its clock, or lie. A page is believed about the
    quality of a call, never about who was in it: that stands in the presences.
    """
    may_take_seat.require(by, AtTheDoor(visit, by_link=by.via == "link"))
    began = visit.admitted_at.replace(second=0, microsecond=0) if visit.admitted_at else None
    ends = visit.ended_at or now
    inside = {minute: count for minute, count in counted.items() if began and began <= minute <= ends}
    if not inside:
        return
    rows = CallMinute.objects.select_for_update().filter(
        visit=visit, participant=participant.key, minute__in=list(inside)
    )
    known = {row.minute: row for row in rows}
    for minute, row in known.items():
        _put(row, _of(row).with_more(inside[minute]))
    CallMinute.objects.bulk_update(known.values(), COLUMNS)
    fresh = [_put(_new(visit, participant, minute), count) for minute, count in inside.items() if minute not in known]
    CallMinute.objects.bulk_create(fresh, ignore_conflicts=True)


COLUMNS = [
    "connected_s", "heard_s", "saw_s", "stills_s", "rung", "why", "loss_permille", "round_trip_ms", "kilobytes",
    "relayed",
]  # fmt: skip
OF_COUNTED = dict(
    zip(COLUMNS, ("connected", "heard", "saw", "stills", "rung", "why", "loss", "rtt", "kb", "relayed"), strict=True)
)


def _new(visit: Visit, participant: Participant, minute: datetime) -> CallMinute:
    return CallMinute(
        organization_id=visit.organization_id,
        visit=visit,
        participant=participant.key,
        role=participant.role,
        minute=minute,
    )


def _put(row: CallMinute, counted: Counted) -> CallMinute:
    for column, name in OF_COUNTED.items():
        value = getattr(counted, name)
        setattr(row, column, round(value) if name in SECONDS else value)
    return row


def _of(row: CallMinute) -> Counted:
    return Counted(**{name: getattr(row, column) for column, name in OF_COUNTED.items()})


def minutes_of(visit: Visit) -> list[CallMinute]:
    """Return the minutes of everybody in the visit, in order. One query."""
    return list(CallMinute.objects.filter(visit=visit).order_by("minute", "role", "participant"))
