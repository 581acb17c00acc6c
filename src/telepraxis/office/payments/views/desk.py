"""The desk: what a patient owes, taken in cash, waited for by transfer, asked for by a link; refunds."""

from contextlib import suppress
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.pharmacy.permissions import may_dispense
from telepraxis.registry.patients.identity import lead_on

from .. import asking, charging, naming, once, paying, pricing, refunding
from ..forms import CashForm, ChargeForm, RefundForm
from ..medicines import CLAIM
from ..models import Charge, Payment, Receipt
from ..money import BadSum, Money, typed
from ..permissions import may_refund, may_see_money, may_take, may_withdraw
from ..reading import account_of, accounts_of, owed_by_patients
from .door import as_pdf


@page(may_take)
@require_GET
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What one patient owes and paid."""
    return _patient(request, patient_id)


def _patient(request: HttpRequest, patient_id: UUID, form: ChargeForm | None = None, status: int = 200) -> HttpResponse:
    row = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    lead_on(row)
    audit.looked(request.actor, "payments.seen", patient=patient_id)
    items = pricing.items(timezone.localdate(request.now))
    context = {
        "patient": row,
        "accounts": accounts_of(patient_id),
        "owed": owed_by_patients([patient_id]),
        "form": form or ChargeForm(items=items, initial={"key": uuid7()}),
        "has_items": bool(items),
        "rail": "money",
    }
    return render(request, "payments/patient.html", context, status=status)


@page(may_take)
@require_POST
def add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Charge something of the price list."""
    get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    form = ChargeForm(request.POST, items=pricing.items(timezone.localdate(request.now)))
    if not form.is_valid():
        return _patient(request, patient_id, form, status=422)
    price = form.items[form.cleaned_data["price"]]
    charge = charging.charge(
        reference=(naming.DESK, form.cleaned_data["key"]),
        amount=Money(price.amount_minor, price.currency),
        patient=patient_id,
        price=price,
        told_at=request.now,
        by=request.actor,
        now=request.now,
    )
    return redirect("payments:charge", charge.id)


