"""One item: its figures, lots and movements; what is taken out, its boxes and prices, what is said of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import assortment, issuing, pricing, stock
from ..forms import ItemForm, PackForm, PriceForm, TakeForm
from ..ledger import KeyUsed
from ..locks import TooManyAtOnce
from ..models import Item
from ..permissions import may_manage_stock, may_move_stock, may_see_stock
from ..picking import NotEnough
from ..reading import lots_of, movements_of, packs_of, prices_of
from . import GONE_WRONG, RAIL, found, may, once, today_of, uuid_or_none

USE = "use"  # type of the reference of what is used up here


@page(may_see_stock)
@require_GET
def one(request: HttpRequest, stock_id: UUID) -> HttpResponse:
    """What is there of an item, lot by lot, and what happened to it."""
    item = found(Item, stock_id)
    audit.looked(request.actor, "inventory.looked", entity=("Item", item.id))
    return _page(request, item)


def _page(request: HttpRequest, item: Item, **forms) -> HttpResponse:
    packs = packs_of(item)
    last = prices_of(item)
    context = RAIL | may(request) | {
        "item": item,
        "figures": stock.of_items([item.id], now=request.now)[item.id],
        "lots": lots_of(item, today_of(request)),
        "movements": movements_of(item=item),
        "packs": packs,
        "prices": last,
        "now": request.now,
        "today": today_of(request),
        "take": forms.get("take") or TakeForm(initial=once(), auto_id="take_%s"),
    }  # fmt: skip
    if context["may_manage"]:
        currency = last[0].currency if last else "EUR"
        context["pack"] = forms.get("pack") or PackForm(auto_id="pack_%s")
        context["price"] = forms.get("price") or PriceForm(
            item=item, packs=packs, auto_id="price_%s", initial={"currency": currency}
        )
    return render(request, "inventory/item.html", context, status=GONE_WRONG if forms else 200)


@page(may_move_stock)
@require_POST
def take(request: HttpRequest, stock_id: UUID) -> HttpResponse:
    """Take some out for use here, first expired first."""
    item, form = found(Item, stock_id), TakeForm(request.POST, auto_id="take_%s")
    if not form.is_valid():
        return _page(request, item, take=form)
    said = form.cleaned_data
    try:
        done = issuing.issue(
            item=item.id, quantity=said["quantity"], reference=(USE, said["purpose"]), key=str(said["key"]),
            by=request.actor, now=request.now,
        )  # fmt: skip
    except NotEnough as less:
        form.add_error("quantity", _("Only %(n)s may be taken.") % {"n": f"{less.free.normalize():f}"})
        return _page(request, item, take=form)
    except TooManyAtOnce:
        form.add_error(None, _("Others are taking the same just now. Try again in a moment."))
        return _page(request, item, take=form)
    except KeyUsed:
        return redirect("inventory:item", item.id)
    lots = ", ".join(str(each.lot) for each in done.taken)
    toasts.tell(request, _("Taken out. Lot: %(lots)s") % {"lots": lots})
    return redirect("inventory:item", item.id)


@page(may_manage_stock)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin to keep an item."""
    return _edited(request, None)


@page(may_manage_stock)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, stock_id: UUID) -> HttpResponse:
    """Correct what is said of an item."""
    return _edited(request, found(Item, stock_id))


def _edited(request: HttpRequest, item: Item | None) -> HttpResponse:
    form = ItemForm(request.POST or None, initial=_initial(item) if item else {})
    if request.method == "POST" and form.is_valid():
        try:
            kept = assortment.keep_item(
                **form.cleaned_data, item=item.id if item else None, by=request.actor, now=request.now
            )
        except assortment.NameTaken:
            form.add_error("name", _("There is an item of this name or code already."))
        else:
            toasts.tell(request, _("Saved."))
            return redirect("inventory:item", kept.id)
    context = RAIL | {"form": form, "item": item}
    return render(request, "inventory/item_form.html", context, status=GONE_WRONG if form.errors else 200)


def _initial(item: Item) -> dict:
    names = ("name", "kind", "counted_in", "system", "code", "keep_cold")
    level = item.reorder_level.normalize() if item.reorder_level is not None else None
    level = f"{level:f}" if level is not None else None
    return {name: getattr(item, name) for name in names} | {
        "published": item.published_at is not None,
        "reorder_level": level,
    }


@page(may_manage_stock)
@require_POST
def pack(request: HttpRequest, stock_id: UUID) -> HttpResponse:
    """Say which box holds how much."""
    item, form = found(Item, stock_id), PackForm(request.POST, auto_id="pack_%s")
    if form.is_valid():
        try:
            assortment.add_pack(item=item.id, **form.cleaned_data, by=request.actor, now=request.now)
        except assortment.NameTaken:
            form.add_error("code", _("This is the code of another item's box."))
        else:
            toasts.tell(request, _("Saved."))
            return redirect("inventory:item", item.id)
    return _page(request, item, pack=form)


@page(may_manage_stock)
@require_POST
def price(request: HttpRequest, stock_id: UUID) -> HttpResponse:
    """Say what it costs from now on."""
    item = found(Item, stock_id)
    form = PriceForm(request.POST, item=item, packs=packs_of(item), auto_id="price_%s")
    if not form.is_valid():
        return _page(request, item, price=form)
    said = form.cleaned_data
    pricing.set_price(
        item=item.id, amount_minor=said["amount_minor"], currency=said["currency"], pack=uuid_or_none(said["pack"]),
        by=request.actor, now=request.now,
    )  # fmt: skip
    toasts.tell(request, _("The price holds from now on."))
    return redirect("inventory:item", item.id)
