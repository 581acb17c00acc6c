"""Bring files in, look at the difference, merge it or throw it away."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.registry.patients.identity import lead_on

from . import bringing, merging
from .comparing import Comparison, compare
from .models import Brought
from .permissions import may_bring_in
from .reading import LARGEST, SENTENCES
from .story import came_from_elsewhere, merged_lines

SHOWN = 12


def named_patient(request: HttpRequest, patient: UUID, **_kwargs) -> UUID:
    """Return the patient the path names, for the rule."""
    return patient


def _patient(uid: UUID) -> Patient:
    row = get_object_or_404(Patient.objects.defer("doc"), uid=uid)
    lead_on(row)
    return row


def _brought(request: HttpRequest, patient: UUID, brought_id: UUID) -> Brought:
    return get_object_or_404(Brought, id=brought_id, patient_id=patient)


@page(may_bring_in, subject=named_patient)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Choose or drop files; below, what came from elsewhere before."""
    row, refused = _patient(patient), ""
    if request.method == "POST":
        answer = _received(request, patient)
        if isinstance(answer, Brought):
            return redirect("incoming:look", patient=patient, brought_id=answer.id)
        refused = answer
    context = {
        "rail": "patients",
        "patient": row,
        "refused": refused,
        "system": request.POST.get("system", ""),
        "before": came_from_elsewhere(patient, SHOWN),
    }
    return render(request, "incoming/begin.html", context, status=422 if refused else 200)


def _received(request: HttpRequest, patient: UUID) -> Brought | str:
    sent = request.FILES.getlist("file")
    if sum(file.size for file in sent) > LARGEST:
        audit.wrote(request.actor, "incoming.refused", patient=patient, reason="too_large")
        return str(SENTENCES["too_large"])
    return bringing.bring_in_or_say(
        files=[(file.name, file.read()) for file in sent],
        patient=patient,
        system=request.POST.get("system", ""),
        by=request.actor,
        now=request.now,
    )


@page(may_bring_in, subject=named_patient)
@require_GET
def look(request: HttpRequest, patient: UUID, brought_id: UUID) -> HttpResponse:
    """The difference to the chart; after the merge, what was merged."""
    row, brought = _patient(patient), _brought(request, patient, brought_id)
    if not brought.is_waiting:
        return _what_became(request, row, brought)
    comparison = compare(brought)
    audit.looked(request.actor, "incoming.compared", patient=patient, entity=("Brought", brought.id))
    return _difference(request, row, brought, comparison)


def _what_became(request: HttpRequest, patient: Patient, brought: Brought) -> HttpResponse:
    kinds = merged_lines(brought)
    audit.looked(request.actor, "incoming.compared", patient=patient.uid, entity=("Brought", brought.id))
    context = {"rail": "patients", "patient": patient, "brought": brought, "kinds": kinds}
    return render(request, "incoming/merged.html", context)


def _difference(
    request: HttpRequest, patient: Patient, brought: Brought, comparison: Comparison, refused: str = "", chosen=None
) -> HttpResponse:
    entries = [entry for kind in comparison.kinds for entry in kind.entries if entry.can_be_merged]
    context = {
        "rail": "patients",
        "patient": patient,
        "brought": brought,
        "shown": comparison,
        "person": comparison.person,
        "chosen": {entry.key for entry in entries if entry.state == "new"} if chosen is None else chosen,
        "refused": refused,
        "same_person": request.POST.get("same_person"),
    }
    return render(request, "incoming/difference.html", context, status=422 if refused else 200)


@page(may_bring_in, subject=named_patient)
@require_POST
def merge(request: HttpRequest, patient: UUID, brought_id: UUID) -> HttpResponse:
    """Merge what was selected, all of it or nothing."""
    row, brought = _patient(patient), _brought(request, patient, brought_id)
    chosen = set(request.POST.getlist("entry"))
    said = {"same_person": request.POST.get("same_person") == "yes", "by": request.actor, "now": request.now}
    try:
        brought = merging.merge(brought=brought, selected=chosen, **said)
    except merging.Gone:
        return redirect("incoming:look", patient=patient, brought_id=brought_id)
    except merging.PersonNotChecked:
        refused = _("Say first that the person in the file is this patient.")
    except merging.NothingSelected:
        refused = _("Select at least one entry.")
    except merging.NotMerged as reason:
        refused = str(reason)
    else:
        told = ngettext("%(count)s entry merged", "%(count)s entries merged", brought.merged) % {
            "count": brought.merged
        }
        toasts.tell(request, told)
        return redirect("incoming:look", patient=patient, brought_id=brought_id)
    return _difference(request, row, brought, compare(brought), refused, chosen)


@page(may_bring_in, subject=named_patient)
@require_POST
def throw_away(request: HttpRequest, patient: UUID, brought_id: UUID) -> HttpResponse:
    """Let go of it; nothing of it was in the chart."""
    _patient(patient)
    bringing.throw_away(brought=_brought(request, patient, brought_id), by=request.actor, now=request.now)
    toasts.tell(request, _("Thrown away. The chart is as it was."))
    return redirect("incoming:begin", patient=patient)
