"""What the prescriber writes to the pharmacy, beside the prescription."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import remarks
from ..forms.bench import RemarkForm
from ..models import Order
from ..permissions import may_remark_as_prescriber
from .bench_around import REFUSALS, why


def its_order(request: HttpRequest, order_id: UUID, **kwargs) -> UUID:
    """Return the patient whom the order of the address is for; its row is kept for the view."""
    request.order = get_object_or_404(Order, id=order_id)
    return request.order.patient_id


@page(may_remark_as_prescriber, subject=its_order)
@require_POST
def remark(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Write to the pharmacy of an order."""
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            remarks.write(order=order_id, words=form.cleaned_data["words"], by=request.actor, now=request.now)
            toasts.tell(request, _("Sent."))
        except REFUSALS as refusal:
            toasts.tell(request, why(refusal))
    goal = redirect("medications:one", request.order.prescription_id)
    goal["Location"] += "#talk"
    return goal
