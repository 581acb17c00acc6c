"""What other rooms' screens show of this room: the stage, the waiting list, the safety card."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from telepraxis.base.access import Actor
from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.covering import handovers_of
from telepraxis.care.encounters.models import Modality, Presence, Visit
from telepraxis.care.encounters.permissions import may_run_visit, may_take_over
from telepraxis.care.scheduling.models import Appointment
from telepraxis.registry.accounts import memberships
from telepraxis.registry.organizations.jurisdictions import UnknownJurisdiction, emergency_number, jurisdiction

from . import admission, course, devices, guests, links, safety, seats, written
from .guests import participant_of
from .inviting import guest_link
from .models import ChatMessage, DeviceCheck, Invitation, SafetyCard, Seat
from .permissions import may_override_licence
from .words import call_words

SHOWN_MINUTES = 60


@dataclass(frozen=True)
class Waiting:
    """Somebody in the waiting room."""

    visit: Visit
    name: str
    since: datetime
    here: bool  # whether their page is connected at this moment
    check: DeviceCheck | None
    card: SafetyCard | None
    said: ChatMessage | None = None  # what was written last

    @property
    def asks(self) -> bool:
        """Whether the last word was the patient's: somebody should answer."""
        return self.said is not None and self.said.role in written.PATIENTS_SIDE

    @property
    def hindered(self) -> bool:
        return self.card is None or not self.card.licensed


@panel("appointment.way_in", template="telehealth/way_in.html", order=10)
def way_in(request, appointment: Appointment) -> dict | None:
    """Offer the way into a video visit on the appointment's own page, signed in or by its link."""
    if appointment.modality != Modality.VIDEO:
        return None
    actor = request.actor
    by_session = actor is not None and actor.via == "session" and actor.is_or_acts_for(appointment.patient_id)
    return {"appointment": appointment, "by_session": by_session}


@panel("visit.facts", template="telehealth/course_panel.html", rule=may_run_visit, order=60)
def course_panel(request, visit: Visit) -> dict | None:
    """Show how the call went, or goes. Two queries."""
    if not visit.has_begun:
        return None
    went = course.course_of(visit, request.now)
    if not went.stretches and not went.kind:
        return None
    return {"visit": visit, "went": went, "shown": went.stretches[-SHOWN_MINUTES:]}


@panel("visit.beside_note", template="telehealth/taken_over.html", rule=may_run_visit, order=5)
def who_treats(request, visit: Visit) -> dict | None:
    """Return who took the visit over, and to a colleague the way to do so; None where there is neither. Two queries."""
    handovers = handovers_of(visit)
    may = visit.is_open and may_take_over.allows(request.actor, visit)
    return {"visit": visit, "handovers": handovers, "may_take_over": may} if handovers or may else None


def stage_panel(visit: Visit, actor: Actor, now: datetime) -> dict:
    """Return the context of `telehealth/stage.html` for the clinician's workspace."""
    return {
        "visit": visit,
        "side": "clinician",
        "other_name": visit.patient.name_text,
        "phase": phase_of(visit, at_rooming=visit.nurse_account_id == actor.account_id),
        "call": call_data(visit, side="clinician"),
        **knocking_panel(visit, now),
        **waiting_panel(visit, actor, now),
    }


def waiting_panel(visit: Visit, actor: Actor, now: datetime) -> dict:
    """Return the context of the clinician's view of the waiting patient, with all that stands against admitting."""
    card = safety.card_of(visit)
    override = safety.override_of(visit, card)
    seat = Seat.objects.filter(visit=visit, role__in=("patient", "relative"), left_at=None, lost_at=None).first()
    return {
        "visit": visit,
        "patient_here": seat is not None and visit.status == Visit.Status.READY,
        "card": card,
        "override": override,
        "place": named_jurisdiction(visit, card),
        "check": devices.check_of(visit),
        "second_device": links.second_device_of(visit),
        "may_override": may_override_licence.allows(actor, visit),
        "hindrance": admission.hindrance(visit),
    }


def safety_panel(visit: Visit, now: datetime) -> dict:
    """Return the context of `telehealth/safety_panel.html`, the card beside the chart."""
    card = safety.card_of(visit)
    return {
        "visit": visit,
        "card": card,
        "consent_withdrawn": card is None and safety.consent_withdrawn(visit),
        "override": safety.override_of(visit, card),
        "place": named_jurisdiction(visit, card),
        "emergency": emergency_at(visit, card.jurisdiction) if card else "",
        "second_device": links.second_device_of(visit),
        "check": devices.check_of(visit),
    }


def knocking_panel(visit: Visit, now: datetime) -> dict:
    """Return the context of `telehealth/knocking.html`: the guests who wait to be let in, and what keeps them out."""
    knocking = guests.waiting_at(visit)
    return {"knocking": knocking, "no_room": _no_room_for(knocking[0], visit, now) if knocking else ""}


