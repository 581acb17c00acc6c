"""In the chart: restrict an entry, open what is closed in an emergency, close it again."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.labels import Label, each
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.base.ui.times import clock_text
from telepraxis.registry.patients.identity import lead_on

from .. import breaking, labelling
from ..entries import title_of
from ..forms import EmergencyForm, RestrictForm, ticked
from ..permissions import may_open_in_emergency, may_restrict_in_chart

BESIDE_A_VISIT = re.compile(r"/visit/[0-9a-f-]{36}/chart/")


def its_patient(request: HttpRequest, patient_id: UUID, **_kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


@page(may_open_in_emergency, subject=its_patient)
@require_http_methods(["GET", "POST"])
def open_in_emergency(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Ask for the reason, and open with it."""
    lead_on(request.patient)
    if request.method == "GET":
        return _asked(request, EmergencyForm(prefix="glass"))
    form = EmergencyForm(request.POST, prefix="glass")
    if form.is_valid():
        try:
            opened = breaking.open_in_emergency(
                patient=patient_id, reason=form.cleaned_data["reason"], by=request.actor, now=request.now
            )
        except breaking.ReasonMissing as missing:
            form.add_error("reason", str(missing))
        else:
            until = clock_text(opened[0].until)
            toasts.tell(request, _("Everything is open to you until %(until)s.") % {"until": until})
            return _back_to_chart(request)
    return _asked(request, form, status=422)


def _asked(request: HttpRequest, form: EmergencyForm, status: int = 200) -> HttpResponse:
    within = "HX-Request" in request.headers
    template = "confidentiality/parts/emergency_form.html" if within else "confidentiality/emergency.html"
    context = {"patient": request.patient, "patient_id": request.patient.uid, "form": form, "rail": "patients"}
    return render(request, template, context | {"within": within}, status=status)


@page(may_open_in_emergency, subject=its_patient)
@require_POST
def close(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """End one's own emergency opening."""
    lead_on(request.patient)
    if breaking.close(patient=patient_id, by=request.actor, now=request.now):
        toasts.tell(request, _("Closed again."))
    return _back_to_chart(request)


def _back_to_chart(request: HttpRequest) -> HttpResponse:
    """Lead to the chart: beside a visit the panel alone loads anew, so that the call goes on."""
    chart = f"/chart/{request.patient.uid}/"
    if "HX-Request" not in request.headers:
        return redirect(chart)
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    response = HttpResponse(status=204)
    if BESIDE_A_VISIT.fullmatch(here):
        response["HX-Location"] = f'{{"path": "{here}", "target": "#panel", "swap": "outerHTML"}}'
    else:
        response["HX-Redirect"] = chart
    return response


@page(may_restrict_in_chart, subject=its_patient)
@require_http_methods(["GET", "POST"])
def restrict(request: HttpRequest, patient_id: UUID, type: str, entry_id: UUID) -> HttpResponse:
    """Which labels an entry bears: seen and set."""
    lead_on(request.patient)
    try:
        entry = labelling.entry_of(patient_id, type, entry_id)
    except labelling.NoSuchEntry as unknown:
        raise Http404 from unknown
    if "closed" in request.GET:
        return _chips(request, entry.labels, entry)
    if request.method == "GET":
        audit.looked(request.actor, "confidentiality.labels_read", patient=patient_id, entity=(type, entry.logical_id))
        return _shown(request, entry, RestrictForm(initial={"labels": ticked(entry.labels)}))
    form = RestrictForm(request.POST)
    if form.is_valid():
        try:
            labels = labelling.restrict(entry=entry, **form.cleaned_data, by=request.actor, now=request.now)
        except labelling.NotCleared as refused:
            form.add_error("labels", str(refused))
        else:
            if "HX-Request" in request.headers:
                return _chips(request, labels, entry, done=True)
            toasts.tell(request, _("Restricted.") if labels else _("Not restricted any more."))
            return redirect(f"/chart/{patient_id}/entry/{entry.uid}/")
    return _shown(request, entry, form, status=422)


def _chips(request: HttpRequest, labels: Label, entry: labelling.Entry, done: bool = False) -> HttpResponse:
    """Return the entry's labels alone, as they stand in its line."""
    chips = [labelling.SAID[label] for label in each(labels)]
    return render(request, "confidentiality/panels/entry.html", {"line": entry, "chips": chips, "done": done})


def _shown(request: HttpRequest, entry: labelling.Entry, form: RestrictForm, status: int = 200) -> HttpResponse:
    within = "HX-Request" in request.headers
    context = {
        "patient": request.patient,
        "patient_id": request.patient.uid,
        "entry": entry,
        "title": title_of(entry.doc),
        "form": form,
        "within": within,
        "rail": "patients",
    }
    template = "confidentiality/parts/restrict_form.html" if within else "confidentiality/restrict.html"
    return render(request, template, context, status=status)
