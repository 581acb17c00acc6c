"""The day board and what can be done to one of its rows."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import boards, toasts
from telepraxis.base.ui.times import day_clock_text, day_text
from telepraxis.care.scheduling import attendance, booking, diary
from telepraxis.care.scheduling.models import Appointment
from telepraxis.care.scheduling.permissions import may_run_desk
from telepraxis.care.telehealth.permissions import may_write_to_all_waiting
from telepraxis.registry.practitioners.directory import practitioners

from ..board import board_of
from ..times import time_from, times_of


@page(may_run_desk)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The day; asked by htmx, only the board, drawn once for all who watch it."""
    day, chosen = _day(request), _uid(request.GET.get("with", ""))
    first = _number(request.GET.get("from", ""))
    if request.headers.get("HX-Request"):
        audit.watched(request.actor, "desk.read", now=request.now)
        minute = request.now.replace(second=0, microsecond=0)
        may_write = may_write_to_all_waiting.allows(request.actor)
        asked = (day, chosen, first, may_write, get_language(), timezone.get_current_timezone_name(), minute)
        key = ("desk", request.actor.organization_id, *asked)
        return boards.board(request, key, lambda token: _drawn(_shown(request, day, chosen, first) | token))
    audit.looked(request.actor, "desk.read")
    context = _shown(request, day, chosen, first) | {
        "rail": "desk",
        "live_path": f"/live/desk/{f'?with={chosen}' if chosen else ''}",
    }
    return render(request, "front_desk/desk.html", context | {"people": practitioners()})


def _drawn(context: dict) -> str:
    return render_to_string("front_desk/parts/board.html", context)


def _shown(request: HttpRequest, day: date, chosen: UUID | None, first: int | None) -> dict:
    """Return the context of the board."""
    today = _today(request)
    return {
        "board": board_of(day, timezone.get_current_timezone(), request.now, chosen, first),
        "first": first,
        "day": day,
        "is_today": day == today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "chosen": chosen,
        "today": today,
        "may_write": may_write_to_all_waiting.allows(request.actor),
    }


