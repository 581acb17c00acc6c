"""One document: whose it is, what it is, what it says; filed, thrown away, taken out again."""

from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.registry.patients.search import find_patients

from .. import confirming, cutting, taking_over
from ..confirming import Confirmed
from ..forms import ConfirmForm, ReasonForm, decided_in
from ..looking import Paper, paper_of, people_by
from ..models import PaperDocument
from ..permissions import may_scan, may_see_paper, may_take_values
from ..tray import next_after
from ..understanding.wording import sentence
from . import filed_paper, its_paper

FOUND = 6


@dataclass
class Answer:
    """What is said on the page beside the document itself: a refusal, a question, which value is meant."""

    refusal: str = ""
    question: confirming.AskOnceMore | None = None
    number: int | None = None
    status: int = 200
    form: ConfirmForm | None = None
    chosen: str = ""
    data: dict = field(default_factory=dict)


@page(may_see_paper, subject=its_paper)
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """The document beside what is suggested; confirming files it and leads on to the next."""
    if request.method == "POST":
        form = ConfirmForm(request.POST, today=timezone.localtime(request.now).date())
        if not form.is_valid():
            return _page(request, Answer(form=form, status=422))
        answer = _filed(request, form)
        if answer is None:
            return _onward(request)
        return _page(request, answer)
    return _page(request, Answer())


def _filed(request: HttpRequest, form: ConfirmForm) -> Answer | None:
    """File it and return None, or return what is to be said instead."""
    may_scan.require(request.actor)
    said = form.said()
    try:
        document = confirming.confirm(document=request.paper, said=said, by=request.actor, now=request.now)
    except confirming.AskOnceMore as question:
        return Answer(question=question, form=form, status=409)
    except taking_over.NotTaken as reason:
        return Answer(refusal=str(reason), number=reason.number, form=form, status=422)
    except cutting.StillReading:
        return Answer(refusal=_("A page of it is being read again. Wait until it is read."), form=form, status=409)
    except cutting.Settled:
        toasts.tell(request, _("Somebody else filed this document, or threw it away. Nothing was filed twice."))
        return None
    except Patient.DoesNotExist:
        return Answer(refusal=_("This patient is not here. Choose whose paper it is."), form=form, status=422)
    _tell_filed(request, document, said)
    return None


def _tell_filed(request: HttpRequest, document: PaperDocument, said: Confirmed) -> None:
    name = people_by([document.patient_id])[document.patient_id].name_text
    taken = document.accepted.filter(taken_back_at=None).count()
    if taken:
        words = ngettext(
            "Filed to %(name)s with %(count)s value", "Filed to %(name)s with %(count)s values", taken
        ) % {"name": name, "count": taken}  # fmt: skip
    else:
        words = _("Filed to %(name)s") % {"name": name}
    toasts.tell(request, words)


def _onward(request: HttpRequest) -> HttpResponse:
    """Go to the next document that waits, or back to the tray."""
    following = next_after(request.paper)
    return redirect("scanning:paper", following) if following else redirect("scanning:tray")


def _page(request: HttpRequest, answer: Answer) -> HttpResponse:
    document = request.paper
    audit.looked(request.actor, "scanning.opened", patient=document.patient_id, entity=("PaperDocument", document.id))
    shown = paper_of(document)
    form = answer.form or ConfirmForm(today=timezone.localtime(request.now).date(), initial=_initial(shown))
    typed = request.GET.get("q", "")
    context = {
        "rail": "paper",
        "document": document,
        "paper": shown,
        "form": form,
        "answer": answer,
        "doubts": _doubts(answer.question),
        "may_take": may_take_values.allows(request.actor, document),
        "q": typed,
        "found": _found(request, typed),
        "chosen": _chosen(form),
        "said": {name: form.data[name] for name in form.data if name.startswith(("value-", "number-"))},
        "next": next_after(document) if document.is_open else None,
        "originals": confirming.originals_of([page.sheet for page in shown.pages]),
    }
    template = "scanning/paper.html" if document.is_open else "scanning/settled.html"
    return render(request, template, context, status=answer.status)


