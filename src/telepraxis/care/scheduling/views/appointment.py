"""One appointment: see it, move it, cancel it, put it into a calendar. Signed in, or by the link of a mail."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import PUBLIC, Actor, page
from telepraxis.base.ui import toasts

from .. import booking, calendar_file, diary, letters, links
from ..availability import offerers
from ..models import Appointment, Modality
from ..permissions import may_change_appointment, may_see_appointment, may_start_booking
from .choosing import choice_of, offers_to_show, time_from
from .door import for_patients, organization_of_link


class _Door:
    """How this request came to the appointment: its actor, and the addresses that go the same way."""

    def __init__(self, request: HttpRequest, appointment: Appointment, token: str | None):
        self.request, self.appointment, self.token = request, appointment, token

    @property
    def actor(self) -> Actor:
        if not self.token:
            return self.request.actor
        patient = self.appointment.patient
        return self.request.actor.by_link(patient_id=patient.uid, name=patient.name_text)

    def address(self, name: str = "") -> str:
        if self.token:
            return reverse(f"scheduling:linked{'_' + name if name else ''}", args=[self.token])
        return reverse(f"scheduling:{name or 'appointment'}", args=[self.appointment.id])


def _patient_of(request: HttpRequest, appointment_id: UUID, **_kwargs) -> UUID:
    patients = Appointment.objects.filter(id=appointment_id).values_list("patient_id", flat=True)
    if not (found := patients.first()):
        raise Http404
    return found


def _door(request: HttpRequest, appointment_id: UUID | None, token: str | None) -> _Door:
    wanted = links.read(token).appointment_id if token else appointment_id
    try:
        appointment = diary.appointment_with_names(wanted)
    except Appointment.DoesNotExist as gone:
        raise Http404 from gone
    if token and links.has_ended(appointment, request.now):
        raise Http404
    return _Door(request, appointment, token)


@for_patients
def _appointment(request: HttpRequest, appointment_id: UUID | None = None, token: str | None = None) -> HttpResponse:
    door = _door(request, appointment_id, token)
    audit.looked(
        door.actor,
        "scheduling.appointment_seen",
        patient=door.appointment.patient_id,
        entity=("Appointment", door.appointment.id),
    )
    return render(request, "scheduling/appointment.html", _context(door))


@for_patients
def _move(request: HttpRequest, appointment_id: UUID | None = None, token: str | None = None) -> HttpResponse:
    door = _door(request, appointment_id, token)
    appointment = door.appointment
    if request.method == "POST":
        return _move_to(door, request.POST.get("time", ""))
    context = _context(door)
    if context["may_change"]:
        context["choice"] = choice_of(
            request,
            appointment.service,
            patient=appointment.patient_id,
            modality=appointment.modality,
            where=appointment.patient_jurisdiction,
            now=request.now,
        )
    return render(request, "scheduling/move.html", context)


def _move_to(door: _Door, value: str) -> HttpResponse:
    request, appointment = door.request, door.appointment
    time = time_from(value, appointment.service)
    if not time or time.practitioner not in offerers(appointment.service, [time.practitioner]):
        return redirect(door.address("move"))
    try:
        booking.move_appointment(appointment=appointment, time=time, by=door.actor, now=request.now)
    except booking.TimeTaken as taken:
        offers = offers_to_show(taken.alternatives, appointment.service)
        return render(request, "scheduling/taken_move.html", _context(door) | {"offers": offers}, status=409)
    except (booking.NotLicensed, booking.PatientBusy, booking.TooManyAtOnce) as problem:
        return render(request, "scheduling/move.html", _context(door) | {"problem": _why(problem)}, status=409)
    except (booking.PastCutOff, booking.NotOpen):
        return render(request, "scheduling/move.html", _context(door), status=409)
    toasts.tell(request, _("Your visit has a new time."))
    return redirect(door.address())


def _why(problem: Exception) -> str:
    if isinstance(problem, booking.NotLicensed):
        return _("This practitioner may not treat you where you will be on that day. Choose another time.")
    if isinstance(problem, booking.PatientBusy):
        return _("You have another visit at that time. Choose another time.")
    return _("Many people are booking at this moment. Nothing was changed: please try again.")


@for_patients
def _cancel(request: HttpRequest, appointment_id: UUID | None = None, token: str | None = None) -> HttpResponse:
    door = _door(request, appointment_id, token)
    if request.method != "POST":
        return render(request, "scheduling/cancel.html", _context(door))
    try:
        why = request.POST.get("why", "").strip()[:200]
        booking.cancel_appointment(appointment=door.appointment, why=why, by=door.actor, now=request.now)
    except (booking.PastCutOff, booking.NotOpen):
        return render(request, "scheduling/cancel.html", _context(door), status=409)
    return redirect(door.address())


@for_patients
def _calendar(request: HttpRequest, appointment_id: UUID | None = None, token: str | None = None) -> HttpResponse:
    door = _door(request, appointment_id, token)
    entry = letters.entry_of(door.appointment, letters.reader_of(door.appointment.patient_id))
    cancelled = door.appointment.status == Appointment.Status.CANCELLED
    content = calendar_file.cancellation(entry) if cancelled else calendar_file.request(entry)
    response = HttpResponse(content, content_type=f"{calendar_file.MEDIA_TYPE}; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


def _context(door: _Door) -> dict:
    request, appointment = door.request, door.appointment
    over = booking.is_past_cut_off(appointment, request.now)
    actor = door.actor
    return {
        "practice": request.practice,
        "appointment": appointment,
        "place": letters.place_of(appointment),
        "is_video": appointment.modality == Modality.VIDEO,
        "is_ahead": appointment.is_open and appointment.ends_at > request.now,
        "past_cut_off": appointment.is_open and over,
        "was_soon": appointment.cut_off() > appointment.booked_at >= appointment.starts_at - _agreed(appointment),
        "may_change": appointment.is_open and not over,
        "cut_off": appointment.cut_off(),
        "by_link": bool(door.token),
        "for_name": appointment.patient.given if appointment.patient_id in actor.acts_for else "",
        "move_url": door.address("move"),
        "cancel_url": door.address("cancel"),
        "calendar_url": door.address("calendar"),
        "page_url": door.address(),
        "again_url": _start_url(door),
        "tab": "visits",
        "modality_name": Modality(appointment.modality).label,
    }


def _agreed(appointment: Appointment) -> timedelta:
    return timedelta(minutes=appointment.service.cancel_cutoff_minutes)


def _start_url(door: _Door) -> str:
    if door.token:
        return reverse("scheduling:public_reason", args=[door.request.practice.organization.slug])
    return reverse("scheduling:reason")


@for_patients
def _appointments(request: HttpRequest) -> HttpResponse:
    """Everything the signed-in person has booked or had, for themself and those they act for."""
    actor = request.actor
    patients = [uid for uid in (actor.patient_id, *actor.acts_for) if uid]
    context = {
        "upcoming": diary.upcoming_of(patients, request.now),
        "past": diary.past_of(patients, request.now),
        "own": actor.own_records,
        "tab": "visits",
    }
    return render(request, "scheduling/appointments.html", context)


appointments = page(may_start_booking)(_appointments)
appointment = page(may_see_appointment, subject=_patient_of)(_appointment)
move = page(may_change_appointment, subject=_patient_of)(_move)
cancel = page(may_change_appointment, subject=_patient_of)(_cancel)
calendar = page(may_see_appointment, subject=_patient_of)(_calendar)
linked = page(PUBLIC, organization=organization_of_link)(_appointment)
linked_move = page(PUBLIC, organization=organization_of_link)(_move)
linked_cancel = page(PUBLIC, organization=organization_of_link)(_cancel)
linked_calendar = page(PUBLIC, organization=organization_of_link)(_calendar)
