"""The portrait, as a picture and nothing else."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from telepraxis.base import files
from telepraxis.base.access import PUBLIC, page

from .models import PractitionerProfile

# A picture opened by itself may do nothing: no script, no form, no origin.
ONLY_A_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@page(PUBLIC, organization=lambda request, organization, **_: organization)
@require_GET
def portrait(request: HttpRequest, organization: UUID, practitioner: UUID) -> HttpResponse:
    """Whoever looks for care sees the face of who gives it."""
    profile = PractitionerProfile.objects.filter(practitioner_id=practitioner).exclude(portrait="").first()
    if profile is None:
        raise Http404
    try:
        content = files.read(profile.portrait)
    except (files.NoSuchFile, files.FileDamaged) as lost:
        raise Http404 from lost
    return HttpResponse(
        content,
        content_type=profile.portrait_type,
        headers={"Content-Security-Policy": ONLY_A_PICTURE, "Cache-Control": "private, max-age=86400"},
    )