def _no_room_for(invitation: Invitation, visit: Visit, now: datetime) -> object:
    try:
        seats.refuse_when_full(visit, participant_of(invitation), now=now)
    except seats.CallIsFull as full:
        return full.why
    return ""


def people_panel(visit: Visit, actor: Actor, now: datetime) -> dict:
    """Return the context of `telehealth/people.html`: who is in the visit, who is invited, whom one may invite."""
    invitations = guests.invitations_of(visit)
    return {
        "visit": visit,
        "seated": [seat for seat in seats.seats_of(visit) if not seat.participant.startswith(Presence.GUEST)],
        "in_call": [one for one in invitations if one.admitted_at],
        "waiting": [one for one in invitations if one.waits],
        "invited_before": [(one, guest_link(one)) for one in invitations if not one.admitted_at and not one.waits],
        "roles": Invitation.Role.choices,
        "colleagues": [one.account for one in memberships.colleagues() if one.account_id != actor.account_id],
    }


def chat_panel(visit: Visit, actor: Actor) -> dict:
    """Return the context of `telehealth/chat.html`."""
    return {"visit": visit, "chat_with": visit.patient.name_text}


def waiting_of(practitioner: UUID | None, now: datetime) -> list[Waiting]:
    """Return who waits for the practitioner (None: for anybody), longest first. Five queries."""
    found = Visit.objects.filter(status=Visit.Status.READY, modality=Modality.VIDEO).select_related(
        "patient", "practitioner"
    )
    if practitioner is not None:
        found = found.filter(practitioner_id=practitioner)
    return known_of(list(found.order_by("ready_at")))


def known_of(waiting: list[Visit]) -> list[Waiting]:
    """Return what this room knows of these visits that have not begun. Four queries."""
    ids = [visit.id for visit in waiting]
    said = written.newest_of(ids)
    checks = _newest(DeviceCheck.objects.filter(visit__in=ids).order_by("checked_at"))
    cards = _newest(SafetyCard.objects.filter(visit__in=ids).select_related("consent").order_by("answered_at"))
    cards = {visit: card for visit, card in cards.items() if card.consent.status == safety.HOLDS}
    here = set(
        Seat.objects.filter(visit__in=ids, role__in=("patient", "relative"), lost_at=None, left_at=None).values_list(
            "visit_id", flat=True
        )
    )
    return [
        Waiting(v, v.patient.name_text, v.ready_at, v.id in here, checks.get(v.id), cards.get(v.id), said.get(v.id))
        for v in waiting
    ]


def place_in_queue(visit: Visit) -> int:
    """Return how many wait for this clinician before this patient, by the time they came; 0 is next. One query."""
    if visit.ready_at is None:
        return 0
    return Visit.objects.filter(
        status=Visit.Status.READY, practitioner_id=visit.practitioner_id, ready_at__lt=visit.ready_at
    ).count()


def clinician_is_in_visit(visit: Visit) -> bool:
    """Tell whether the clinician is with another patient now. One query."""
    busy = Visit.objects.filter(status=Visit.Status.IN_PROGRESS, practitioner_id=visit.practitioner_id)
    return busy.exclude(id=visit.id).exists()


def clinician_is_here(visit: Visit) -> bool:
    """Tell whether the clinician has this visit open. One query."""
    return Seat.objects.filter(visit=visit, role="clinician", lost_at=None, left_at=None).exists()


def call_data(visit: Visit, *, side: str, with_camera: bool = True) -> dict:
    """Return what the call's island is given."""
    path = f"/live/call/{visit.id}/{side}/"
    return {
        "socket": path,
        "side": side,
        "with_camera": with_camera,
        "captions": settings.CAPTIONS,
        "words": call_words(),
    }


def phase_of(visit: Visit, *, at_rooming: bool = False) -> str:
    """Return the phase with which the stage is drawn before its script runs; `at_rooming`: for patient and nurse."""
    if not visit.is_open:
        return "over"
    talks = visit.status == Visit.Status.IN_PROGRESS or (at_rooming and visit.is_with_nurse)
    return "call" if talks else "waiting"


def named_jurisdiction(visit: Visit, card: SafetyCard | None) -> str:
    """Return the name of the place where the card says the patient is."""
    if card is None:
        return ""
    try:
        return jurisdiction(visit.organization_id, card.jurisdiction).name
    except UnknownJurisdiction:
        return card.jurisdiction


def emergency_at(visit: Visit, code: str) -> str:
    """Return the number that brings help there, or "" where nobody knows."""
    try:
        return emergency_number(visit.organization_id, code)
    except UnknownJurisdiction:
        return ""


def way_in_path(visit: Visit) -> str:
    return reverse("telehealth:way_in", args=[visit.id])


def _newest(rows) -> dict:
    return {row.visit_id: row for row in rows}
