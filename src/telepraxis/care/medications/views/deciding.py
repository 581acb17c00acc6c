"""What is done about a serious warning: another medicine, another dose, none, or this one with a reason."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from telepraxis.base.access import page
from telepraxis.commons.decision_support.cards import Card
from telepraxis.registry.formulary.substances import known as known_substance

from .. import baskets
from ..composer import composer_of
from ..concerns import card_key
from ..forms import DecideForm
from ..models import Basket, BasketLine
from ..permissions import may_prescribe
from ..reading import answer_of
from ..understanding import reader_for, understand
from .around import basket_here, its_patient, piece, visit_named
from .by_fields import line_page
from .composing import changed, changed_words, composer, version_of
from .signing import review_page


@page(may_prescribe, subject=its_patient)
@require_POST
def decide(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Do what was chosen. Nothing is chosen by itself, and going on asks for a reason."""
    form = DecideForm(request.POST)
    basket = basket_here(request, visit_named(request))
    card = _card(basket, request.POST.get("card", ""))
    if basket is None or card is None:
        return composer(request, status=409, refusal=changed_words())
    choice = form.cleaned_data["choice"] if form.is_valid() else ""
    if choice == "go_on":
        return _go_on(request, card, form.cleaned_data["reason"].strip())
    mine = {row.key: row for row in basket.lines.all()}
    row = next((mine[key] for key in card.about if key in mine), None)
    if row is None or not choice:
        return _asked_again(request, card, _("Choose what happens."))
    if choice == "change":
        return line_page(request, get_object_or_404(BasketLine, id=row.id), anew=True)
    slug = choice.partition("instead:")[2]
    if choice != "out" and slug not in card.instead:
        return _asked_again(request, card, _("Choose what happens."))
    return changed(request, lambda basket: _take_out(request, basket, row), shows=_typed_next(request, slug))


def _card(basket: Basket | None, key: str) -> Card | None:
    answer = answer_of(basket) if basket else None
    return next((card for card in answer.interruptive if card_key(card) == key), None) if answer else None


def _take_out(request: HttpRequest, basket: Basket, row: BasketLine) -> None:
    version = version_of(request, basket)
    baskets.take_line_out(basket=basket.id, version=version, row=row.id, by=request.actor, now=request.now)


def _typed_next(request: HttpRequest, slug: str) -> dict:
    """Return the line as it stands next: the name of what is offered instead, its dose still to be said."""
    if not slug:
        return {}
    substance = known_substance(slug)
    typed = f"{substance.name if substance else slug} "
    return {"typed": typed, "understood": understand(typed, reader_for(request.patient, request.actor, request.now))}


def _go_on(request: HttpRequest, card: Card, reason: str) -> HttpResponse:
    if not reason:
        return _asked_again(request, card, _("Say why. It stands in the record beside the prescription."))
    return review_page(request, reasons={card_key(card): reason})


def _asked_again(request: HttpRequest, card: Card, fault: str) -> HttpResponse:
    context = composer_of(request.patient, request.actor, request.now, visit=visit_named(request))
    context["asks"] = [
        replace(asked, fault=fault, is_now=True) if asked.key == card_key(card) else asked for asked in context["asks"]
    ]
    return piece(request, "medications/composer.html", context | {"asked_now": card_key(card)}, 422)