@page(may_run_desk)
@require_GET
def appointment(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """One appointment: move it, cancel it, note that nobody came."""
    found = _appointment(appointment_id)
    audit.looked(
        request.actor, "scheduling.appointment_seen", patient=found.patient_id, entity=("Appointment", found.id)
    )
    return render(request, "front_desk/appointment.html", _around(request, found))


@page(may_run_desk)
@require_POST
def check_in(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    found = _appointment(appointment_id)
    try:
        attendance.check_in(appointment=found, by=request.actor, now=request.now)
    except booking.NotOpen:
        return _refused(request, _("%(name)s cannot be checked in: the appointment is cancelled or over."), found)
    undo = reverse("front_desk:undo_check_in", args=[found.id])
    toasts.tell(request, _("%(name)s is checked in.") % {"name": found.patient.name_text}, undo=undo)
    return _back(request, found)


@page(may_run_desk)
@require_POST
def undo_check_in(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    found = _appointment(appointment_id)
    try:
        attendance.undo_check_in(appointment=found, by=request.actor, now=request.now)
    except booking.NotOpen:
        return _refused(request, _("%(name)s is not checked in any more, or is being seen."), found)
    toasts.tell(request, _("%(name)s is not checked in any more.") % {"name": found.patient.name_text})
    return _back(request, found)


@page(may_run_desk)
@require_POST
def no_show(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    found = _appointment(appointment_id)
    try:
        attendance.mark_no_show(appointment=found, by=request.actor, now=request.now)
    except (booking.NotOpen, attendance.NotYetTime):
        return _refused(request, _("%(name)s cannot be marked as not come: it is too early, or they came."), found)
    toasts.tell(request, _("Noted: %(name)s did not come.") % {"name": found.patient.name_text})
    return _back(request, found)


@page(may_run_desk)
@require_POST
def undo_no_show(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Take back that nobody came, whoever noted it; it is not noted by itself again."""
    found = _appointment(appointment_id)
    try:
        attendance.undo_no_show(appointment=found, by=request.actor, now=request.now)
    except booking.NotOpen:
        return _refused(request, _("%(name)s does not stand as not come any more."), found)
    toasts.tell(request, _("Taken back: %(name)s may still come.") % {"name": found.patient.name_text})
    return _back(request, found)


@page(may_run_desk)
@require_POST
def cancel(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    found = _appointment(appointment_id)
    try:
        booking.cancel_appointment(
            appointment=found, why=request.POST.get("why", "").strip()[:200], by=request.actor, now=request.now
        )
    except booking.NotOpen:
        return _refused(request, _("The visit of %(name)s is over or under way: it cannot be cancelled."), found)
    toasts.tell(request, _("The visit of %(name)s is cancelled.") % {"name": found.patient.name_text})
    return _back(request, found)


@page(may_run_desk)
@require_POST
def move(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Move to the chosen time; when it is gone, show what else is free."""
    found = _appointment(appointment_id)
    time = time_from(request.POST.get("time", ""), found.service)
    if time is None:
        return redirect("front_desk:appointment", found.id)
    try:
        moved = booking.move_appointment(appointment=found, time=time, by=request.actor, now=request.now)
    except (booking.TimeTaken, booking.TooManyAtOnce):
        problem = _("This time was taken a moment ago. The visit stays where it was; choose another time.")
    except booking.NotLicensed:
        problem = _("This practitioner may not treat the patient there on that day.")
    except booking.PatientBusy:
        problem = _("The patient has another visit at that time.")
    except booking.NotOpen:
        problem = _("The visit is over, under way or cancelled: it cannot be moved.")
    else:
        toasts.tell(request, _("Moved to %(when)s.") % {"when": day_clock_text(moved.starts_at)})
        return redirect("front_desk:appointment", found.id)
    context = _around(request, _appointment(appointment_id)) | {"problem": problem}
    return render(request, "front_desk/appointment.html", context, status=409)


@page(may_run_desk)
@require_POST
def close_day(request: HttpRequest) -> HttpResponse:
    """Close a practitioner's day and ask its patients to choose another time."""
    day, uid = _date(request.POST.get("day", "")), _uid(request.POST.get("practitioner", ""))
    names = {person.uid: person.name for person in practitioners()}
    if day is None or day < _today(request) or uid not in names:
        toasts.tell(request, _("Choose a practitioner and a day that has not passed."))
        return redirect("front_desk:board")
    why = request.POST.get("why", "").strip()[:200]
    affected = booking.block_day(practitioner=uid, day=day, why=why, by=request.actor, now=request.now)
    said = ngettext(
        "%(name)s is away on %(day)s. %(count)s patient is asked to choose another time.",
        "%(name)s is away on %(day)s. %(count)s patients are asked to choose another time.",
        len(affected),
    )
    toasts.tell(request, said % {"name": names[uid], "day": day_text(day), "count": len(affected)})
    return redirect(f"{reverse('front_desk:board')}?day={day.isoformat()}&with={uid}")


def _around(request: HttpRequest, found: Appointment) -> dict:
    zone = timezone.get_current_timezone()
    times = None
    if found.is_open:
        times = times_of(
            service=found.service,
            modality=found.modality,
            jurisdiction=found.patient_jurisdiction,
            practitioner=_uid(request.GET.get("with", "")),
            day=_date(request.GET.get("day", "")),
            zone=zone,
            now=request.now,
        )
    return {
        "rail": "desk",
        "appointment": found,
        "times": times,
        "chosen": _uid(request.GET.get("with", "")),
        "has_begun": request.now >= found.starts_at,
        "board_url": _board_of(found),
    }


def _appointment(appointment_id: UUID) -> Appointment:
    get_object_or_404(Appointment, id=appointment_id)
    return diary.appointment_with_names(appointment_id)


def _board_of(found: Appointment) -> str:
    return f"{reverse('front_desk:board')}?day={timezone.localtime(found.starts_at).date().isoformat()}"


def _back(request: HttpRequest, found: Appointment) -> HttpResponse:
    return redirect(_board_of(found))


def _refused(request: HttpRequest, sentence: str, found: Appointment) -> HttpResponse:
    context = _around(request, found) | {"problem": sentence % {"name": found.patient.name_text}}
    return render(request, "front_desk/appointment.html", context, status=409)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _today(request: HttpRequest) -> date:
    return timezone.localtime(request.now).date()


def _day(request: HttpRequest) -> date:
    return _date(request.GET.get("day", "")) or _today(request)


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
