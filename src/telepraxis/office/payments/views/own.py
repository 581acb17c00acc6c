"""What I owe and paid: signed in, for those I book for, or by the link of a mail."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from procrastinate.exceptions import AlreadyEnqueued

from telepraxis.base import audit
from telepraxis.base.access import PUBLIC, page
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.ui import toasts
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.patients.identity import lead_on

from .. import banking, errands, gateways, medicines, paying
from ..models import Checkout, Method, Payment, Receipt
from ..permissions import may_see_own
from ..reading import account_of, accounts_of, owed_by_patients
from .door import Door, as_pdf, its_patient, organization_of_link

LOOKS_AGAIN = timedelta(minutes=3)  # a page that waits for the gateway refreshes itself for so long


@page(may_see_own, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Everything this patient owes and paid."""
    lead_on(request.patient)
    audit.looked(request.actor, "payments.seen", patient=patient_id)
    context = {
        "patient": request.patient,
        "for_other": not request.actor.is_patient(patient_id),
        "accounts": accounts_of(patient_id),
        "owed": owed_by_patients([patient_id]),
        "tab": "me",
        "back": "/",
    }
    return render(request, "payments/own.html", context)


def _charge(request: HttpRequest, door: Door, status: int = 200, problem: str = "") -> HttpResponse:
    account = account_of(door.charge)
    pending = account.pending
    waits = _waits_for_answer(request, account)
    audit.looked(door.actor, "payments.seen", patient=door.charge.patient_id, entity=("Charge", door.charge.id))
    context = {
        "account": account,
        "practice": Tenant.objects.get(id=request.actor.organization_id),
        "problem": problem,
        "waits": waits,
        "takes_cards": gateways.standing_account(request.actor.organization_id) is not None,
        "bank": banking.account(),
        "transfer": pending if pending and pending.method == Method.TRANSFER else None,
        "card": pending if pending and pending.method == Method.CARD else None,
        "key": uuid7(),
        "door": door,
        "card_url": door.address("card"),
        "transfer_url": door.address("transfer"),
        "receipts": [
            (each, door.address("receipt", each.id))
            for each in sorted(account.receipts.values(), key=lambda one: one.number)
        ],
        "by_link": bool(door.token),
        "order_page": medicines.order_page(door.charge),
        "tab": "me",
        "back": None if door.token else f"/me/{door.patient}/payments/",
    }
    if pending and pending.method == Method.CARD:
        context["going_url"] = door.address("going", pending.id)
        context["give_up_url"] = door.address("give_up", pending.id)
    elif pending:
        context["give_up_url"] = door.address("give_up", pending.id)
    response = render(request, "payments/charge.html", context, status=status)
    if waits:
        response["Refresh"] = "2"
    return response


def _waits_for_answer(request: HttpRequest, account) -> bool:
    """Whether somebody came back from the gateway a moment ago and its answer is not here yet; the worker asks."""
    pending = account.pending
    if "back" not in request.GET or not pending or pending.method != Method.CARD:
        return False
    if not Checkout.objects.filter(payment=pending, expires_at__gt=request.now).exists():
        return False
    with suppress(AlreadyEnqueued), transaction.atomic():
        errands.ask.defer(
            organization_id=pending.organization_id, payment_id=pending.id, by_key=f"payments.ask {pending.id}"
        )
    return request.now - pending.started_at < LOOKS_AGAIN * 10


def _begin_card(request: HttpRequest, door: Door) -> HttpResponse:
    try:
        payment = paying.start_card(
            charge=door.charge, return_path=f"{door.address()}?back", by=door.actor, now=request.now
        )
    except paying.NothingOwed:
        return redirect(door.address())
    except paying.NoGateway:
        return _charge(request, door, 409, _("The practice takes no cards at the moment. Pay in another way."))
    return redirect(door.address("going", payment.id))


def _begin_transfer(request: HttpRequest, door: Door) -> HttpResponse:
    with suppress(paying.NothingOwed):
        paying.expect_transfer(charge=door.charge, by=door.actor, now=request.now)
    return redirect(door.address())


def _give_up(request: HttpRequest, door: Door, payment_id: UUID) -> HttpResponse:
    payment = get_object_or_404(Payment, id=payment_id, charge=door.charge)
    paying.give_up(payment=payment, by=door.actor, now=request.now)
    toasts.tell(request, _("You can choose another way to pay."))
    return redirect(door.address())


def _going(request: HttpRequest, door: Door, payment_id: UUID) -> HttpResponse:
    """Wait a moment until the gateway has opened its page, then go there. No script is needed for it."""
    payment = get_object_or_404(Payment, id=payment_id, charge=door.charge)
    if payment.state != Payment.State.PENDING:
        return redirect(door.address())
    checkout = get_object_or_404(Checkout, payment=payment)
    late = request.now - payment.started_at > LOOKS_AGAIN and not checkout.url
    context = {
        "checkout": checkout,
        "late": late or checkout.trouble,
        "account": account_of(door.charge),
        "charge_url": door.address(),
        "give_up_url": door.address("give_up", payment.id),
        "back": door.address(),
        "tab": "me",
    }
    response = render(request, "payments/going.html", context)
    if checkout.url:
        response["Refresh"] = f"0; url={checkout.url}"
    elif not late:
        response["Refresh"] = "1"
    return response


def _receipt(request: HttpRequest, door: Door, receipt_id: UUID) -> HttpResponse:
    mine = Q(payment__charge=door.charge) | Q(refund__payment__charge=door.charge)
    receipt = get_object_or_404(Receipt.objects.filter(mine), id=receipt_id)
    return as_pdf(receipt, patient=door.charge.patient_id, by=door.actor)


def _own(view, method):
    """Guard a view for whoever owes it, and those who act for them."""

    @page(may_see_own, subject=its_patient)
    @method
    def signed_in(request: HttpRequest, patient_id: UUID, charge_id: UUID, **more) -> HttpResponse:
        return view(request, Door(request, patient=patient_id, charge=charge_id), **more)

    return signed_in


def _linked(view, method):
    """Guard a view for whoever holds the link."""

    @page(PUBLIC, organization=organization_of_link)
    @method
    def by_link(request: HttpRequest, token: str, **more) -> HttpResponse:
        return view(request, Door(request, charge=None, token=token), **more)

    return by_link


own_charge, linked = _own(_charge, require_GET), _linked(_charge, require_GET)
own_card, linked_card = _own(_begin_card, require_POST), _linked(_begin_card, require_POST)
own_transfer, linked_transfer = _own(_begin_transfer, require_POST), _linked(_begin_transfer, require_POST)
own_give_up, linked_give_up = _own(_give_up, require_POST), _linked(_give_up, require_POST)
own_going, linked_going = _own(_going, require_GET), _linked(_going, require_GET)
own_receipt, linked_receipt = _own(_receipt, require_GET), _linked(_receipt, require_GET)
