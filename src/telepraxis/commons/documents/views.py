"""Pages of files: staff's and the patient's own list, the file itself, the ruler."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit, files
from telepraxis.base.access import PUBLIC, page
from telepraxis.base.record.models import DocumentReference, Patient
from telepraxis.base.ui import toasts
from telepraxis.registry.patients.identity import lead_on
from telepraxis.registry.patients.permissions import may_amend_patient
from telepraxis.registry.patients.photo import address_of as photo_address
from telepraxis.registry.patients.photo import remove_photo

from . import keeping, serving
from .document import KINDS
from .faces import take_or_say
from .forms import FileForm, RulerForm, WrongForm
from .keeping import keep_or_say, may_take_out
from .measuring import TooClose
from .measuring import measure as measure_in
from .panels import card_of
from .permissions import may_see_files, may_see_files_as_clinician
from .reading import files_of, kept_of
from .scale import scale_card_svg
from .sites import named_site

MOST_AT_ONCE = 6


def its_patient(request: HttpRequest, patient_id: UUID) -> UUID:
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


def its_document(request: HttpRequest, document_id: UUID) -> UUID:
    """Return whose file it is; what was taken out is not found."""
    shown = DocumentReference.objects.filter(kind__in=KINDS, status="current")
    request.document = get_object_or_404(shown, uid=document_id)
    return request.document.patient_id


# Lists


@page(may_see_files_as_clinician, subject=its_patient)
@require_http_methods(["GET", "POST"])
def of_patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Everything that was sent or taken, and the form to add something, for clinicians."""
    return _list_page(request, "documents/of_patient.html", "documents:of_patient", {"rail": "patients", "staff": True})


@page(may_see_files, subject=its_patient)
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The patient's own files, and the form to send one before or after a visit."""
    if request.actor.is_staff:
        return redirect("documents:of_patient", patient_id)
    shown = {"tab": "record", "back": f"/me/{patient_id}/my-record/"}
    return _list_page(request, "documents/own.html", "documents:own", shown)


def _list_page(request: HttpRequest, template: str, name: str, context: dict) -> HttpResponse:
    form, refused = FileForm(request.POST if request.method == "POST" else None), []
    if request.method == "POST" and form.is_valid():
        kept, refused = _received(request, form)
        if kept:
            toasts.tell(request, ngettext("%(count)s file kept", "%(count)s files kept", kept) % {"count": kept})
        if not refused:
            return redirect(name, request.patient.uid)
    lead_on(request.patient)
    audit.looked(request.actor, "documents.listed", patient=request.patient.uid)
    context |= {"patient": request.patient, "patient_id": request.patient.uid, "form": form, "refused": refused}
    shown = context | {"files": files_of(request.patient.uid)}
    return render(request, template, shown, status=422 if refused or form.errors else 200)


def _received(request: HttpRequest, form: FileForm) -> tuple[int, list[tuple[str, str]]]:
    """Keep each file that came; return how many were kept, and (name, sentence) of each that was refused."""
    kept, refused = 0, []
    sent = request.FILES.getlist("file")[:MOST_AT_ONCE]
    if not sent:
        return 0, [("", _("Choose a file first."))]
    for file in sent:
        answer = keep_or_say(
            content=file.read(),
            name=file.name,
            patient=request.patient.uid,
            about=form.cleaned_data["about"],
            body_site=named_site(form.cleaned_data["site"]),
            by=request.actor,
            now=request.now,
        )
        if isinstance(answer, str):
            refused.append((file.name, answer))
        else:
            kept += 1
    return kept, refused


