"""What the practice keeps for prescribing: sentences and protocols, its rules, and how often warnings are gone past."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base.access import NotAllowed, page
from telepraxis.base.ui import toasts

from .. import rates, reading, sentences
from ..composer import shown_rows
from ..forms import SentenceForm
from ..models import BasketLine, Sentence
from ..permissions import (
    may_answer_requests,
    may_keep_practice_sentences,
    may_keep_sentences,
    may_read_override_rates,
    may_see_sentences,
)
from ..refusals import NotSo
from ..understanding import practice_reader, understand

MOST = 200
SPANS = [(30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("one year"))]


@page(may_see_sentences)
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """What is kept to be written again; several lines are a protocol."""
    form = _form(request)
    if request.method == "GET" or not form.is_valid():
        return _kept_page(request, form, status=422 if form.is_bound else 200)
    reader = practice_reader(request.actor, request.now)
    understood = [understand(typed, reader) for typed in form.typed]
    if "look" in request.POST or not all(_is_whole(each) for each in understood):
        return _kept_page(request, form, understood, status=200 if "look" in request.POST else 422)
    kind = Sentence.Kind.PROTOCOL if len(understood) > 1 else Sentence.Kind.SENTENCE
    said = {"kind": kind, "name": form.cleaned_data["name"], "lines": tuple(each.line for each in understood)}
    try:
        for_practice = form.cleaned_data.get("for_practice", False)
        sentences.keep(**said, for_practice=for_practice, by=request.actor, now=request.now)
    except NotSo as refusal:
        form.add_error("name", str(refusal))
        return _kept_page(request, form, understood, status=422)
    toasts.tell(request, _("Kept. It is one press away in every basket."))
    return redirect("medications:sentences")


def _form(request: HttpRequest) -> SentenceForm:
    data = request.POST if request.method == "POST" else None
    may_own = may_keep_sentences.allows(request.actor)
    return SentenceForm(data, may_for_practice=may_keep_practice_sentences.allows(request.actor), may_own=may_own)


def _is_whole(understood) -> bool:
    """Tell whether a line can be kept; of a dose by weight the body is still missing, and comes with the patient."""
    line = understood.line
    return line.medicine is not None and line.dosage is not None and not understood.leftover


def _kept_page(request: HttpRequest, form: SentenceForm, understood=(), status: int = 200) -> HttpResponse:
    actor = request.actor
    may_for_practice = may_keep_practice_sentences.allows(actor)
    found = reading.sentences_for(actor.practitioner_id, limit=MOST)
    context = {
        "form": form,
        "kept": [
            {"kept": each, "words": _words(each), "may_drop": may_for_practice if each.is_practice else True}
            for each in found
        ],
        "understood": [_said(each) for each in understood],
        "may_answer": may_answer_requests.allows(actor),
        "rail": "medicines",
    }
    return render(request, "medications/sentences.html", context, status=status)


def _words(each: sentences.Kept) -> list[str]:
    rows = shown_rows((BasketLine(typed=line.typed), line) for line in each.lines)
    return [f"{row.name}: {row.words}" if row.words else row.name for row in rows]


def _said(understood) -> dict:
    stats = " · ".join(stat.said for stat in understood.stats)
    lacks = [
        *understood.missing,
        *([_("Not understood: %(what)s") % {"what": understood.leftover}] if understood.leftover else []),
    ]
    said = " ".join([stats, *lacks]) or understood.line.typed
    return {"words": f"{understood.line.typed}: {said}", "is_whole": _is_whole(understood)}


@page(may_see_sentences)
@require_POST
def drop(request: HttpRequest, sentence_id: UUID) -> HttpResponse:
    """Offer it no more."""
    try:
        sentences.drop(sentence=sentence_id, by=request.actor, now=request.now)
    except (Sentence.DoesNotExist, NotAllowed):
        raise Http404 from None
    toasts.tell(request, _("Dropped. What was prescribed with it stays."))
    return redirect("medications:sentences")


@page(may_read_override_rates)
@require_GET
def overrides(request: HttpRequest) -> HttpResponse:
    """How often which serious warning is gone past, and by whom. No patient stands in it."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdigit() and int(asked) in dict(SPANS) else SPANS[1][0]
    today = timezone.localtime(request.now).date()
    found = rates.override_rates(today - timedelta(days=days - 1), today)
    tables = [
        {"title": _("By rule"), "of": _("Rule"), "rows": found.by_rule},
        {"title": _("By prescriber"), "of": _("Prescriber"), "rows": found.by_author},
    ]
    context = {"tables": tables, "spans": SPANS, "days": days, "rail": "medicines"}
    return render(request, "medications/overrides.html", context)
