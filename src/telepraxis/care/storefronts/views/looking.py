"""Look for pharmacies that have something; one pharmacy for everybody. What is looked for stands in no address."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from telepraxis.base.access import PUBLIC, page
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.ui.headers import uses_location
from telepraxis.registry.formulary import finding as catalogue
from telepraxis.registry.formulary import reading as medicines
from telepraxis.registry.formulary.medicine import Medicine

from .. import coverages, drawing, finding, placing, reading, showing
from ..coverages import Coverage
from ..forms import DAYS, FindForm
from ..permissions import may_look

MOST_FOUND = 12


@page(may_look)
@uses_location
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Put medicines together, say from where, and see who has them."""
    patient = request.actor.patient_id
    places = [place.name for place in reading.places_of(patient)] if patient else []
    cards = coverages.counting(patient, timezone.localdate(request.now)) if patient else []
    usual = {"order": finding.NEAREST, "coverage": str(cards[0].id) if cards else ""}
    sent = usual | request.POST.dict() if request.method == "POST" else None
    form = FindForm(sent, places=places, coverages=cards)
    basket = _basket(request)
    named = medicines.many((each.system, each.code) for each in basket)
    lines = [
        {
            "wanted": each,
            "name": _name(named.get((each.system, each.code)), each.code),
            "many": f"{each.quantity.normalize():f}",
        }
        for each in basket
    ]
    context = {
        "form": form,
        "lines": lines,
        "candidates": _candidates(request),
        "patient_id": patient,
        "rail": "stock",
        "tab": "home",
        "back": "/",
        "shell": "ui/staff.html" if request.actor.is_staff else "ui/patient.html",
    }
    if basket and form.is_valid() and "search" in request.POST:
        card = next((each for each in cards if str(each.id) == form.cleaned_data["coverage"]), None)
        context |= _found(form, basket, [line["name"] for line in lines], patient, card, request)
    return render(request, "storefronts/find.html", context, status=422 if form.errors else 200)


def _basket(request: HttpRequest) -> list[finding.Wanted]:
    """Return what the page has put together so far, with what is added or taken out by this press."""
    sent = list(
        zip(*(request.POST.getlist(name) for name in ("system", "code", "quantity")), strict=False)
    )  # fmt: skip
    if added := request.POST.get("add"):
        sent.append(tuple(added.split("|", 2)))
    dropped = request.POST.get("drop")
    wanted = [finding.Wanted(system[:200], code[:100], _quantity(many)) for system, code, many in sent if code]
    kept = [each for each in wanted if f"{each.system}|{each.code}" != dropped]
    return list({(each.system, each.code): each for each in kept}.values())[: finding.MOST_LINES]


def _quantity(text: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return Decimal(1)
    return round(found, 3) if found.is_finite() and Decimal("0.001") <= found < 10**9 else Decimal(1)


def _candidates(request: HttpRequest) -> list[dict]:
    """Return medicines that the typed words may mean, each with the quantity of its smallest pack."""
    text = request.POST.get("text", "").strip() if "look" in request.POST else ""
    return [{"medicine": each, "quantity": _usual(each)} for each in catalogue.find(text, limit=8)] if text else []


def _usual(medicine: Medicine) -> Decimal:
    return next((pack.quantity for pack in medicine.packs if pack.quantity), Decimal(1))


def _name(medicine: Medicine | None, code: str) -> str:
    return medicine.name if medicine else code


def _found(
    form: FindForm, basket, names: list[str], patient: UUID | None, card: Coverage | None, request: HttpRequest
) -> dict:
    said = form.cleaned_data
    spot = placing.spot(said["near"], patient=patient)
    found = finding.find(
        basket,
        near=spot.point if spot else None,
        open_at=request.now if said["open_now"] else None,
        delivers=said["delivers"],
        takes_card=said["takes_card"],
        language=said["language"],
        order=said["order"] or finding.NEAREST,
        plan=card.said.key if card else "",
        limit=MOST_FOUND,
    )
    return {
        "was_asked": True,
        "spot": spot,
        "is_unknown": bool(said["near"]) and spot is None,
        "found": showing.shown_of(found.places, names, request.now, plan=card.said.plan if card else ""),
        "split": [{"part": part, "names": [names[line] for line in part.lines]} for part in found.split],
        "has_whole": bool(found.whole),
        "map": drawing.map_of(found.places),
    }


def _its_organization(request: HttpRequest, slug: str) -> UUID:
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise Http404
    return tenant.id


@page(PUBLIC, organization=_its_organization)
@require_GET
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One pharmacy: where, when, how to reach it, what it does."""
    shown = reading.storefront(request.actor.organization_id)
    if shown is None:
        raise Http404
    hours = shown.hours
    context = {
        "shown": shown,
        "opening": showing.opening_of(shown, request.now),
        "week": [{"name": name, "spans": hours.on(weekday)} for weekday, name in enumerate(DAYS)],
        "days_off": [day for day in sorted(shown.closed_on) if day >= request.now.date()],
        "spoken": showing.spoken_at(shown),
        "count": reading.count_of(shown),
    }
    return render(request, "storefronts/one.html", context)
