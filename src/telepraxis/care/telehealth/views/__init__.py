"""The patient's way in, and what staff do at its end."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base.access import PUBLIC, act_as, page
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.expected_wait import said_of, waits_of
from telepraxis.care.encounters.models import Modality, Visit
from telepraxis.care.encounters.permissions import may_run_visit
from telepraxis.care.scheduling.models import Appointment
from telepraxis.registry.accounts import devices as browsers
from telepraxis.registry.organizations.models import OrganizationProfile

from .. import admission, arrival, devices, links, misuse, panels, relay, safety, written
from ..cards import card_shown
from ..forms import BirthDateForm, answers_of
from ..permissions import (
    AtTheDoor,
    may_come_in,
    may_fill_card_for,
    may_join_appointment,
    may_override_licence,
    may_see_waiting,
    opens_join_link,
)
from ..words import browser_of, check_words, help_for

# By link


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Open a join link: say why it does not work, or lead to the next step of the way in."""
    try:
        link = links.read(token)
    except links.LinkForged:
        return unusable(request, "forged", status=404)
    return _join(request, link=link)


join.access_rule = PUBLIC


@page(opens_join_link, organization=lambda request, link: link.organization_id)
@require_GET
def _join(request: HttpRequest, link: links.JoinLink) -> HttpResponse:
    try:
        visit = _visit_of_link(link, request)
    except visits.NotBooked:
        return unusable(request, "cancelled", status=410)
    except (Visit.DoesNotExist, Appointment.DoesNotExist):
        return unusable(request, "forged", status=404)
    if not misuse.may_open(visit.id):
        return unusable(request, "busy", status=429)
    if refusal := _refusal(request, visit, link):
        return refusal
    if visit.modality != Modality.VIDEO:
        return unusable(request, "phone" if visit.modality == Modality.PHONE else "in_person", visit=visit)
    by = request.actor.by_link(patient_id=visit.patient_id, name=visit.patient.name_text)
    name = browsers.name_of(request.headers.get("User-Agent", ""))
    try:
        links.open_on(
            visit=visit,
            device_id=browsers.recognize(request),
            device_name=name,
            issued_at=link.issued_at,
            by=by,
            now=request.now,
        )
    except links.TooManyDevices:
        return _refused(request, visit, "too_many_devices", status=403)
    arrival.remember_link(request.session, visit)
    response = redirect("telehealth:way_in", visit.id)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _refusal(request: HttpRequest, visit: Visit, link: links.JoinLink) -> HttpResponse | None:
    """Say why the link does not work, and write it down; None when it does."""
    try:
        links.refuse_unless_good(visit, arrival.planned_end(visit), issued_at=link.issued_at, now=request.now)
    except links.LinkRevoked:
        return _refused(request, visit, "revoked")
    except links.LinkCancelled:
        return _refused(request, visit, "cancelled")
    except links.LinkUsedUp:
        return _refused(request, visit, "over")
    except links.LinkExpired:
        return _refused(request, visit, "expired")
    return None


def _refused(request: HttpRequest, visit: Visit, why: str, status: int = 410) -> HttpResponse:
    misuse.refused("telehealth.link_refused", visit=visit, what=why, by=request.actor)
    return unusable(request, why, status=status)


def _visit_of_link(link: links.JoinLink, request: HttpRequest) -> Visit:
    if link.appointment_id:
        appointment = Appointment.objects.get(id=link.appointment_id)
        return visits.visit_for(appointment=appointment, now=request.now)
    return Visit.objects.select_related("patient", "practitioner").get(id=link.visit_id)


def unusable(request: HttpRequest, why: str, *, visit: Visit | None = None, status: int = 200) -> HttpResponse:
    """Say in plain words why there is no call behind this address, and what to do next."""
    organization = getattr(request.actor, "organization_id", None)
    profile = OrganizationProfile.objects.filter(organization_id=organization).first() if organization else None
    context = {"why": why, "profile": profile, "visit": visit}
    return render(request, "telehealth/unusable.html", context, status=status)


# The door of the way in