def _initial(shown: Paper) -> dict:
    found = shown.suggestion
    title = found.type[1] if found.type else ""
    return {
        "type": found.type[0] if found.type else "",
        "dated": found.date,
        "title": " · ".join(filter(None, (title, found.institution or found.author))),
        "source": found.institution or found.author,
    }


def _chosen(form: ConfirmForm) -> Patient | None:
    """Return whom the form names already, to be shown among those to choose from."""
    try:
        uid = UUID(form.data.get("patient", ""))
    except ValueError:
        return None
    return people_by([uid]).get(uid)


def _found(request: HttpRequest, typed: str) -> list[Patient]:
    if not typed.strip():
        return []
    found = [one.uid for one in find_patients(typed, limit=FOUND, today=request.now.date())]
    audit.looked(request.actor, "patients.searched", reason=typed[:200])
    rows = people_by(found)
    return [rows[uid] for uid in found if uid in rows]


@page(may_see_paper, subject=its_paper)
@require_GET
def people(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Patients found while one types, to choose from."""
    typed = request.GET.get("q", "")
    context = {"found": _found(request, typed), "q": typed, "document": request.paper}
    return render(request, "scanning/people.html", context)


@page(may_see_paper, subject=its_paper)
@require_GET
def agreement(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """How the paper agrees with the chosen patient, and the question where it does not."""
    try:
        patient = UUID(request.GET.get("patient", ""))
    except ValueError:
        return HttpResponse("")
    row = people_by([patient]).get(patient)
    if row is None or not request.paper.is_open:
        return HttpResponse("")
    audit.looked(request.actor, "scanning.opened", patient=patient, entity=("PaperDocument", paper_id))
    question = confirming.doubts(request.paper, patient, now=request.now)
    return render(request, "scanning/agreement.html", {"doubts": _doubts(question), "asked": question, "patient": row})


def _doubts(question: confirming.AskOnceMore | None) -> list[str]:
    """Return in words how the paper stands to the chosen patient."""
    return list(dict.fromkeys(sentence(reason) for reason in question.why)) if question else []


@page(may_see_paper, subject=its_paper)
@require_POST
def throw_away(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """File it to nobody, with a reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        confirming.throw_away(document=request.paper, reason=reason, by=request.actor, now=request.now)
    except confirming.ReasonNeeded:
        return _page(request, Answer(refusal=_("Say why it is thrown away. Nothing was changed."), status=422))
    except (cutting.Settled, cutting.StillReading):
        toasts.tell(request, _("This document was filed or thrown away meanwhile, or is being read."))
        return _onward(request)
    toasts.tell(request, _("Thrown away. The files that were sent stay kept."))
    return _onward(request)


@page(may_take_values, subject=its_paper)
@require_POST
def values(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """A clinician decides on values of a document that was filed before."""
    decided = decided_in(request.POST)
    try:
        taken = taking_over.decide(document=request.paper, decided=decided, by=request.actor, now=request.now)
    except taking_over.NotTaken as reason:
        return _page(request, Answer(refusal=str(reason), number=reason.number, status=422))
    except cutting.Settled:
        toasts.tell(request, _("This document is not in a record any more. Nothing was taken over."))
        return redirect("scanning:paper", paper_id)
    told = ngettext("%(count)s value taken over", "%(count)s values taken over", len(taken)) % {"count": len(taken)}
    toasts.tell(request, told)
    return redirect("scanning:paper", paper_id)


@page(may_take_values, subject=its_paper)
@require_POST
def take_out(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Out of the record with it, and with all values that came from it; it waits to be filed rightly."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        confirming.take_out(document=request.paper, reason=reason, by=request.actor, now=request.now)
    except confirming.ReasonNeeded:
        return _page(request, Answer(refusal=_("Say why it is taken out. Nothing was changed."), status=422))
    except cutting.Settled:
        toasts.tell(request, _("It is not in a record any more."))
    else:
        toasts.tell(request, _("Taken out with its values. File it now where it belongs."))
    return redirect("scanning:paper", paper_id)


@page(may_see_paper, subject=filed_paper)
@require_GET
def filed(request: HttpRequest, reference_id: UUID) -> HttpResponse:
    """The paper behind a document of the record."""
    return redirect("scanning:paper", request.paper.id)
