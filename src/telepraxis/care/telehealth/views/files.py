"""Files sent in the chat of a visit, from either side, and opened from the patient's."""

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit, files
from telepraxis.base.access import NotAllowed, page
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.permissions import may_run_visit
from telepraxis.commons.documents import serving
from telepraxis.commons.documents.checking import FileRefused

from .. import safety, sending
from . import on_the_way, visit_asked_for


@on_the_way
@require_POST
def send_file(request: HttpRequest, visit_id) -> HttpResponse:
    """Take what the patient's side sends."""
    return _send(request)


@page(may_run_visit, subject=visit_asked_for)
@require_POST
def send_file_as_clinician(request: HttpRequest, visit_id) -> HttpResponse:
    """Take what the clinician's side sends."""
    return _send(request)


def _send(request: HttpRequest) -> HttpResponse:
    visit, file = request.visit, request.FILES.get("file")
    if file is None:
        return JsonResponse({"refused": _("Choose a file first.")}, status=422)
    try:
        message = sending.send_file(
            visit=visit,
            participant=presences.participant_of(request.actor, visit),
            key=_key(request),
            content=file.read(),
            name=file.name,
            by=request.actor,
            now=request.now,
        )
    except FileRefused as reason:
        audit.wrote(request.actor, "documents.refused", patient=visit.patient_id, reason=reason.code)
        return JsonResponse({"refused": str(reason)}, status=422)
    except visits.VisitIsOver:
        return JsonResponse({"refused": _("The visit is over. Nothing was sent.")}, status=422)
    except NotAllowed:
        return JsonResponse({"refused": _("You may not send files here.")}, status=403)
    return JsonResponse({"sent": str(message.id)})


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


@on_the_way
@require_GET
def file(request: HttpRequest, visit_id, document_id) -> HttpResponse:
    """Give the patient's side a file of this visit's chat, to save."""
    document = _asked_for(request, document_id)
    return _bytes(lambda: serving.served(document, by=request.actor))


@on_the_way
@require_GET
def file_small(request: HttpRequest, visit_id, document_id) -> HttpResponse:
    document = _asked_for(request, document_id)
    return _bytes(lambda: serving.small_picture(document))


def _asked_for(request: HttpRequest, document_id: UUID):
    """Return the file; the call's own addresses end with the consent to it (the record keeps the file)."""
    if safety.consent_withdrawn(request.visit):
        raise Http404
    found = sending.file_in_chat(request.visit, document_id)
    if found is None:
        raise Http404
    return found


def _bytes(make) -> HttpResponse:
    try:
        made = make()
    except (serving.NoSmallPicture, files.NoSuchFile, files.FileDamaged):
        raise Http404 from None
    return HttpResponse(made.content, headers=made.headers)