def at_the_door(request: HttpRequest, visit_id, **kwargs) -> AtTheDoor:
    """Find the visit, and who this browser is to it: signed in on the patient's side, or come by link."""
    visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner"), id=visit_id)
    request.visit = visit
    if request.actor.is_or_acts_for(visit.patient_id):
        return AtTheDoor(visit, only_books=arrival.only_books(request.actor, visit))
    row = arrival.device_of_link(request, visit)
    request.must_confirm = row is not None and links.must_confirm(row)
    actor = arrival.actor_by_link(request, request.actor, visit)
    if actor is None:
        return AtTheDoor(visit)
    act_as(request, actor)
    return AtTheDoor(visit, by_link=True)


def on_the_way(view):
    """Guard a step of the way in. Who is nobody here signs in; a second device first gives the birth date."""
    guarded = page(
        may_come_in,
        subject=at_the_door,
        organization=lambda request, visit_id, **named: arrival.organization_of(request.session, visit_id),
    )(view)

    @wraps(guarded)
    def entered(request: HttpRequest, visit_id, **named) -> HttpResponse:
        if not request.user.is_authenticated and not arrival.came_by_link(request.session, visit_id):
            return redirect_to_login(request.get_full_path())
        try:
            return guarded(request, visit_id=visit_id, **named)
        except Http404:
            if getattr(request, "must_confirm", False):
                return redirect("telehealth:birth_date", visit_id)
            raise

    return entered


def _own_device(request: HttpRequest):
    """Return this browser's id, and bind a link to it: somebody acts in it."""
    if row := arrival.device_of_link(request, request.visit):
        links.take(row=row, now=request.now)
    return browsers.recognize(request)


def next_step(request: HttpRequest) -> str:
    """Return the name of the step that is still to be done."""
    visit = request.visit
    if visit.is_open and safety.consent_withdrawn(visit):
        return "telehealth:safety_card"
    if not visit.is_open or visit.has_begun:
        return "telehealth:room"
    if not devices.check_counts(visit, browsers.recognize(request), now=request.now):
        return "telehealth:check_devices"
    return "telehealth:room" if safety.card_of(visit) else "telehealth:safety_card"


@on_the_way
@require_http_methods(["GET", "POST"])
def way_in(request: HttpRequest, visit_id) -> HttpResponse:
    return redirect(next_step(request), visit_id)


def _organization_of_link(request: HttpRequest, visit_id):
    return arrival.organization_of(request.session, visit_id)


@page(opens_join_link, organization=_organization_of_link)
@require_http_methods(["GET", "POST"])
def birth_date(request: HttpRequest, visit_id) -> HttpResponse:
    """Ask a second device for the patient's birth date, a limited number of times."""
    visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner"), id=visit_id)
    row = arrival.device_of_link(request, visit)
    if row is None:
        raise Http404
    if not links.must_confirm(row):
        return redirect("telehealth:way_in", visit_id)
    form, left = BirthDateForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        by = request.actor.by_link(patient_id=visit.patient_id, name=visit.patient.name_text)
        try:
            links.confirm_birth_date(row=row, birth_date=form.cleaned_data["birth_date"], by=by, now=request.now)
            return redirect("telehealth:way_in", visit_id)
        except links.TooManyTries:
            return unusable(request, "too_many_tries", visit=visit, status=403)
        except links.WrongBirthDate as wrong:
            left = wrong.left
    return render(request, "telehealth/birth_date.html", {"form": form, "left": left, "visit": visit})


# Steps


@on_the_way
@require_http_methods(["GET", "POST"])
def check_devices(request: HttpRequest, visit_id) -> HttpResponse:
    visit = request.visit
    if request.method == "POST":
        milliseconds = request.POST.get("relay_ms", "")
        devices.keep_check(
            visit=visit,
            found={part: request.POST.get(part, "") for part in devices.PARTS},
            relay_ms=int(milliseconds) if milliseconds.isdigit() and len(milliseconds) < 7 else None,
            with_camera=request.POST.get("with_camera") != "no",
            device_id=_own_device(request),
            device_name=browsers.name_of(request.headers.get("User-Agent", "")),
            by=request.actor,
            now=request.now,
        )
        return redirect(next_step(request), visit_id)
    browser = browser_of(request.headers.get("User-Agent", ""))
    context = {"visit": visit, "help": help_for(browser), "data": {"relay": _relay_path(visit), "words": check_words()}}
    request.uses_camera = True
    return render(request, "telehealth/check_devices.html", context)


