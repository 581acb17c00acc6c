"""The patient's orders: how far one got, the code to pick it up, what it costs, saying yes or no to it."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.base.ui.sums import money_text
from telepraxis.care.storefronts.showing import opening_of

from .. import choosing, ordering, own_orders, recoding
from ..permissions import may_order, may_read_own_orders
from ..refusals import NotSo
from .own_door import around, its_order, looked


@page(may_read_own_orders, subject=its_order)
@require_GET
def own_order(request: HttpRequest, patient_id: UUID, order_id: UUID) -> HttpResponse:
    """One order as it stands now. The page asks again by itself while something can still happen."""
    looked(request, ("Order", order_id))
    one = own_orders.one(request.order, request.now)
    choose = reverse("pharmacy:own_choose", args=[patient_id, one.row.prescription_id])
    free = {each.id for each in choosing.of_prescription(one.row.prescription_id, request.now).lines}
    again = [each for each in one.lines if not each.row.is_open and each.row.line_id in free]
    context = {
        "one": one,
        "live_path": f"/live/orders/{patient_id}/{order_id}/" if one.row.is_open else "",
        "due": money_text(one.due_minor, one.row.currency) if one.may_pay else "",
        "back_sum": money_text(one.back_minor, one.row.currency) if one.back_minor else "",
        "opening": opening_of(one.place, request.now) if one.place else None,
        "elsewhere": f"{choose}?after={order_id}",
        "let_down": [each for each in again if each.was_let_down],
        "again": f"{choose}?{urlencode([('line', each.row.line_id) for each in again])}" if again else "",
        "may_recode": bool(one.row.pickup_code and one.row.is_open) and may_order.allows(request.actor, patient_id),
        "may_cancel": bool(one.movable) and may_order.allows(request.actor, patient_id),
        "back": reverse("medications:own_one", args=[patient_id, one.row.prescription_id]),
    }
    return render(request, "pharmacy/own/order.html", around(request) | context)


@page(may_read_own_orders, subject=its_order)
@require_POST
def own_agree(request: HttpRequest, patient_id: UUID, order_id: UUID) -> HttpResponse:
    """Say yes to the price that the pharmacy asks for now."""
    try:
        ordering.agree(order=order_id, by=request.actor, now=request.now)
    except NotSo as refusal:
        toasts.tell(request, str(refusal))
    return redirect("pharmacy:own_order", patient_id, order_id)


@page(may_read_own_orders, subject=its_order)
@require_POST
def own_new_code(request: HttpRequest, patient_id: UUID, order_id: UUID) -> HttpResponse:
    """Ask for another pickup code: the old one counts no more."""
    try:
        recoding.ask(order=order_id, by=request.actor, now=request.now)
    except NotSo as refusal:
        toasts.tell(request, str(refusal))
    return redirect("pharmacy:own_order", patient_id, order_id)


@page(may_read_own_orders, subject=its_order)
@require_POST
def own_withdraw(request: HttpRequest, patient_id: UUID, order_id: UUID) -> HttpResponse:
    """Cancel what of it was not handed out, or some lines."""
    named = set(request.POST.getlist("line"))
    lines = [each.id for each in request.order.lines.all() if str(each.id) in named] if named else None
    try:
        ordering.withdraw(order=order_id, lines=lines, by=request.actor, now=request.now)
        toasts.tell(request, _("Cancelled. Your prescription stays good."))
    except NotSo as refusal:
        toasts.tell(request, str(refusal))
    return redirect("pharmacy:own_order", patient_id, order_id)
