"""The page of one entry as the patient reads it: ask about it, ask to have it corrected, read the answers."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.commons.documents.keeping import keep_or_say
from telepraxis.registry.patients.identity import lead_on, uids_of

from .. import corrections, questions
from ..adding import SaySomething
from ..entries import Entry, NoSuchEntry, entry_of
from ..forms import CorrectionForm, DisagreeForm, QuestionForm
from ..models import Correction, Question
from ..own import asked_of
from ..permissions import may_contribute
from ..reading import answers_read
from .own import around, its_patient


def its_entry(request: HttpRequest, patient_id: UUID, entry_type: str, entry_id: UUID) -> UUID:
    its_patient(request, patient_id)
    try:
        request.entry = entry_of(entry_type, entry_id, patient=patient_id)
    except NoSuchEntry:
        raise Http404 from None
    return patient_id


@page(may_contribute, subject=its_entry)
@require_GET
def about(request: HttpRequest, patient_id: UUID, entry_type: str, entry_id: UUID) -> HttpResponse:
    """One entry, with all that was asked about it."""
    lead_on(request.patient)
    audit.looked(request.actor, "contributions.listed", patient=patient_id, entity=(entry_type, entry_id))
    answers_read(patient=patient_id, document=entry_id, by=request.actor, now=request.now)
    return _about(request)


def _about(request: HttpRequest, **forms) -> HttpResponse:
    entry: Entry = request.entry
    threads, requests = asked_of(request.patient.uid, request.now, document=entry.uid)
    shown = {
        "entry": entry,
        "threads": threads,
        "requests": requests,
        "may_ask_correction": not any(not each.correction.decision for each in requests),
        "question_form": forms.get("question", QuestionForm(auto_id="question-%s")),
        "correction_form": forms.get("correction", CorrectionForm(auto_id="correction-%s")),
        "disagree_form": forms.get("disagree", DisagreeForm(auto_id="disagree-%s")),
        "open": next(iter(forms), ""),
    }
    return render(request, "contributions/about.html", around(request) | shown, status=422 if forms else 200)


@page(may_contribute, subject=its_entry)
@require_POST
def ask(request: HttpRequest, patient_id: UUID, entry_type: str, entry_id: UUID) -> HttpResponse:
    """Ask about the entry."""
    form = QuestionForm(request.POST, auto_id="question-%s")
    if form.is_valid():
        try:
            questions.ask(
                patient=patient_id, type=entry_type, entry=entry_id, text=form.cleaned_data["text"], by=request.actor,
                now=request.now,
            )  # fmt: skip
            toasts.tell(request, _("Your question is with the practice. You get an e-mail when it is answered."))
            return redirect("contributions:about", patient_id, entry_type, entry_id)
        except SaySomething as refusal:
            form.add_error("text", str(refusal))
    return _about(request, question=form)


@page(may_contribute, subject=its_entry)
@require_POST
def correct(request: HttpRequest, patient_id: UUID, entry_type: str, entry_id: UUID) -> HttpResponse:
    """Ask to have the entry corrected."""
    form = CorrectionForm(request.POST, request.FILES, auto_id="correction-%s")
    if form.is_valid() and _asked_for(request, form):
        toasts.tell(request, _("Your request is with the practice. It must answer within 60 days."))
        return redirect("contributions:about", patient_id, entry_type, entry_id)
    return _about(request, correction=form)


def _asked_for(request: HttpRequest, form: CorrectionForm) -> bool:
    """Keep the request; False when the form says why not."""
    said, entry, picture = form.cleaned_data, request.entry, None
    if file := said["picture"]:
        kept = keep_or_say(
            content=file.read(), name=file.name, patient=request.patient.uid, about=_("For a correction"),
            by=request.actor, now=request.now,
        )  # fmt: skip
        if isinstance(kept, str):
            form.add_error("picture", kept)
            return False
        picture = kept.uid
    try:
        corrections.ask_for(
            patient=request.patient.uid, type=entry.type, entry=entry.uid, wrong=said["wrong"],
            instead=said["instead"], picture=picture, by=request.actor, now=request.now,
        )  # fmt: skip
    except SaySomething as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    except corrections.AskedAlready:
        form.add_error(None, _("A request about this entry is open already. Wait for the answer, or ask a question."))
        return False
    return True


def its_question(request: HttpRequest, patient_id: UUID, question_id: UUID) -> UUID:
    request.question = get_object_or_404(Question, id=question_id, patient_id__in=uids_of(patient_id))
    return its_patient(request, patient_id)


def its_correction(request: HttpRequest, patient_id: UUID, correction_id: UUID) -> UUID:
    request.correction = get_object_or_404(Correction, id=correction_id, patient_id__in=uids_of(patient_id))
    return its_patient(request, patient_id)


@page(may_contribute, subject=its_question)
@require_POST
def ask_further(request: HttpRequest, patient_id: UUID, question_id: UUID) -> HttpResponse:
    """Add to a question; it is open again."""
    its = request.question
    its_entry(request, patient_id, its.type, its.document)
    try:
        questions.ask_further(
            question=question_id, text=request.POST.get("text", ""), by=request.actor, now=request.now
        )
        toasts.tell(request, _("Your question is with the practice. You get an e-mail when it is answered."))
    except SaySomething as refusal:
        toasts.tell(request, str(refusal))
    return redirect("contributions:about", patient_id, its.type, its.document)


@page(may_contribute, subject=its_correction)
@require_POST
def disagree(request: HttpRequest, patient_id: UUID, correction_id: UUID) -> HttpResponse:
    """Add a statement of disagreement to a request that was declined."""
    its, form = request.correction, DisagreeForm(request.POST, auto_id="disagree-%s")
    its_entry(request, patient_id, its.type, its.document)
    if not form.is_valid():
        return _about(request, disagree=form)
    try:
        text = form.cleaned_data["disagreement"]
        corrections.disagree(correction=correction_id, text=text, by=request.actor, now=request.now)
        toasts.tell(request, _("Your statement is kept and shown with the entry."))
    except SaySomething as refusal:
        form.add_error("disagreement", str(refusal))
        return _about(request, disagree=form)
    except corrections.NothingToDisagreeWith:
        toasts.tell(request, _("A statement stands there already, or the request was not declined."))
    return redirect("contributions:about", patient_id, its.type, its.document)
