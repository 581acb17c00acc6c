"""What the manager sets up: prices, where transfers go, the account for cards."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.tenancy.zones import zone_of
from telepraxis.base.ui import toasts
from telepraxis.care.scheduling.models import Service
from telepraxis.registry.accounts import freshness

from .. import banking, gateways, pricing
from ..forms import BankForm, KeysForm, PriceForm
from ..models import Price
from ..money import BadSum
from ..permissions import may_keep_gateway, may_set_prices


@page(may_set_prices)
@require_http_methods(["GET", "POST"])
def prices(request: HttpRequest) -> HttpResponse:
    """The price list; a POST adds a price from a day on."""
    today = _today(request)
    services = Service.objects.filter(retired_at=None).order_by("name")
    usual = services[0].currency if services else "EUR"
    form = PriceForm(request.POST or None, services=services, initial={"valid_from": today, "currency": usual})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            pricing.set_price(
                name=said["name"] or "", service=form.services.get(said["service"]), amount=said["amount"],
                valid_from=said["valid_from"], today=today, by=request.actor, now=request.now,
            )  # fmt: skip
            toasts.tell(request, _("The price stands from %(day)s.") % {"day": said["valid_from"]})
            return redirect("payments:prices")
        except pricing.InThePast as past:
            form.add_error("valid_from", str(past))
        except BadSum as bad:
            form.add_error("amount", str(bad))
    context = {"lines": pricing.price_list(today), "form": form, "today": today, "rail": "money"}
    return render(request, "payments/prices.html", context, status=422 if form.errors else 200)


@page(may_set_prices)
@require_POST
def end_price(request: HttpRequest, price_id: UUID) -> HttpResponse:
    """Take something that is no visit off the list."""
    row = get_object_or_404(Price, id=price_id, service=None)
    today = _today(request)
    pricing.end_price(
        name=row.name, currency=row.currency, valid_from=today, today=today, by=request.actor, now=request.now
    )
    return redirect("payments:prices")


@page(may_keep_gateway)
@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """How patients can pay; a POST keeps keys, which asks for a fresh proof of who does it."""
    form = KeysForm(request.POST or None)
    if request.method == "POST":
        freshness.require_recent(request, minutes=freshness.FACTOR_CHANGE_MINUTES)
        if form.is_valid():
            try:
                gateways.keep(**form.cleaned_data, by=request.actor, now=request.now)
                toasts.tell(request, _("Kept. Nobody can read the keys here any more."))
                return redirect("payments:ways")
            except gateways.BadKeys as bad:
                form.add_error(bad.field, str(bad))
    return _ways(request, keys=form)


@page(may_keep_gateway)
@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest) -> HttpResponse:
    """Say where transfers go. Whoever proved anew who they are comes back here by GET."""
    if request.method == "GET":
        return redirect("payments:ways")
    freshness.require_recent(request, minutes=freshness.FACTOR_CHANGE_MINUTES)
    form = BankForm(request.POST)
    if form.is_valid():
        try:
            banking.keep(**form.cleaned_data, by=request.actor, now=request.now)
            toasts.tell(request, _("Kept."))
            return redirect("payments:ways")
        except banking.BadNumber as bad:
            form.add_error("number", str(bad))
    return _ways(request, bank=form)


@page(may_keep_gateway)
@require_POST
def cards_off(request: HttpRequest) -> HttpResponse:
    """Take no cards any more."""
    gateways.switch_off(by=request.actor, now=request.now)
    toasts.tell(request, _("Cards are not taken any more. What is under way is still looked after."))
    return redirect("payments:ways")


def _ways(request: HttpRequest, keys: KeysForm | None = None, bank: BankForm | None = None) -> HttpResponse:
    kept, row = banking.account(), gateways.account_of(request.actor.organization_id)
    known = {"holder": kept.holder, "number": kept.number_text, "bank": kept.bank} if kept else {}
    context = {
        "keys": keys or KeysForm(),
        "bank": bank or BankForm(initial=known),
        "account": row,
        "hook": request.build_absolute_uri(f"/pay/hook/{request.actor.organization_id}/stripe/"),
        "rail": "money",
    }
    has_errors = (keys and keys.errors) or (bank and bank.errors)
    return render(request, "payments/ways.html", context, status=422 if has_errors else 200)


def _today(request: HttpRequest):
    return timezone.localdate(request.now, zone_of(request.actor.organization_id))
