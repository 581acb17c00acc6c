"""What came from patients, for clinicians: the list, a question to answer, a correction to decide."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import arrivals, corrections, questions
from ..adding import SaySomething
from ..entries import Entry, NoSuchEntry, entry_of
from ..forms import AnswerForm, WordsForm
from ..inbox import ICONS, KINDS, inbox_of
from ..models import Arrival, Correction, Question
from ..own import Request, Thread, texts_of
from ..panels import KIND_WORDS, way_to
from ..permissions import may_answer, may_see_from_patients


@page(may_see_from_patients)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that waits, danger first."""
    kind = request.GET.get("kind", "")
    kind, everybody = (kind if kind in KINDS else ""), request.GET.get("whose") == "all"
    found = inbox_of(request.actor, request.now, kind=kind, everybody=everybody)
    audit.looked(request.actor, "contributions.inbox")
    kinds = [(name, KIND_WORDS[name], ICONS[name], found.counts[name]) for name in KINDS]
    shown = {"inbox": found, "kinds": kinds, "kind": kind, "everybody": everybody, "rail": "from_patients"}
    return render(request, "contributions/inbox.html", shown)


def _entry_or_404(row) -> Entry:
    """Return the entry; what is withheld from the reader hides what was written about it."""
    try:
        return entry_of(row.type, row.document)
    except NoSuchEntry:
        raise Http404 from None


def its_question(request: HttpRequest, question_id: UUID) -> UUID:
    rows = Question.objects.select_related("patient", "owner").defer("patient__doc", "owner__doc")
    request.question = get_object_or_404(rows, id=question_id)
    request.entry = _entry_or_404(request.question)
    return request.question.patient_id


def its_correction(request: HttpRequest, correction_id: UUID) -> UUID:
    rows = Correction.objects.select_related("patient", "owner").defer("patient__doc", "owner__doc")
    request.correction = get_object_or_404(rows, id=correction_id)
    request.entry = _entry_or_404(request.correction)
    return request.correction.patient_id


def its_arrival(request: HttpRequest, arrival_id: UUID) -> UUID:
    request.arrival = get_object_or_404(Arrival, id=arrival_id)
    return request.arrival.patient_id


@page(may_answer, subject=its_arrival)
@require_POST
def seen(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Note that it was looked at."""
    row = arrivals.seen(arrival=arrival_id, by=request.actor, now=request.now)
    if row.seen_by_name != request.actor.name:
        toasts.tell(request, _("%(name)s has looked at it already.") % {"name": row.seen_by_name})
    return redirect("contributions:inbox")


@page(may_answer, subject=its_question)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One question, and the answer."""
    its = request.question
    if request.method == "GET":
        audit.looked(request.actor, "contributions.inbox", patient=its.patient_id, entity=("Question", its.id))
        return _question(request, AnswerForm(initial={"read": its.texts}))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _question(request, form, status=422)
    try:
        questions.answer(question=question_id, **form.cleaned_data, by=request.actor, now=request.now)
        toasts.tell(request, _("Answered. %(name)s is told by e-mail.") % {"name": its.patient.name_text})
        return redirect("contributions:inbox")
    except SaySomething as refusal:
        form.add_error("text", str(refusal))
        return _question(request, form, status=422)
    except questions.NothingAsked:
        return redirect("contributions:question", question_id)
    except questions.AnsweredMeanwhile as meanwhile:
        its.refresh_from_db()
        again = AnswerForm(initial={"read": its.texts, "text": form.cleaned_data["text"]})
        return _question(request, again, meanwhile=meanwhile.last, status=409)


def _question(request: HttpRequest, form: AnswerForm, meanwhile=None, status: int = 200) -> HttpResponse:
    its = request.question
    shown = {
        "thread": Thread(its, request.entry, texts_of([its])[its.id]),
        "entry": request.entry,
        "patient": its.patient,
        "owner": its.owner,
        "way": way_to(request.entry),
        "form": form,
        "meanwhile": meanwhile,
        "is_open": its.answered_at is None,
        "rail": "from_patients",
    }
    return render(request, "contributions/question.html", shown, status=status)


@page(may_answer, subject=its_correction)
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """One request to correct an entry: accept it in one of the ways there are, or decline it with a reason."""
    its = request.correction
    if request.method == "GET":
        audit.looked(request.actor, "contributions.inbox", patient=its.patient_id, entity=("Correction", its.id))
        return _correction(request)
    form = WordsForm(request.POST)
    words, how = form.cleaned_data["words"] if form.is_valid() else "", request.POST.get("how", "")
    act = {"by": request.actor, "now": request.now, "correction": correction_id}
    try:
        if how == "decline":
            corrections.decline(reason=words, **act)
        else:
            corrections.accept(how=how, words=words, **act)
    except SaySomething as refusal:
        return _correction(request, how=how, refusal=str(refusal), words=words, status=422)
    except corrections.NotCorrectedYet:
        refusal = _("The entry still says what it said. Correct it first, then accept.")
        return _correction(request, how=how, refusal=refusal, status=422)
    except corrections.NotThisWay:
        raise Http404 from None
    except corrections.DecidedAlready as quicker:
        its.refresh_from_db()
        return _correction(request, quicker=quicker.correction, status=409)
    toasts.tell(request, _("Decided. %(name)s is told by e-mail.") % {"name": its.patient.name_text})
    return redirect("contributions:inbox")


def _correction(
    request: HttpRequest, *, how: str = "", refusal: str = "", words: str = "", quicker=None, status: int = 200
) -> HttpResponse:
    its, entry = request.correction, request.entry
    shown = {
        "its": its,
        "asked": Request(its, entry, request.now.date()),
        "entry": entry,
        "patient": its.patient,
        "ways": corrections.ways_of(entry),
        "way": way_to(entry),
        "was_changed": entry.version > its.version,
        "how": how,
        "refusal": refusal,
        "words": words,
        "quicker": quicker,
        "rail": "from_patients",
    }
    return render(request, "contributions/correction.html", shown, status=status)
