"""Seats in the call: one for each participant, held by the page that took it last."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Presence, Visit
from telepraxis.care.encounters.presences import Participant
from telepraxis.care.encounters.visits import refuse_when_over

from . import safety
from .models import Seat
from .permissions import AtTheDoor, may_take_seat

MOST = 4  # people in one call: each browser sends to each other one
KEPT_FOR = timedelta(minutes=2)  # a seat whose page is gone is kept this long for whoever held it


class CallIsFull(Exception):
    """Four people are in the call; `why` says it in a sentence."""

    def __init__(self):
        self.why = _("Four people are in this visit, and more it does not hold. Somebody must leave first.")
        super().__init__(self.why)


@transaction.atomic
def take(
    *, visit: Visit, participant: Participant, session: str, channel: str, by: Actor, now: datetime
) -> tuple[Seat, str]:
    """Seat the participant on this channel and return (seat, the channel it took over from or "").

    :raises VisitIsOver: the visit has ended or was cancelled.
    :raises CallIsFull: four people sit there, or would if patient and clinician came back.
    """
    Visit.objects.locked(visit)  # two who come at once are counted one after the other
    withdrawn = safety.consent_withdrawn(visit)
    may_take_seat.require(by, AtTheDoor(visit, by_link=by.via == "link", consent_withdrawn=withdrawn))
    refuse_when_over(visit)
    refuse_when_full(visit, participant, now=now)
    seat = Seat.objects.select_for_update().filter(visit=visit, participant=participant.key).first()
    if seat is None:
        seat = Seat(organization_id=visit.organization_id, visit=visit, participant=participant.key)
        audit.wrote(by, "telehealth.seat_taken", patient=visit.patient_id, entity=("Visit", visit.id))
    before = seat.channel if seat.channel and seat.is_here and seat.channel != channel else ""
    seat.name, seat.role, seat.session, seat.channel = participant.name, participant.role, session, channel
    seat.taken_at, seat.lost_at, seat.left_at = now, None, None
    seat.save()
    return seat, before


def refuse_when_full(visit: Visit, participant: Participant, *, now: datetime) -> None:
    """Pass while there is room for the participant. A place is always kept for the patient and for the clinician.

    :raises CallIsFull: there is none.
    """
    held = Q(lost_at=None) | Q(lost_at__gt=now - KEPT_FOR)
    others = set(
        Seat.objects.filter(held, visit=visit, left_at=None)
        .exclude(participant=participant.key)
        .values_list("participant", "role")
    )
    everybody = {*others, (participant.key, participant.role)}
    kept = sum(not any(is_there(*one) for one in everybody) for is_there in (_is_clinician, _is_patients_side))
    if len(others) + kept >= MOST:
        raise CallIsFull


def _is_clinician(key: str, role: str) -> bool:
    return role == Presence.Role.CLINICIAN


def _is_patients_side(key: str, role: str) -> bool:
    """Whoever acts for the patient stands in the patient's place; an invited relative does not."""
    return role == Presence.Role.PATIENT or (role == Presence.Role.RELATIVE and not key.startswith(Presence.GUEST))


def lose(*, seat: Seat, channel: str, now: datetime) -> bool:
    """Note that the page's line is gone; False when another page has taken the seat meanwhile."""
    return bool(Seat.objects.filter(id=seat.id, channel=channel, lost_at=None).update(lost_at=now))


def leave(*, seat: Seat, channel: str, now: datetime) -> bool:
    """Note that the person left; False when another page holds the seat."""
    return bool(Seat.objects.filter(id=seat.id, channel=channel).update(left_at=now, lost_at=now))


def clear(*, visit: Visit, participant: Participant, now: datetime) -> Seat | None:
    """Take the seat from the participant, whichever page holds it; None when they had none."""
    seat = Seat.objects.select_for_update().filter(visit=visit, participant=participant.key, left_at=None).first()
    if seat:
        seat.left_at = seat.lost_at = now
        seat.save(update_fields=["left_at", "lost_at"])
    return seat


def show(*, seat: Seat, microphone: bool, camera: bool, screen: bool) -> None:
    """Note what the participant lets others see and hear."""
    Seat.objects.filter(id=seat.id).update(microphone=microphone, camera=camera, screen=screen)


def seats_of(visit: Visit) -> list[Seat]:
    """Return the seats of everybody who has not left. One query."""
    return list(Seat.objects.filter(visit=visit, left_at=None).order_by("taken_at"))
