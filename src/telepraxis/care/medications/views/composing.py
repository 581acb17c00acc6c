"""The composer: the typed line and what it means, the basket, what happens with a warning."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base.access import page
from telepraxis.care.measurements import taking
from telepraxis.registry.patients.identity import lead_on

from .. import baskets, lines, stating
from ..composer import composer_of
from ..concerns import card_key
from ..forms import StateForm, TextForm
from ..models import Basket, Sentence
from ..permissions import may_prescribe
from ..reading import answer_of, lines_in
from ..refusals import ChangedMeanwhile, NotSo
from ..understanding import Understood, offered, reader_for, understand
from .around import basket_here, its_patient, looked, piece, query_of, visit_named


def changed_words() -> str:
    return _("This basket was changed in another window. This is how it stands now; nothing of yours was added.")


@page(may_prescribe, subject=its_patient)
@require_GET
def compose(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The basket of this patient, and the line in which the next medicine is typed."""
    lead_on(request.patient)
    looked(request)
    return composer(request)


def composer(request: HttpRequest, *, status: int = 200, **more) -> HttpResponse:
    context = composer_of(request.patient, request.actor, request.now, visit=visit_named(request))
    return piece(request, "medications/composer.html", context | more, status)


@page(may_prescribe, subject=its_patient)
@require_POST  # what is typed of a patient stands in no address and in no log
def read(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What a line means as it is typed: what may be meant, what is understood. Nothing is kept."""
    form = TextForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    reader = reader_for(request.patient, request.actor, request.now)
    understood = understand(text, reader) if text else None
    if "X-Piece" in request.headers:
        options = offered(text, understood, request.actor)
        return render(request, "medications/parts/options.html", {"understood": understood, "options": options})
    return composer(request, typed=text, understood=understood)


@page(may_prescribe, subject=its_patient)
@require_POST
def add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Add what the line says to the basket. A line in which the medicine is not clear is shown again, not added."""
    form = TextForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    if not text:
        return composer(request)
    understood = understand(text, reader_for(request.patient, request.actor, request.now))
    if understood.line.medicine is None:
        return _not_added(request, text, understood, _("Nothing was added: which medicine is meant?"))
    return changed(
        request, lambda basket: _put(request, basket, understood), then=form.cleaned_data["then"], typed=text
    )


def _not_added(request: HttpRequest, text: str, understood: Understood, refusal: str) -> HttpResponse:
    return composer(request, status=422, typed=text, understood=understood, line_fault=refusal)


def _put(request: HttpRequest, basket: Basket, understood: Understood) -> None:
    version = version_of(request, basket)
    baskets.put_line(basket=basket.id, version=version, line=understood.line, by=request.actor, now=request.now)


def version_of(request: HttpRequest, basket: Basket) -> int:
    """Return which version of the basket the page has shown; a basket that is begun now has been shown by none."""
    said = request.POST.get("version", "")
    return int(said) if said.isdigit() else basket.version


def changed(
    request: HttpRequest,
    act: Callable[[Basket], object],
    *,
    then: str = "",
    typed: str = "",
    shows: dict | None = None,
) -> HttpResponse:
    """Do something to the basket, check it, and show it; what was refused is said, and nothing of it was done.

    `typed` stands in the line again after a refusal, `shows` is what stands beside the basket when it went well.
    """
    visit = visit_named(request)
    known = _open_cards(basket_here(request, visit))
    try:
        basket = baskets.open_basket(
            patient=request.patient.uid, visit=visit.id if visit else None, by=request.actor, now=request.now
        )
        act(basket)
    except ChangedMeanwhile:
        return composer(request, status=409, refusal=changed_words(), typed=typed)
    except NotSo as refusal:
        return composer(request, status=422, refusal=str(refusal), typed=typed)
    checked = baskets.check(basket=basket.id, by=request.actor, now=request.now)
    new = {card_key(card) for card in checked.answer.interruptive} - known
    return _shown(request, new, then, shows or {})


def _open_cards(basket: Basket | None) -> set[str]:
    answer = answer_of(basket) if basket else None
    return {card_key(card) for card in answer.interruptive} if answer else set()


def _shown(request: HttpRequest, new: set[str], then: str, shows: dict) -> HttpResponse:
    """Show the basket with what is new in it; only a whole basket that asks nothing new goes on to be signed."""
    goes_on = then == "review" and not new and _is_whole(request)
    if "HX-Request" not in request.headers and not shows:
        name = "medications:review" if goes_on else "medications:compose"
        return redirect_within(request, name)
    context = composer_of(request.patient, request.actor, request.now, visit=visit_named(request))
    first = next((asked.key for asked in context["asks"] if asked.key in new), "")
    context["asks"] = [replace(asked, is_now=asked.key == first) for asked in context["asks"]]
    context |= {"go": "review" if goes_on else "", "asked_now": first}
    return piece(request, "medications/composer.html", context | shows)


def _is_whole(request: HttpRequest) -> bool:
    basket = basket_here(request, visit_named(request))
    return basket is not None and not any(lines.missing(line) for _row, line in lines_in(basket))


def redirect_within(request: HttpRequest, name: str) -> HttpResponse:
    response = redirect(name, request.patient.uid)
    response["Location"] += query_of(visit_named(request))
    return response


@page(may_prescribe, subject=its_patient)
@require_POST
def take_out(request: HttpRequest, patient_id: UUID, row_id: UUID) -> HttpResponse:
    """Take a line out of the basket."""
    return changed(request, lambda basket: _take_out(request, basket, row_id))


def _take_out(request: HttpRequest, basket: Basket, row: UUID) -> None:
    version = version_of(request, basket)
    baskets.take_line_out(basket=basket.id, version=version, row=row, by=request.actor, now=request.now)


@page(may_prescribe, subject=its_patient)
@require_POST
def use(request: HttpRequest, patient_id: UUID, sentence_id: UUID) -> HttpResponse:
    """Put what a sentence or a protocol keeps into the basket, doses by weight worked out for this body."""
    try:
        return changed(request, lambda basket: _use(request, basket, sentence_id))
    except Sentence.DoesNotExist:
        return composer(request, status=409, refusal=_("This was dropped meanwhile. Nothing was added."))


def _use(request: HttpRequest, basket: Basket, sentence: UUID) -> None:
    version = version_of(request, basket)
    before = {row.id for row in basket.lines.all()}
    by_whom = {"by": request.actor, "now": request.now}
    basket = baskets.use_sentence(basket=basket.id, version=version, sentence=sentence, **by_whom)
    weight = reader_for(request.patient, request.actor, request.now).weight_kg
    for row in basket.lines.exclude(id__in=before):
        if weight is not None and "per_kg" in str(row.dosage):
            version = basket.version
            row = baskets.settle_weight(basket=basket.id, version=version, row=row.id, weight_kg=weight, **by_whom)
            basket = row.basket


@page(may_prescribe, subject=its_patient)
@require_POST
def state(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Note what counts for the dose and was not known: the weight, whether she is pregnant or breastfeeding."""
    form = StateForm(request.POST)
    if not form.is_valid():
        return composer(request, status=422, refusal=" ".join(error for each in form.errors.values() for error in each))
    said, visit = form.cleaned_data, visit_named(request)
    about = {"patient": patient_id, "by": request.actor, "now": request.now}
    try:
        if said["weight_kg"] is not None:
            weight = taking.Taken(kind="weight", values=(said["weight_kg"],))
            taking.record_measurements(taken=[weight], visit=visit, **about)
    except taking.Implausible as refusal:
        return composer(request, status=422, refusal=str(refusal))
    stating.state_pregnancy(pregnant=said["pregnant"], breastfeeding=said["breastfeeding"], **about)
    if basket := basket_here(request, visit):
        baskets.check(basket=basket.id, by=request.actor, now=request.now)
    return _shown(request, set(), "", {})