@page(may_take)
@require_GET
def charge(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """One charge: take money for it, or give it back."""
    return _shown(request, _charge(charge_id))


def _shown(request: HttpRequest, charge: Charge, *, status: int = 200, problem: str = "", **forms) -> HttpResponse:
    account = account_of(charge)
    audit.looked(request.actor, "payments.seen", patient=charge.patient_id, entity=("Charge", charge.id))
    may = {name: rule.allows(request.actor) for name, rule in (("refund", may_refund), ("withdraw", may_withdraw))}
    payments = []
    for payment in account.payments:
        left = account.left_of(payment)
        initial = {"amount": typed(left.minor, left.currency), "key": uuid7()}
        form = RefundForm(currency=left.currency, initial=initial, auto_id=f"{payment.id}-%s")
        back = [each for each in account.refunds if each.payment_id == payment.id]
        can = may["refund"] and payment.has_arrived and left.minor > 0
        payments.append((payment, account.receipts.get(payment.id), form if can else None, back))
    context = {
        "account": account,
        "charge": charge,
        "payments": payments,
        "receipts": account.receipts,
        "cash": forms.get("cash") or CashForm.about(account.owed, uuid7()),
        "problem": problem,
        "may": may,
        "bench": charge.reference_id if charge.reference_kind == CLAIM and may_dispense.allows(request.actor) else None,
        "transfer": account.pending if account.pending and account.pending.method == "transfer" else None,
        "rail": "money",
    }
    return render(request, "payments/at_desk.html", context, status=status)


@page(may_take)
@require_POST
def cash(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """Take cash, and say how much change to give."""
    row = _charge(charge_id)
    form = CashForm(request.POST, currency=row.currency)
    if not form.is_valid():
        return _shown(request, row, status=422, cash=form)
    said = form.cleaned_data
    try:
        paid = paying.take_cash(
            charge=row, amount=said["amount"], given=said["given"] or None, key=said["key"], by=request.actor,
            now=request.now,
        )  # fmt: skip
    except paying.NothingOwed:
        return _shown(request, row, status=409, problem=_("It is paid already."))
    except BadSum as bad:
        form.add_error("amount", str(bad))
        return _shown(request, row, status=422, cash=form)
    except paying.TooMuch:
        form.add_error("amount", _("This is more than is owed."))
        return _shown(request, row, status=422, cash=form)
    except paying.TooLittleGiven:
        form.add_error("given", _("This is less than is to be paid."))
        return _shown(request, row, status=422, cash=form)
    except once.KeyOfAnother:
        return _shown(request, row, status=409, problem=_("This form was sent before. Look at what was taken."))
    toasts.tell(request, _cash_said(paid))
    return redirect("payments:charge", row.id)


def _cash_said(paid: Payment) -> str:
    if paid.change_minor:
        return _("Taken. Give %(change)s back.") % {"change": Money(paid.change_minor, paid.currency)}
    return _("Taken.")


@page(may_take)
@require_POST
def transfer(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """Wait for a transfer."""
    row = _charge(charge_id)
    with suppress(paying.NothingOwed):
        paying.expect_transfer(charge=row, by=request.actor, now=request.now)
    return redirect("payments:charge", row.id)


@page(may_take)
@require_POST
def link(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """Mail a link to pay."""
    row = _charge(charge_id)
    try:
        mail = asking.send_link(charge=row, by=request.actor, now=request.now)
    except asking.NoAddress:
        return _shown(request, row, status=409, problem=_("No mail address is known. Ask for one first."))
    except paying.NothingOwed:
        return _shown(request, row, status=409, problem=_("It is paid already."))
    toasts.tell(request, _("A link to pay is on its way to %(address)s.") % {"address": mail.to})
    return redirect("payments:charge", row.id)


@page(may_take)
@require_POST
def give_up(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Wait no longer for a payment."""
    payment = get_object_or_404(Payment, id=payment_id)
    paying.give_up(payment=payment, by=request.actor, now=request.now)
    return redirect("payments:charge", payment.charge_id)


@page(may_refund)
@require_POST
def refund(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Give a payment back, whole or in part."""
    payment = get_object_or_404(Payment, id=payment_id)
    shown = partial(_shown, request, _charge(payment.charge_id))
    form = RefundForm(request.POST, currency=payment.currency)
    if not form.is_valid():
        return shown(status=422, problem=" ".join(error for errors in form.errors.values() for error in errors))
    said = form.cleaned_data
    try:
        back = refunding.refund(
            payment=payment, amount=said["amount"], why=said["why"], key=said["key"], by=request.actor, now=request.now
        )
    except refunding.MoreThanCaptured as more:
        return shown(status=422, problem=_("At most %(left)s can go back.") % {"left": more.left})
    except (refunding.NotCaptured, once.KeyOfAnother, ValueError):
        return shown(status=409, problem=_("This cannot go back. Look at what was paid."))
    words = _("Give %(sum)s in cash.") if back.method == "cash" else _("%(sum)s goes back.")
    toasts.tell(request, words % {"sum": Money(back.amount_minor, back.currency)})
    return redirect("payments:charge", payment.charge_id)


@page(may_withdraw)
@require_POST
def withdraw(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """Let nobody owe it any more."""
    row = _charge(charge_id)
    charging.withdraw(charge=row, why=request.POST.get("why", "").strip(), by=request.actor, now=request.now)
    toasts.tell(request, _("Nobody owes it any more. What was paid waits to go back."))
    return redirect("payments:charge", row.id)


@page(may_see_money)
@require_GET
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """A receipt as PDF."""
    found = Receipt.objects.select_related("payment__charge", "refund__payment__charge")
    row = get_object_or_404(found, id=receipt_id)
    charge = (row.payment or row.refund.payment).charge
    return as_pdf(row, patient=charge.patient_id, by=request.actor)


def _charge(charge_id: UUID) -> Charge:
    return get_object_or_404(Charge.objects.select_related("price"), id=charge_id)
