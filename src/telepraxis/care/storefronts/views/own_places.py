"""The places that a patient looks for pharmacies from."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.base.ui.headers import uses_location

from .. import places as keeping
from .. import placing, reading
from ..forms import PlaceForm
from ..models import OwnPlace
from ..permissions import may_keep_places


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


@page(may_keep_places, subject=its_patient)
@uses_location
@require_http_methods(["GET", "POST"])
def places(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """See the places, and keep another."""
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _kept(request, form, patient_id):
        return redirect("storefronts:places", patient_id)
    audit.looked(request.actor, "storefronts.places_seen", patient=patient_id)
    context = {
        "form": form,
        "places": reading.places_of(patient_id),
        "patient_id": patient_id,
        "tab": "me",
        "back": "/",
    }
    return render(request, "storefronts/places.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, form: PlaceForm, patient_id: UUID) -> bool:
    spot = placing.spot(form.cleaned_data["where"])
    if spot is None:
        form.add_error("where", _("No pharmacy is known there. Use this device's position, or the link of a map."))
        return False
    try:
        keeping.keep(
            patient=patient_id, name=form.cleaned_data["name"], point=spot.point, by=request.actor, now=request.now
        )
    except keeping.TooMany:
        form.add_error(None, _("These are enough places. Remove one first."))
        return False
    toasts.tell(request, _("Kept."))
    return True


@page(may_keep_places, subject=its_patient)
@require_POST
def drop_place(request: HttpRequest, patient_id: UUID, own_place_id: UUID) -> HttpResponse:
    """Forget a place."""
    if not OwnPlace.objects.filter(id=own_place_id, patient_id=patient_id).exists():
        raise Http404
    keeping.drop(place=own_place_id, by=request.actor, now=request.now)
    return redirect("storefronts:places", patient_id)
