"""What arrives: scan a box, or find the item; the form knows what the box says."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import assortment, receiving, scanning, stock
from ..forms import ReceiveForm
from ..ledger import KeyUsed
from ..locks import TooManyAtOnce
from ..models import Item
from ..permissions import may_manage_stock, may_move_stock
from ..receiving import Arrival
from . import GONE_WRONG, RAIL, chosen, found, may, once, places_open, today_of, uuid_or_none


@page(may_move_stock)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Receive one lot of one item; `scan` is what a reader typed, `item` what was chosen, `q` what is looked for."""
    text = request.GET.get("scan", "").strip(" \t\r\n")[:400]
    read, misread = _understood(request, text)
    item = _item(request, read)
    form = _form(request, item, read) if item else None
    if request.method == "POST" and form is not None and form.is_valid() and _received(request, item, read, form):
        toasts.tell(request, _("Received. Scan the next box."))
        return redirect("inventory:receive")
    q = request.GET.get("q", "").strip()[:200]
    context = RAIL | may(request) | {
        "scan": text,
        "read": read,
        "misread": misread,
        "item": item,
        "form": form,
        "q": q,
        "items": stock.listed(text=q, most=20, now=request.now) if q and not item else [],
        "places": places_open(),
        "today": today_of(request),
    }  # fmt: skip
    return render(request, "inventory/receive.html", context, status=GONE_WRONG if form and form.errors else 200)


def _understood(request: HttpRequest, text: str) -> tuple[scanning.Scanned | None, bool]:
    if not text:
        return None, False
    try:
        return scanning.understand(text, today=today_of(request)), False
    except scanning.NotUnderstood:
        return None, True


def _item(request: HttpRequest, read: scanning.Scanned | None) -> Item | None:
    if read is not None and read.item is not None:
        return read.item
    wanted = uuid_or_none(request.GET.get("item", ""))
    return found(Item, wanted) if wanted else None


def _form(request: HttpRequest, item: Item, read: scanning.Scanned | None) -> ReceiveForm:
    initial = once()
    if read is not None:
        holds = read.pack.quantity if read.pack else read.count
        initial |= {"lot_number": read.lot_number, "expires_on": read.expires_on}
        initial |= {"quantity": f"{holds.normalize():f}" if read.pack else holds}
    is_new = read is not None and read.pack is None and bool(read.code) and may_manage_stock.allows(request.actor)
    return ReceiveForm(request.POST or None, item=item, places=places_open(), new_box=is_new, initial=initial)


def _received(request: HttpRequest, item: Item, read: scanning.Scanned | None, form: ReceiveForm) -> bool:
    """Receive it; note on the form what hinders it."""
    said, about = form.cleaned_data, {"by": request.actor, "now": request.now}
    arrival = Arrival(item.id, said["quantity"], said["lot_number"], said["expires_on"], said["supplier"])
    try:
        receiving.receive(arrivals=[arrival], place=chosen(said["place"]), key=str(said["key"]), **about)
        if said.get("pack_quantity") and read is not None:
            box = {"system": read.system, "code": read.code, "quantity": said["pack_quantity"]}
            assortment.add_pack(item=item.id, **box, **about)
    except receiving.LotDiffers as differs:
        day = differs.lot.expires_on
        words = _("This lot is known here with the expiry %(day)s. One of the two is misread.")
        form.add_error("expires_on", words % {"day": day.isoformat() if day else _("none")})
    except receiving.PlaceClosed:
        form.add_error("place", _("This place is closed."))
    except TooManyAtOnce:
        form.add_error(None, _("Others are moving the same just now. Try again in a moment."))
    except (KeyUsed, assortment.NameTaken):
        pass
    return not form.errors
