"""The patient chooses a pharmacy: who has it, for how much, how far; then says yes. Or moves what one does not have."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import record
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.base.ui.headers import uses_location
from telepraxis.base.ui.sums import money_text
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications.handing_out import AlreadyClaimed, NotToHandOut
from telepraxis.care.storefronts import drawing, finding
from telepraxis.care.storefronts import reading as storefronts
from telepraxis.care.storefronts.coverages import Coverage
from telepraxis.care.storefronts.distances import distance_km
from telepraxis.care.storefronts.finding import Place
from telepraxis.care.storefronts.models import Storefront
from telepraxis.care.storefronts.showing import Shown, opening_of, shown_of
from telepraxis.registry.organizations.languages import language_name
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.identity import uids_of

from .. import choosing, ordering
from ..choosing import Basket, Orderable, Quote
from ..forms.own import NearForm, OrderForm
from ..models import How, Order
from ..ordering import LineWanted
from ..permissions import may_read_own_orders
from ..refusals import KeyUsed, NotCovered, NothingOrdered, NotReachable, NotSo, TooMuch
from . import own_insured
from .own_door import around, its_prescription, looked
from .own_where import Where, chosen, name_one, wheres

REFUSALS = (NotSo, NotCovered, NothingOrdered, TooMuch, NotReachable, KeyUsed, AlreadyClaimed, NotToHandOut)
CHOICES = ("open", "delivers", "cheapest", "quick")


@dataclass(frozen=True)
class Row:
    """A pharmacy on the list: its facts, what of the basket is taken there, and how it comes with one press."""

    shown: Shown
    quoted: Quote
    query: str
    how: str
    key: str

    @property
    def place(self) -> Place:
        return self.shown.place

    @property
    def fee_minor(self) -> int:
        return self.place.delivery_fee_minor or 0 if self.how == How.DELIVERY else 0


@page(may_read_own_orders, subject=its_prescription)
@uses_location
@require_GET
def own_choose(request: HttpRequest, patient_id: UUID, prescription_id: UUID) -> HttpResponse:
    """Pharmacies that have what is looked for, nearest or cheapest first, on a list and a map."""
    looked(request, ("Prescription", prescription_id))
    after = _after(request)
    basket = _basket(request, after)
    lines = basket.only(request.GET.getlist("line"))
    every = wheres(request, patient_id)
    where = chosen(request, every)
    wish = {name: name in request.GET for name in CHOICES}
    spoken = _spoken(request)
    speaks = next((tag for tag, _name in spoken if tag == request.GET.get("speaks")), "")
    cards = own_insured.cards(request)
    card = own_insured.chosen(request, cards)
    found = _found(request, lines, where, wish, speaks, card) if lines else finding.Found()
    not_there = {after.pharmacy} if after else choosing.let_down_by(lines, request.now)
    places = [each for each in found.places if each.storefront.pharmacy not in not_there]
    shown = shown_of(places, [each.name for each in lines], request.now, plan=card.said.plan if card else "")
    parts = zip(shown_of([part.place for part in found.split], [], request.now), found.split, strict=True)
    context = {
        "prescription_id": prescription_id,
        "after": after,
        "basket": basket,
        "lines": lines,
        "chosen_ids": {each.id for each in lines},
        "wheres": every,
        "where": where,
        "has_whole": bool(found.whole),
        "wish": wish,
        "spoken": spoken,
        "speaks": speaks,
        "map": drawing.map_of(places),
        "rows": [_row(request, each, lines, range(len(lines)), after, where, card) for each in shown],
        "split": [_row(request, each, lines, part.lines, after, where, card) for each, part in parts],
        "cards": cards,
        "card": card,
        "card_name": own_insured.name_of(card),
        "back": reverse("pharmacy:own_order", args=[patient_id, after.id])
        if after
        else reverse("medications:own_one", args=[patient_id, prescription_id]),
    }
    return render(request, "pharmacy/own/choose.html", around(request) | context)


def _after(request: HttpRequest) -> Order | None:
    """Return the order from which something is moved, None where nothing is."""
    said = request.GET.get("after") or request.POST.get("after")
    if not said:
        return None
    theirs = Order.objects.filter(patient_id__in=uids_of(request.patient.uid), prescription=request.prescription)
    try:
        return get_object_or_404(theirs, id=UUID(said))
    except ValueError:
        raise Http404 from None


def _basket(request: HttpRequest, after: Order | None) -> Basket:
    if after:
        return choosing.of_order(after, request.now)
    return choosing.of_prescription(request.prescription.id, request.now)


def _spoken(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the languages that pharmacies speak, each by its own name; the patient's first."""
    mine = details_of(record.content_of(request.patient)).language
    tags = sorted(storefronts.languages(), key=lambda tag: (tag != mine, language_name(tag).casefold()))
    return [(tag, language_name(tag)) for tag in tags]


def _found(
    request: HttpRequest, lines, where, wish: dict[str, bool], speaks: str, card: Coverage | None
) -> finding.Found:
    return finding.find(
        [each.wanted for each in lines],
        near=where.point if where else None,
        open_at=request.now if wish["open"] else None,
        delivers=wish["delivers"],
        language=speaks,
        order=finding.CHEAPEST if wish["cheapest"] else finding.NEAREST,
        plan=own_insured.key_of(card),
    )


def _row(
    request: HttpRequest, shown: Shown, lines: Sequence[Orderable], numbers, after: Order | None, where: Where | None,
    card: Coverage | None,
) -> Row:  # fmt: skip
    """Return a pharmacy with what it has of the lines of these numbers."""
    place = shown.place
    enough = {number: match if match and match.is_enough else None for number, match in enumerate(place.matches)}
    quoted = Quote(place.storefront, tuple((lines[number], enough[number]) for number in numbers), place.bills_plan)
    said = [("line", line.id) for line, _match in quoted.there]
    said += [("after", after.id)] if after else []
    said += [("from", where.key)] if where else []
    said += [("card", own_insured.name_of(card))]
    is_brought = after is not None and after.how == How.DELIVERY and place.delivery_fee_minor is not None
    return Row(shown, quoted, urlencode(said), How.DELIVERY if is_brought else How.PICKUP, str(uuid7()))


