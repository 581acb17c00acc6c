"""The photo of a patient, as a picture and nothing else."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from telepraxis.base.access import page
from telepraxis.base.record.models import Patient

from ..permissions import may_see_patient
from ..photo import JPEG, content_of_photo
from .staff import named_patient

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=86400, immutable",  # a new photo has a new path
    "Referrer-Policy": "no-referrer",
}


@page(may_see_patient, subject=named_patient)
@require_GET
def photo(request: HttpRequest, patient: UUID) -> HttpResponse:
    """The bytes, for whoever may see the patient; the look at the page it stands in was audited."""
    row = Patient.objects.filter(uid=patient).first()
    content = content_of_photo(row) if row is not None else b""
    if not content:
        raise Http404
    return HttpResponse(content, content_type=JPEG, headers=HEADERS)
