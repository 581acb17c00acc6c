"""Asking whoever pays for leave to prescribe a line: the form, kept and sent, and what was answered."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base import record
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.commons.questionnaires.showing import every, posted_answers, shown

from .. import authorisation_form, authorising
from ..forms import LeaveAnswerForm, LeaveForm
from ..models import PrescribedLine, PriorAuthorisation
from ..permissions import may_authorise
from ..refusals import NotSo
from .around import its_patient, its_prescription, looked


def its_leave(request: HttpRequest, authorisation_id: UUID, **kwargs) -> UUID:
    """Return the patient whom the question is about; its row is kept for the view."""
    rows = PriorAuthorisation.objects.select_related("document", "line__document")
    request.leave = get_object_or_404(rows, id=authorisation_id)
    return its_patient(request, request.leave.patient_id)


@page(may_authorise, subject=its_prescription)
@require_POST
def ask_leave(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """Begin to ask for one line; while a question is open it is that one."""
    form = LeaveForm(request.POST)
    if not form.is_valid():
        toasts.tell(request, _("Name who pays. Only an active line is asked about."))
        return redirect("medications:one", prescription_id)
    line = get_object_or_404(PrescribedLine, id=form.cleaned_data["line"], prescription_id=prescription_id)
    try:
        asked = authorising.begin(line=line.id, payer=form.cleaned_data["payer"], by=request.actor, now=request.now)
    except NotSo as refusal:
        toasts.tell(request, str(refusal))
        return redirect("medications:one", prescription_id)
    return redirect("medications:leave", asked.id)


@page(may_authorise, subject=its_leave)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
    """The form while it is filled in, afterwards what was said and answered."""
    if request.method == "GET":
        looked(request, ("QuestionnaireResponse", request.leave.document.logical_id))
        return _drawn(request)
    about = {"authorisation": authorisation_id, "by": request.actor, "now": request.now}
    form = authorisation_form.form()
    try:
        answers = posted_answers(form, request.POST, authorising.answers_of(request.leave))
        authorising.fill_in(answers=answers, **about)
        if "send" in request.POST:
            authorising.send(**about)
    except authorising.NotComplete as lacks:
        request.leave.document.refresh_from_db()
        return _drawn(request, answers=answers, faults=lacks.faults)
    except NotSo as refusal:
        toasts.tell(request, str(refusal))
    else:
        toasts.tell(request, _("Noted as sent.") if "send" in request.POST else _("Kept."))
    return redirect("medications:leave", authorisation_id)


@page(may_authorise, subject=its_leave)
@require_POST
def leave_answered(request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
    """Note what whoever pays has answered, or take the question back."""
    about = {"authorisation": authorisation_id, "by": request.actor, "now": request.now}
    form = LeaveAnswerForm(request.POST)
    if not form.is_valid():
        return _drawn(request, answer_form=form)
    said = form.cleaned_data
    try:
        if said["answer"] == "withdraw":
            authorising.withdraw(**about)
        else:
            granted = said["answer"] == "granted"
            authorising.note_answer(granted=granted, number=said["number"], valid_until=said["valid_until"], **about)
    except NotSo as refusal:
        form.add_error("number", str(refusal))
        return _drawn(request, answer_form=form)
    return redirect("medications:leave", authorisation_id)


def _drawn(
    request: HttpRequest, *, answers: dict | None = None, faults: dict | None = None, answer_form=None
) -> HttpResponse:
    asked, language = request.leave, request.LANGUAGE_CODE
    form = authorisation_form.form()
    answers = authorising.answers_of(asked) if answers is None else answers
    questions = shown(form, answers, language=language, faults=faults or {})
    context = {
        "leave": asked,
        "title": form.title(language),
        "medicine": record.content_of(asked.line.document)["medicationCodeableConcept"]["text"],
        "questions": questions,
        "lines": [one for one in every(questions) if one.fault],
        "said": [(one.text, _chosen(one) or one.value) for one in every(questions) if one.is_asked],
        "answer_form": answer_form or LeaveAnswerForm(),
        "patient": request.patient,
        "patient_id": request.patient.uid,
        "rail": "patients",
    }
    is_refused = bool(faults) or (answer_form is not None and answer_form.errors)
    return render(request, "medications/leave.html", context, status=422 if is_refused else 200)


def _chosen(one) -> str:
    return ", ".join(choice.text for choice in one.choices if choice.chosen)
