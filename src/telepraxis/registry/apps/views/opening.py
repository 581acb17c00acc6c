"""Open an app with the patient whose page one has open (EHR launch)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.patients.permissions import may_see_patient_as_staff

from .. import launching
from ..models import App
from .where import addresses_of


def named_patient(request: HttpRequest, patient: UUID, **_kwargs) -> UUID:
    """Return the patient the path names, for the rule."""
    return patient


@page(may_see_patient_as_staff, subject=named_patient)
@require_POST
def open_app(request: HttpRequest, patient: UUID, app_id: UUID) -> HttpResponse:
    """Lead to the app by a page of our own: a form of the patient's page may lead to no other origin."""
    app = App.objects.filter(id=app_id).first()
    if app is None or not Patient.objects.filter(uid=patient).exists():
        raise Http404
    fhir = addresses_of(request, Tenant.objects.get(pk=request.actor.organization_id).slug).fhir
    try:
        address = launching.launch(
            app=app, patient=patient, encounter=request.POST.get("encounter", "")[:64], fhir_url=fhir,
            by=request.actor, now=request.now,
        )  # fmt: skip
    except launching.CannotLaunch as reason:
        raise Http404 from reason
    response = render(request, "apps/open.html", {"app": app, "address": address})
    return response