@page(may_read_own_orders, subject=its_prescription)
@require_POST
def own_near(request: HttpRequest, patient_id: UUID, prescription_id: UUID) -> HttpResponse:
    """Look from somewhere else: what is typed, or where the browser says that the patient is."""
    form = NearForm(request.POST)
    if not form.is_valid() or not name_one(request, form.cleaned_data["near"], patient_id):
        toasts.tell(request, _("We do not know this place: no pharmacy says that it is there. Try a town near it."))
    names = ("line", "after", "speaks", "card", *CHOICES)
    said = [(name, value) for name in names for value in request.POST.getlist(name)]
    path = reverse("pharmacy:own_choose", args=[patient_id, prescription_id])
    return redirect(f"{path}?{urlencode(said)}")


@page(may_read_own_orders, subject=its_prescription)
@require_http_methods(["GET", "POST"])
def own_confirm(request: HttpRequest, patient_id: UUID, prescription_id: UUID, pharmacy_id: UUID) -> HttpResponse:
    """What it costs there, how and when it comes; then the yes. A price that has changed since is shown again."""
    after = _after(request)
    asked = request.POST if request.method == "POST" else request.GET
    basket = _basket(request, after)
    card = own_insured.chosen(request, own_insured.cards(request))
    lines, plan = basket.only(asked.getlist("line")), own_insured.key_of(card)
    quoted = choosing.quote(pharmacy_id, lines, plan=plan) if basket.lines else None
    if quoted is None or not quoted.there:
        toasts.tell(request, _("This pharmacy does not have it any more. Choose another one."))
        return redirect(_choose(request, after))
    if request.method == "GET":
        looked(request, ("Prescription", prescription_id))
        initial = {"how": after.how if after else How.PICKUP, "address": _home(request), "key": str(uuid7())}
        return _confirm(request, quoted, after, card, OrderForm(initial=initial))
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _confirm(request, quoted, after, card, form, status=422)
    fee = _fee(quoted, form.cleaned_data["how"])
    if form.cleaned_data["seen"] != quoted.total_minor or (fee and form.cleaned_data["fee"] != fee):
        said = _("The price or the stock has changed since you saw it. This is how it is now.")
        again = OrderForm(initial=form.cleaned_data)
        return _confirm(request, quoted, after, card, again, problem=said, status=409)
    try:
        order = _ordered(request, quoted, after, card, form.cleaned_data, fee)
    except REFUSALS as refusal:
        again = OrderForm(initial=form.cleaned_data)
        return _confirm(request, quoted, after, card, again, problem=str(refusal), status=409)
    return redirect("pharmacy:own_order", patient_id, order.id)


def _choose(request: HttpRequest, after: Order | None) -> str:
    path = reverse("pharmacy:own_choose", args=[request.patient.uid, request.prescription.id])
    return f"{path}?after={after.id}" if after else path


def _delivers(request: HttpRequest, place: Storefront) -> bool:
    """Whether it is brought to where the patient looks from; the pharmacy looks at the address itself."""
    where = chosen(request, wheres(request, request.patient.uid))
    if place.delivers_km is None or where is None:
        return place.delivers_km is not None
    return distance_km(where.point, (place.latitude, place.longitude)) <= place.delivers_km


def _home(request: HttpRequest) -> str:
    home = details_of(record.content_of(request.patient)).address
    return ", ".join(part for part in (home.street, f"{home.postal_code} {home.city}".strip()) if part)


def _fee(quoted: Quote, how: str) -> int:
    return quoted.place.delivery_fee_minor if how == How.DELIVERY else 0


def _confirm(
    request: HttpRequest, quoted: Quote, after: Order | None, card: Coverage | None, form: OrderForm, *,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    place = quoted.place
    context = {
        "prescription_id": request.prescription.id,
        "quoted": quoted,
        "place": place,
        "after": after,
        "card": card,
        "card_name": own_insured.name_of(card),
        "form": form,
        "where_key": request.GET.get("from") or request.POST.get("from"),
        "problem": problem,
        "opening": opening_of(place, request.now),
        "times": choosing.times(place, request.now),
        "delivers": _delivers(request, place),
        "fee": money_text(place.delivery_fee_minor, quoted.currency),
        "with_delivery": None if quoted.total_minor is None else quoted.total_minor + place.delivery_fee_minor,
        "back": _choose(request, after),
    }
    return render(request, "pharmacy/own/confirm.html", around(request) | context, status=status)


def _ordered(
    request: HttpRequest, quoted: Quote, after: Order | None, card: Coverage | None, said: dict, fee: int
) -> Order:
    there = {line.id: match for line, match in quoted.there}
    details = {
        "pharmacy": quoted.place.pharmacy, "how": said["how"], "address": said["address"], "wanted_at": said["when"],
        "currency": quoted.currency, "delivery_fee_minor": fee, "key": said["key"], "by": request.actor,
        "now": request.now, "coverage": card.id if card and quoted.bills_plan else None,
    }  # fmt: skip
    if after:
        promised = {id: match.paid_minor for id, match in there.items() if match.paid_minor is not None}
        return ordering.move(order=after.id, lines=list(there), promised=promised, **details)
    lines = [LineWanted(id, match.quantity, match.paid_minor) for id, match in there.items()]
    return ordering.place(prescription=request.prescription.id, lines=lines, **details)