@page(may_see_files_as_clinician, subject=its_patient)
@require_GET
def newest(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The newest files alone, for a card that looks again."""
    audit.looked(request.actor, "documents.listed", patient=patient_id)
    return render(request, "documents/tiles.html", card_of(patient_id))


# One file


def _answer(made: serving.Served) -> HttpResponse:
    return HttpResponse(made.content, headers=made.headers)


@page(may_see_files, subject=its_document)
@require_GET
def download(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The file, to save."""
    return _bytes(request, as_picture=False)


@page(may_see_files, subject=its_document)
@require_GET
def picture(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The picture, to look at in place."""
    return _bytes(request, as_picture=True)


def _bytes(request: HttpRequest, *, as_picture: bool) -> HttpResponse:
    try:
        return _answer(serving.served(request.document, by=request.actor, as_picture=as_picture))
    except (files.NoSuchFile, files.FileDamaged):
        raise Http404 from None


@page(may_see_files, subject=its_document)
@require_GET
def small(request: HttpRequest, document_id: UUID) -> HttpResponse:
    try:
        return _answer(serving.small_picture(request.document))
    except (serving.NoSmallPicture, files.NoSuchFile, files.FileDamaged):
        raise Http404 from None


@page(may_see_files_as_clinician, subject=its_document)
@require_GET
def look(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One picture large, with what is known of it and the ruler."""
    return _look(request)


def _look(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    file = kept_of(request.document)
    if not file.is_picture:
        return redirect("documents:download", file.uid)
    patient = Patient.objects.defer("doc").get(uid=file.patient)
    audit.looked(request.actor, "documents.listed", patient=file.patient)
    context = {"file": file, "patient": patient, "refusal": refusal, "rail": "patients"}
    return render(request, "documents/look.html", context, status=status)


@page(may_see_files_as_clinician, subject=its_document)
@require_POST
def measure(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Write down what the ruler says."""
    form = RulerForm(request.POST)
    if not form.is_valid():
        return _look(request, _("Mark both lines in the picture and say how long the first is."), 422)
    try:
        length = measure_in(document=request.document, **form.cleaned_data, by=request.actor, now=request.now)
    except TooClose:
        return _look(request, _("The marks lie too close to each other. Mark the known distance anew."), 422)
    toasts.tell(request, _("Measured: %(length)s mm") % {"length": length})
    return redirect("documents:look", document_id)


def its_document_to_take_out(request: HttpRequest, document_id: UUID) -> DocumentReference:
    its_document(request, document_id)
    return request.document


@page(may_take_out, subject=its_document_to_take_out)
@require_POST
def wrong(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Take a wrong file out of the record, with a reason."""
    form = WrongForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        keeping.entered_in_error(document=request.document, reason=reason, by=request.actor, now=request.now)
        toasts.tell(request, _("Taken out. It is shown to nobody any more; the history keeps it."))
    except keeping.ReasonNeeded:
        toasts.tell(request, _("Say why it is wrong. Nothing was changed."))
    name = "documents:of_patient" if request.actor.is_clinician else "documents:own"
    return redirect(name, request.document.patient_id)


# The photo in the banner


@page(may_amend_patient, subject=its_patient)
@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Set the photo that stands beside the name, or take it out: staff who meet the patient, and the patient's side."""
    lead_on(request.patient)
    refused = _photo_changed(request) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        return redirect("patients:overview" if request.actor.is_staff else "patients:own_details", patient_id)
    row = Patient.objects.get(uid=patient_id)
    audit.looked(request.actor, "patients.opened_to_edit", patient=patient_id, entity=("Patient", patient_id))
    context = {"patient": row, "photo": photo_address(row), "refused": refused, "rail": "patients", "tab": "me"}
    template = "documents/photo.html" if request.actor.is_staff else "documents/own_photo.html"
    back = f"/me/{patient_id}/"
    return render(request, template, context | {"back": back}, status=422 if refused else 200)


def _photo_changed(request: HttpRequest) -> str:
    """Do what was asked; return what is said where it cannot be done."""
    common = {"patient": request.patient.uid, "by": request.actor, "now": request.now}
    if "remove" in request.POST:
        remove_photo(**common)
        toasts.tell(request, _("The photo is taken out. The initials stand there again."))
        return ""
    if not (file := request.FILES.get("file")):
        return _("Choose a file first.")
    if "agreed" not in request.POST:
        return _("Ask the patient first, and tick that they agree. Nothing was kept.")
    if not (refused := take_or_say(content=file.read(), agreed=True, **common)):
        toasts.tell(request, _("The photo is kept."))
    return refused


def scale_card(request: HttpRequest) -> HttpResponse:
    """The card to print and lay into a picture. Nothing in it is about anybody."""
    return HttpResponse(
        scale_card_svg(),
        headers={"Content-Type": "image/svg+xml", "Content-Security-Policy": serving.SANDBOX},
    )


scale_card.access_rule = PUBLIC
