"""The lists of a chart: all of them as a whole, or alone for a panel that looks again; the patient's own."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from telepraxis.base.access import page
from telepraxis.registry.patients.identity import lead_on

from ..lists import allergy_line, banner_of, lists_of
from ..own import own_lists
from ..panels import cards_of, lists_panel
from ..permissions import may_keep_entries, may_read_entries, may_read_own_entries
from .around import around_patient, its_patient, looked, visit_named


@page(may_read_entries, subject=its_patient)
@require_GET
def of_patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Every list as a whole, with what is past and what was entered in error."""
    lead_on(request.patient)
    looked(request)
    return render(request, "entries/of_patient.html", around_patient(request) | _whole(request))


def _whole(request: HttpRequest) -> dict:
    lists = lists_of(request.patient.uid)
    return {
        "cards": cards_of(lists, whole=True),
        "allergies": banner_of(lists),
        "may_keep": may_keep_entries.allows(request.actor, request.patient.uid),
        "place": "whole",
    }


@page(may_read_entries, subject=its_patient)
@require_GET
def lists(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The lists alone, for a panel that looks again."""
    looked(request)
    if "whole" in request.GET:
        return render(request, "entries/whole.html", around_patient(request) | _whole(request))
    visit = visit_named(request)
    place = "visit" if visit and request.GET.get("place") != "chart" else "chart"
    context = lists_panel(patient_id, request.actor, place=place, visit=visit)
    return render(request, "entries/lists.html", context)


@page(may_read_entries, subject=its_patient)
@require_GET
def allergies(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What a banner says of allergies, alone: it looks again when the lists change."""
    looked(request)
    return render(request, "entries/allergies.html", {"patient_id": patient_id, "allergies": allergy_line(patient_id)})


@page(may_read_own_entries, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What the practice knows, in the patient's words."""
    lead_on(request.patient)
    looked(request)
    back = f"/me/{patient_id}/my-record/"
    context = {"patient": request.patient, "patient_id": patient_id, "tab": "record", "back": back}
    return render(request, "entries/own.html", context | own_lists(patient_id))
