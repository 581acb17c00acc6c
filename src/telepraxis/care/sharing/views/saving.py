"""Save the whole record: to read as a PDF, to take along as FHIR."""

from tempfile import SpooledTemporaryFile
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from telepraxis.base import audit, paper
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.patients.identity import lead_on

from ..permissions import may_share
from ..record_files import write_zip
from ..record_paper import record_pdf
from .own import its_patient

IN_MEMORY = 4 * 1024 * 1024  # bytes; what is larger waits on disk until it is sent
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


@page(may_share, subject=its_patient)
@require_GET
def as_pdf(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The record to read."""
    lead_on(request.patient)
    try:
        content = record_pdf(patient_id, now=request.now)
    except paper.NoFontFor as missing:
        said = _("The sign %(sign)s cannot be printed here. Save the FHIR file instead.") % {"sign": missing.sign}
        toasts.tell(request, said)
        return redirect("sharing:own", patient_id)
    except paper.CannotPrint:
        toasts.tell(request, _("The PDF could not be made. Save the FHIR file instead."))
        return redirect("sharing:own", patient_id)
    audit.looked(request.actor, "sharing.saved", patient=patient_id, entity=("Patient", patient_id), reason="pdf")
    named = {"Content-Disposition": 'attachment; filename="health-record.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=HEADERS | named)


@page(may_share, subject=its_patient)
@require_GET
def as_fhir(request: HttpRequest, patient_id: UUID) -> FileResponse:
    """Everything there is, as of one moment; gathered in the transaction, sent piece by piece after it."""
    lead_on(request.patient)
    packed = SpooledTemporaryFile(max_size=IN_MEMORY)
    write_zip(patient_id, packed, now=request.now)
    audit.looked(request.actor, "sharing.saved", patient=patient_id, entity=("Patient", patient_id), reason="fhir")
    packed.seek(0)
    return FileResponse(
        packed, as_attachment=True, filename="health-record.zip", content_type="application/zip", headers=HEADERS
    )
