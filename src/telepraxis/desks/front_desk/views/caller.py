"""The panel for a caller or somebody at the desk: find or register, choose a time, done."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.base.ui.times import day_clock_text
from telepraxis.care.scheduling import attendance, booking, offering
from telepraxis.care.scheduling.availability import offerers
from telepraxis.care.scheduling.models import Modality, Service
from telepraxis.care.scheduling.permissions import may_run_desk
from telepraxis.registry.organizations.models import OrganizationProfile
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.patients.registration import BadDetails, LikelyDuplicate, register
from telepraxis.registry.patients.search import find_patients

from ..forms import CallerForm
from ..times import time_from, times_of


@page(may_run_desk)
def caller(request: HttpRequest) -> HttpResponse:
    """The panel; a POST books the chosen time for the chosen patient."""
    if request.method == "POST":
        return _book(request)
    return render(request, "front_desk/caller.html", _panel(request, request.GET))


@page(may_run_desk)
@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """Who the typed fragments may mean, each a link back into the panel."""
    return render(request, "front_desk/parts/found.html", _found(request))


@page(may_run_desk)
@require_POST
def register_caller(request: HttpRequest) -> HttpResponse:
    """Begin a record for the caller; likely duplicates are shown first."""
    form, looked_at = CallerForm(request.POST), [_uid(value) for value in request.POST.getlist("despite")]
    context = _panel(request, request.POST) | {"form": form}
    if not form.is_valid():
        return render(request, "front_desk/caller.html", context, status=422)
    try:
        patient = register(
            **form.cleaned_data,
            jurisdiction=_practice(request).jurisdiction,
            by=request.actor,
            now=request.now,
            despite_duplicates=[uid for uid in looked_at if uid],
        )
    except BadDetails as bad:
        for field, why in bad.fields.items():
            form.add_error(field if field in form.fields else None, why)
        return render(request, "front_desk/caller.html", context, status=422)
    except LikelyDuplicate as likely:
        return render(request, "front_desk/caller.html", context | {"matches": likely.matches}, status=409)
    toasts.tell(request, _("%(name)s is registered.") % {"name": patient.name_text})
    return redirect(_panel_url(request.POST, patient=patient.uid))


@page(may_run_desk)
@require_POST
def take_walk_in(request: HttpRequest) -> HttpResponse:
    """Take somebody who stands at the desk, now, beside what is booked."""
    context = _panel(request, request.POST)
    patient, service, uid = context["patient"], context["service"], _uid(request.POST.get("with", ""))
    if not patient or not service or uid not in context["times"].people:
        context["problem"] = _("Choose the patient and whom they see.")
        return render(request, "front_desk/caller.html", context, status=422)
    try:
        attendance.walk_in(
            patient=patient.uid,
            practitioner=uid,
            service=service,
            reason=request.POST.get("reason", "").strip()[:500],
            jurisdiction=_practice(request).jurisdiction,
            idempotency_key=_uid(request.POST.get("key", "")) or uuid4(),
            by=request.actor,
            now=request.now,
        )
    except booking.TooManyAtOnce:
        context["problem"] = _("Others are changing this day just now. Nothing was changed: please try again.")
        return render(request, "front_desk/caller.html", context, status=409)
    toasts.tell(request, _("%(name)s is here and waits.") % {"name": patient.name_text})
    return redirect("front_desk:board")


def _book(request: HttpRequest) -> HttpResponse:
    context = _panel(request, request.POST)
    patient, service = context["patient"], context["service"]
    time = time_from(request.POST.get("time", ""), service) if service else None
    if not patient or not time or time.practitioner not in offerers(service, [time.practitioner]):
        context["problem"] = _("Choose the patient and a time.")
        return render(request, "front_desk/caller.html", context, status=422)
    try:
        appointment = booking.book_appointment(
            time=time,
            service=service,
            patient=patient.uid,
            reason=request.POST.get("reason", "").strip()[:500],
            modality=context["modality"],
            jurisdiction=context["where"],
            idempotency_key=_uid(request.POST.get("key", "")) or uuid4(),
            by=request.actor,
            now=request.now,
        )
    except (booking.TimeTaken, booking.TooManyAtOnce):
        context["problem"] = _("This time was taken a moment ago. Nothing was booked; choose another time.")
    except booking.NotLicensed:
        context["problem"] = _("This practitioner may not treat the patient there on that day.")
    except booking.PatientBusy as busy:
        when = day_clock_text(busy.appointment.starts_at)
        context["problem"] = _("The patient has another visit then: %(when)s.") % {"when": when}
    except booking.KeyOfAnother:
        context["problem"] = _("This panel has booked already. Open it again for the next caller.")
    else:
        said = _("Booked: %(name)s, %(when)s.")
        toasts.tell(request, said % {"name": patient.name_text, "when": day_clock_text(appointment.starts_at)})
        return redirect(
            f"{reverse('front_desk:board')}?day={timezone.localtime(appointment.starts_at).date().isoformat()}"
        )
    return render(request, "front_desk/caller.html", context, status=409)


def _panel(request: HttpRequest, data) -> dict:
    """Return what the panel shows for the choices in the address or form; nonsense counts as nothing chosen."""
    services = list(offering.services_to_book())
    service = _service(services, data.get("service", ""))
    patient = _patient(request, data.get("patient", ""))
    modality = data.get("how", "")
    if service and modality not in service.modalities:
        modality = service.modalities[0]
    where = _where(request, patient, modality)
    chosen = _uid(data.get("with", ""))
    return {
        "rail": "desk",
        "services": services,
        "service": service,
        "modality": modality,
        "modalities": [Modality(each) for each in service.modalities] if service else [],
        "where": where,
        "patient": patient,
        "chosen": chosen,
        "form": CallerForm(),
        "key": _uid(data.get("key", "")) or uuid4(),
        "times": service and times_of(
            service=service, modality=modality, jurisdiction=where, practitioner=chosen,
            day=_date(data.get("day", "")), zone=timezone.get_current_timezone(), now=request.now,
        ),
        **_found(request),
    }  # fmt: skip


def _found(request: HttpRequest) -> dict:
    typed = request.GET.get("q", "").strip()[:200]
    today = timezone.localtime(request.now).date()
    carried = {name: request.GET[name] for name in ("service", "how", "with", "day") if request.GET.get(name)}
    return {
        "q": typed,
        "found": find_patients(typed, limit=6, today=today) if typed else [],
        "carried": urlencode(carried),
    }


def _panel_url(data, **changes) -> str:
    kept = {name: data[name] for name in ("service", "how", "with", "day") if data.get(name)}
    return f"{reverse('front_desk:caller')}?{urlencode(kept | changes)}"


def _service(services: list[Service], asked: str) -> Service | None:
    return next((each for each in services if str(each.id) == asked), services[0] if services else None)


def _patient(request: HttpRequest, asked: str) -> Patient | None:
    uid = _uid(asked)
    found = Patient.objects.defer("doc").filter(uid=uid).first() if uid else None
    if found:
        audit.looked(request.actor, "patients.found", patient=found.uid, entity=("Patient", found.logical_id))
    return found


def _where(request: HttpRequest, patient: Patient | None, modality: str) -> str:
    """Return where the patient will be: at the practice, else at home."""
    practice = _practice(request).jurisdiction
    if patient is None or modality == Modality.IN_PERSON:
        return practice
    homes = PatientProfile.objects.filter(patient_id=patient.uid).values_list("jurisdiction", flat=True)
    return homes.first() or practice


def _practice(request: HttpRequest) -> OrganizationProfile:
    if not hasattr(request, "practice"):
        request.practice = OrganizationProfile.objects.get(organization_id=request.actor.organization_id)
    return request.practice


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
