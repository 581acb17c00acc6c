"""Pages of the phone: the phone itself, the list of calls, the patient's banner, the set-up of the line."""

from functools import wraps
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import act_as, page
from telepraxis.base.ui import toasts
from telepraxis.care.encounters.models import Visit
from telepraxis.care.telehealth import arrival
from telepraxis.care.telehealth.permissions import AtTheDoor, may_come_in

from . import calls, numbers, panels, trunks, words
from .forms import TrunkForm
from .models import PhoneCall
from .permissions import may_phone, may_set_up_phone

SHOWN_OF_TRUNK = "registrar user shown_number allowed_prefixes refused_prefixes max_minutes calls_per_hour".split()


@page(may_phone)
@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """The practice's phone in a page of its own: kept open, calls ring here. Asked by htmx, only the lists."""
    audit.looked(request.actor, "phone.list_read")
    recent = calls.recent_calls()
    shown = {
        "rail": "phone",
        "missed": [_row(call) for call in calls.missed_calls()],
        "recent": [_row(call) for call in recent],
        "trunk": trunks.trunk_of(request.actor.organization_id),
        "phone": panels.phone_data(),
        "may_set_up": may_set_up_phone.allows(request.actor),
    }
    shown["line"] = words.line_words(shown["trunk"])
    template = "lists.html" if request.headers.get("HX-Request") else "phone.html"
    return render(request, f"telephony/{template}", shown)


def _row(call: PhoneCall) -> dict:
    shown = numbers.shown(call.number) or _("a hidden number")
    return {"call": call, "number": shown, "name": call.patient.name_text if call.patient_id else shown}


@page(may_phone)
@require_POST
def tick_off(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Take a missed call off the list."""
    calls.tick_off(call=get_object_or_404(PhoneCall, id=call_id), by=request.actor, now=request.now)
    return redirect("telephony:phone")


@page(may_set_up_phone)
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """The line at the provider, and the limits of what may be dialled."""
    trunk = trunks.trunk_of(request.actor.organization_id)
    initial = {name: getattr(trunk, name) for name in SHOWN_OF_TRUNK} if trunk else {}
    form = TrunkForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _was_set_up(request, form):
        return redirect("telephony:set_up")
    shown = {
        "rail": "setup",
        "form": form,
        "trunk": trunk,
        "line": words.line_words(trunk),
        "media_is_here": panels.media_is_here(),
        "source": numbers.SOURCE,
        "live_path": "/live/phone/" if may_phone.allows(request.actor) else "",
    }
    return render(request, "telephony/set_up.html", shown, status=422 if form.errors else 200)


def _was_set_up(request: HttpRequest, form: TrunkForm) -> bool:
    try:
        trunks.set_up(**form.cleaned_data, by=request.actor, now=request.now)
    except trunks.TrunkIncomplete as incomplete:
        for name, why in incomplete.fields.items():
            form.add_error("allowed_prefixes" if name == "prefixes" else name, str(why))
        return False
    if settings.JANUS_WANTED:
        Path(settings.JANUS_WANTED).touch()
    toasts.tell(request, _("Saved. The line is being signed in."))
    return True


@page(may_set_up_phone)
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    trunks.remove(by=request.actor, now=request.now)
    toasts.tell(request, _("The phone line was taken away. Numbers are dialled by hand."))
    return redirect("telephony:set_up")


# The patient's page


def _at_the_door(request: HttpRequest, visit_id: UUID) -> AtTheDoor:
    visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner"), id=visit_id)
    request.visit = visit
    if request.actor.is_or_acts_for(visit.patient_id):
        return AtTheDoor(visit, only_books=arrival.only_books(request.actor, visit))
    actor = arrival.actor_by_link(request, request.actor, visit)
    if actor is None:
        return AtTheDoor(visit)
    act_as(request, actor)
    return AtTheDoor(visit, by_link=True)


def _for_patients_side(view):
    """Guard a part of the patient's page: by link, as the patient, or as who acts for them."""
    guarded = page(
        may_come_in,
        subject=_at_the_door,
        organization=lambda request, visit_id: arrival.organization_of(request.session, visit_id),
    )(view)

    @wraps(view)
    def opened(request: HttpRequest, visit_id: UUID) -> HttpResponse:
        try:
            return guarded(request, visit_id=visit_id)
        except Http404:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise

    opened.access_rule = may_come_in
    return opened


@_for_patients_side
@require_GET
def patient_standing(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """What the patient's page says of the phone: the practice calls, the call is on, or nothing."""
    return render(request, "telephony/patient_standing.html", panels.patient_standing(request.visit))
