"""What every page of the lists asks and shows alike."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from telepraxis.base import audit
from telepraxis.base.record.models import Patient
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.patients.identity import uids_of

from ..forms import EntryForm
from ..kind import Kind
from ..kinds import BY_NAME, KINDS


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


def looked(request: HttpRequest, entity: tuple[str, object] = ("", "")) -> None:
    audit.looked(request.actor, "entries.read", patient=request.patient.uid, entity=entity)


def around_patient(request: HttpRequest) -> dict:
    return {"patient": request.patient, "patient_id": request.patient.uid, "rail": "patients"}


def visit_named(request: HttpRequest) -> Visit | None:
    """Return the visit that the lists stand beside; one of another patient is none."""
    try:
        named = UUID(request.POST.get("visit") or request.GET.get("visit", ""))
    except ValueError:
        return None
    return get_object_or_404(
        Visit.objects.select_related("patient"), id=named, patient_id__in=uids_of(request.patient.uid)
    )


def today_of(request: HttpRequest) -> date:
    return timezone.localtime(request.now).date()


def kind_named(name: str) -> Kind:
    if name not in BY_NAME:
        raise Http404
    return BY_NAME[name]


def shown_form(request: HttpRequest, form: EntryForm, *, status: int = 200, **more) -> HttpResponse:
    context = {"form": form, "kind": form.kind, "kinds": KINDS, "visit": visit_named(request)}
    return shown(request, "entries/form.html", context | more, status)


def shown(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """Show a piece: alone to htmx, which puts it into the dialog; as a page to a browser without scripts."""
    context = {"rest": request.POST.get("rest", "")} | context
    context |= around_patient(request) | {"piece": template, "within": "HX-Request" in request.headers}
    return render(request, template if context["within"] else "entries/alone.html", context, status=status)
