"""The office: a day's payments by state and method, what needs a person, the till."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.tenancy.zones import zone_of
from telepraxis.base.ui import toasts
from telepraxis.care.scheduling.models import Service

from .. import paying
from .. import till as drawer
from ..forms import CountForm, TransferForm
from ..models import Payment, Till
from ..money import BadSum, Money
from ..naming import named
from ..permissions import may_see_money, may_set_prices, may_take
from ..reading import needing_a_person, open_payments, payments_on, totals_on


@page(may_see_money)
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """The payments of a day."""
    return _day(request)


def _day(request: HttpRequest, status: int = 200, **shown) -> HttpResponse:
    zone = zone_of(request.actor.organization_id)
    today = timezone.localdate(request.now, zone)
    on, state = _day_of(request.GET.get("day", ""), today), request.GET.get("state", "")
    state = state if state in Payment.State.values else ""
    payments, waiting = payments_on(on, zone, state), open_payments()
    audit.looked(request.actor, "payments.listed")
    names = named({each.charge_id: each.charge for each in [*payments, *waiting]}.values())
    context = {
        "day": on,
        "today": today,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "state": state,
        "states": [("", _("All")), *Payment.State.choices],
        "payments": [(each, names[each.charge_id]) for each in payments],
        "waiting": [(each, names[each.charge_id]) for each in waiting],
        "totals": totals_on(on, zone).rows,
        "needing": needing_a_person(),
        "tills": [_counted(each) for each in drawer.open_tills()],
        "closed": [each for each in Till.objects.exclude(closed_at=None).order_by("-closed_at")[:5]],
        "transfer": TransferForm(currency=_usual_currency()),
        "may_set_prices": may_set_prices.allows(request.actor),
        "rail": "money",
    } | shown
    return render(request, "payments/day.html", context, status=status)


def _counted(till: Till, form: CountForm | None = None) -> dict:
    came, went = drawer.movements(till)
    return {
        "till": till,
        "opening": Money(till.opening_minor, till.currency),
        "came": Money(came, till.currency),
        "went": Money(-went, till.currency),
        "expected": Money(till.opening_minor + came - went, till.currency),
        "form": form or CountForm(currency=till.currency, auto_id=f"{till.id}-%s"),
    }


@page(may_take)
@require_POST
def arrived(request: HttpRequest) -> HttpResponse:
    """Note a transfer that stands on the bank's list."""
    form = TransferForm(request.POST, currency=_usual_currency())
    if form.is_valid():
        said = form.cleaned_data
        try:
            paid = paying.note_transfer(
                reference=said["reference"], arrived=said["arrived"], by=request.actor, now=request.now
            )
            toasts.tell(request, _("Noted: %(sum)s.") % {"sum": Money(paid.amount_minor, paid.currency)})
            return redirect("payments:charge", paid.charge_id)
        except paying.NotExpected:
            form.add_error("reference", _("No transfer with this reference is waited for, or it was noted already."))
        except paying.WrongCurrency:
            form.add_error("arrived_currency", _("The charge is in another currency."))
        except BadSum as bad:
            form.add_error("arrived", str(bad))
    return _day(request, 422, transfer=form)


@page(may_take)
@require_POST
def close(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """Close the till as it was counted."""
    row = get_object_or_404(Till, id=till_id)
    form = CountForm(request.POST, currency=row.currency, auto_id=f"{row.id}-%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            drawer.close(
                till=row, counted=said["counted"].minor, left=said["left"].minor, note=said["note"], by=request.actor,
                now=request.now,
            )  # fmt: skip
            toasts.tell(request, _("The till is closed."))
            return redirect("payments:day")
        except drawer.AlreadyClosed:
            toasts.tell(request, _("Somebody else has closed it already."))
            return redirect("payments:day")
        except drawer.NoteMissing:
            form.add_error("note", _("It is not as expected: say what you know."))
        except BadSum:
            form.add_error("left", _("No more can stay than was counted."))
    others = [_counted(each, form if each.id == row.id else None) for each in drawer.open_tills()]
    return _day(request, 422, tills=others)


def _day_of(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _usual_currency() -> str:
    return Service.objects.order_by("id").values_list("currency", flat=True).first() or "EUR"
