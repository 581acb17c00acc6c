"""What was signed, as the practice reads it: the list of a patient, one prescription, its paper, its end."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit, files
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.patients.identity import lead_on

from .. import afterwards, again, reading, showing
from ..forms import CancelForm
from ..models import PrescribedLine, Prescription
from ..permissions import may_authorise, may_cancel, may_prescribe, may_read_prescriptions
from ..refusals import NotSo, ReasonNeeded
from .around import its_patient, its_prescription, looked
from .signing import JUST_SIGNED


@page(may_read_prescriptions, subject=its_patient)
@require_GET
def of_patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Every prescription of a person, the newest first."""
    lead_on(request.patient)
    looked(request)
    mine = request.actor.practitioner_id
    context = {
        "prescriptions": showing.every(reading.prescriptions_of(patient_id), request.now),
        "drafts": mine and (open_one := reading.open_basket_of(patient_id, mine)) and reading.lines_in(open_one),
    }
    return render(request, "medications/of_patient.html", _around(request) | context)


def _around(request: HttpRequest) -> dict:
    patient = request.patient.uid
    return {
        "patient": request.patient,
        "patient_id": patient,
        "rail": "patients",
        "may_prescribe": may_prescribe.allows(request.actor, patient),
        "may_cancel": may_cancel.allows(request.actor, patient),
        "may_authorise": may_authorise.allows(request.actor, patient),
    }


@page(may_read_prescriptions, subject=its_prescription)
@require_GET
def one(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """One prescription: its lines, its code, its paper, what was asked, what can be done with it."""
    looked(request, ("Prescription", prescription_id))
    just_signed = request.session.pop(JUST_SIGNED, "") == str(prescription_id)
    return _one(request, just_signed=just_signed)


def _one(request: HttpRequest, *, fault: str = "", just_signed: bool = False) -> HttpResponse:
    try:
        shown = showing.one(reading.prescription(request.prescription.id), request.now)
    except Prescription.DoesNotExist:
        raise Http404 from None  # all of it is closed to this reader
    context = {"one": shown, "fault": fault, "just_signed": just_signed}
    return render(request, "medications/one.html", _around(request) | context, status=422 if fault else 200)


@page(may_read_prescriptions, subject=its_prescription)
@require_GET
def paper(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """The signed PDF."""
    return signed_paper(request)


def signed_paper(request: HttpRequest) -> HttpResponse:
    """Answer with the PDF; while it is being made, and to whom a part of it is closed, there is none."""
    row = request.prescription
    try:
        shown = reading.prescription(row.id)
        if not shown.is_whole:
            raise Http404
        content = reading.paper_of(row)
    except (Prescription.DoesNotExist, files.NoSuchFile):
        raise Http404 from None
    audit.looked(request.actor, "medications.paper_read", patient=row.patient_id, entity=("Prescription", row.id))
    name = f'attachment; filename="prescription-{row.shown_number}.pdf"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@page(may_cancel, subject=its_prescription)
@require_POST
def cancel(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """Cancel it, or one line of it, with a reason."""
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _one(request, fault=_("Say why. Nothing was cancelled."))
    said = {"prescription": prescription_id, "reason": form.cleaned_data["reason"], "row": form.cleaned_data["row"]}
    try:
        asked = afterwards.cancel(**said, by=request.actor, now=request.now)
    except (NotSo, ReasonNeeded) as refusal:
        return _one(request, fault=str(refusal))
    except PrescribedLine.DoesNotExist:
        return _one(request, fault=_("A part of it is closed to you. A colleague who may read it can cancel it."))
    waiting = _("A pharmacy has begun with it: it was asked to give it back, and answers.")
    toasts.tell(request, waiting if asked else _("Cancelled. Whoever scans the code is told so."))
    return redirect("medications:one", prescription_id)


@page(may_prescribe, subject=its_prescription)
@require_POST
def prescribe_again(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """Put it, or one line of it, into a basket as it was, to be looked at and signed anew."""
    rows = PrescribedLine.objects.filter(prescription_id=prescription_id)
    if named := request.POST.get("line"):
        rows = [get_object_or_404(rows, id=_uuid(named))]
    basket = again.prescribe_again(lines=[row.id for row in rows], by=request.actor, now=request.now)
    if basket is None:
        toasts.tell(request, _("None of it can be prescribed again as it was. Type it anew."))
        return redirect("medications:one", prescription_id)
    return redirect("medications:compose", request.prescription.patient_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