def _relay_path(visit: Visit) -> str:
    return f"/visits/{visit.id}/relay/"


@on_the_way
@require_POST
def relay_to_test(request: HttpRequest, visit_id) -> HttpResponse:
    """Give this browser credentials to send a few bytes to itself over the relay."""
    return JsonResponse(relay.ice(f"check-{visit_id}", force_relay=True, now=request.now))


@on_the_way
@require_http_methods(["GET", "POST"])
def safety_card(request: HttpRequest, visit_id) -> HttpResponse:
    if not request.visit.is_open:
        return redirect("telehealth:room", visit_id)
    if request.method == "GET":
        return _card(request, safety.remembered(request.visit))
    _own_device(request)
    return _answer(request, spoken=False, then="telehealth:room")


def _card(request: HttpRequest, answers: safety.Answers, **more) -> HttpResponse:
    """Show the card; with `missing` answers or another consent text it comes back to be completed."""
    shown = card_shown(request.visit, answers, by=request.actor, now=request.now) | more
    incomplete = more.get("missing") or more.get("text_changed")
    return render(request, "telehealth/safety_card.html", shown, status=422 if incomplete else 200)


def _answer(request: HttpRequest, *, spoken: bool, then: str) -> HttpResponse:
    visit, answers = request.visit, answers_of(request.POST)
    text = safety.consent_text(visit, answers.jurisdiction, get_language() or "en", request.now)
    if str(text.id) != request.POST.get("text"):
        return _card(request, answers, spoken=spoken, text_changed=bool(request.POST.get("text")))
    try:
        safety.answer(visit=visit, answers=answers, text=text, spoken=spoken, by=request.actor, now=request.now)
    except safety.CardIncomplete as incomplete:
        return _card(request, answers, spoken=spoken, missing=incomplete.fields)
    return redirect(then, visit.id)


@on_the_way
@require_GET
def room(request: HttpRequest, visit_id) -> HttpResponse:
    """The waiting room, which becomes the call without another page."""
    visit = request.visit
    if not visit.is_open:
        return unusable(request, "over" if visit.status == Visit.Status.FINISHED else "cancelled", visit=visit)
    if next_step(request) != "telehealth:room":
        return redirect(next_step(request), visit_id)
    _own_device(request)
    check = devices.check_of(visit)
    context = {
        "side": "patient",
        "other_name": visit.nurse_name if visit.is_with_nurse else visit.practitioner.name_text,
        "phase": panels.phase_of(visit, at_rooming=True),
        "call": panels.call_data(visit, side="patient", with_camera=check is None or check.with_camera),
        "chat_in_stage": True,
        "chat_with": visit.practitioner.name_text,
        "profile": OrganizationProfile.objects.filter(organization_id=visit.organization_id).first(),
        **_queue(request),
    }
    return render(request, "telehealth/room.html", context)


def _queue(request: HttpRequest) -> dict:
    visit, card = request.visit, safety.card_of(request.visit)
    return {
        "visit": visit,
        "card": card,
        "before": panels.place_in_queue(visit),
        "wait": said_of(waits_of([visit], request.now).get(visit.id)),
        "said": written.newest_from_practice(visit),
        "clinician_busy": panels.clinician_is_in_visit(visit),
        "clinician_here": panels.clinician_is_here(visit),
        "override": safety.override_of(visit, card),
        "place": panels.named_jurisdiction(visit, card),
        "emergency": panels.emergency_at(visit, card.jurisdiction) if card else "",
    }


@on_the_way
@require_GET
def queue(request: HttpRequest, visit_id) -> HttpResponse:
    return render(request, "telehealth/queue.html", _queue(request))


@page(may_join_appointment, subject=lambda request, appointment_id: _its_patient(request, appointment_id))
@require_POST
def join_appointment(request: HttpRequest, appointment_id) -> HttpResponse:
    """Join from the portal: open the appointment's visit and go its way in."""
    try:
        visit = visits.visit_for(appointment=request.appointment, now=request.now, by=request.actor)
    except visits.NotBooked:
        return unusable(request, "cancelled", status=410)
    if visit.modality != Modality.VIDEO:
        return unusable(request, "phone" if visit.modality == Modality.PHONE else "in_person", visit=visit)
    return redirect("telehealth:way_in", visit.id)


def _its_patient(request: HttpRequest, appointment_id):
    request.appointment = get_object_or_404(Appointment, id=appointment_id)
    return request.appointment.patient_id


# Staff


def visit_asked_for(request: HttpRequest, visit_id) -> Visit:
    request.visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner"), id=visit_id)
    return request.visit


def _workspace(visit: Visit) -> HttpResponse:
    return redirect(f"/visit/{visit.id}/")


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def waiting_patient(request: HttpRequest, visit_id) -> HttpResponse:
    """The panel in the clinician's stage: is the patient here, what stands against admitting."""
    return _waiting_panel(request)


def _waiting_panel(request: HttpRequest, status: int = 200, **more) -> HttpResponse:
    visit = visit_asked_for(request, request.visit.id)
    context = panels.waiting_panel(visit, request.actor, request.now) | more
    return render(request, "telehealth/waiting_patient.html", context, status=status)


@page(may_run_visit, subject=visit_asked_for)
@require_POST
def admit(request: HttpRequest, visit_id) -> HttpResponse:
    """Admit and go to the visit; the patient's page follows by itself."""
    try:
        admission.admit(visit=request.visit, by=request.actor, now=request.now)
    except (admission.NotYet, visits.VisitIsOver):
        pass  # the workspace shows what stands against it
    return _workspace(request.visit)


@page(may_override_licence, subject=visit_asked_for)
@require_POST
def override_licence(request: HttpRequest, visit_id) -> HttpResponse:
    refusal = ""
    try:
        admission.override_licence(
            visit=request.visit, reason=request.POST.get("reason", ""), by=request.actor, now=request.now
        )
    except admission.ReasonMissing as missing:
        refusal = str(missing)
    except (admission.NotYet, visits.VisitIsOver):
        pass
    if request.headers.get("HX-Request"):
        return _waiting_panel(request, status=422 if refusal else 200, refusal=refusal)
    return _workspace(request.visit)


@page(may_run_visit, subject=visit_asked_for)
@require_GET
def safety_panel(request: HttpRequest, visit_id) -> HttpResponse:
    """The card beside the chart, as it stands now: answered, or taken back."""
    return render(request, "telehealth/safety_panel.html", panels.safety_panel(request.visit, request.now))


@page(may_fill_card_for, subject=visit_asked_for)
@require_http_methods(["GET", "POST"])
def spoken_card(request: HttpRequest, visit_id) -> HttpResponse:
    """Fill in the safety card as the patient speaks; the card says that it was spoken, and to whom."""
    if not request.visit.is_open:
        return _workspace(request.visit)
    if request.method == "GET":
        return _card(request, safety.remembered(request.visit), spoken=True)
    return _answer(request, spoken=True, then="telehealth:spoken_card_done")


@page(may_fill_card_for, subject=visit_asked_for)
@require_GET
def spoken_card_done(request: HttpRequest, visit_id) -> HttpResponse:
    context = panels.safety_panel(request.visit, request.now)
    return render(request, "telehealth/spoken_card_done.html", context)


@page(may_see_waiting)
@require_GET
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Who waits for this clinician; for the front desk, who waits for anybody."""
    whom = request.actor.practitioner_id if request.actor.is_clinician else None
    return render(request, "telehealth/waiting_list.html", {"waiting": panels.waiting_of(whom, request.now)})
