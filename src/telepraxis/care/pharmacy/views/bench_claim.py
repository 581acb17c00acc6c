"""One claim at the bench, and how whatever is done there comes back to its page."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.base.ui.forms import Form
from telepraxis.base.uuid7 import uuid7

from .. import claims, clinical_look, customers, delivering, fitting_items, reading, remarks, witnessing
from ..at_bench import ClaimAtBench, claim_shown
from ..forms.bench import HandOverForm
from ..models import Claim
from ..permissions import may_dispense
from .bench_around import GONE_WRONG, RAIL, REFUSALS, its_claim, looked, why

DO = {
    "packed": pgettext_lazy("delivery", "It is packed"),
    "out": pgettext_lazy("delivery", "It goes out"),
    "delivered": pgettext_lazy("delivery", "It was delivered"),
    "failed": pgettext_lazy("delivery", "Nobody was there"),
    "back": pgettext_lazy("delivery", "It is back here"),
}


@page(may_dispense, subject=its_claim)
@require_GET
def claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One claim: the clinical look, its lines, the order as a whole, what was said with the prescriber."""
    looked(request)
    return one_page(request)


def one_page(request: HttpRequest, *, fault: str = "", hand: HandOverForm | None = None) -> HttpResponse:
    """Show the claim of the request as it is now, with what hindered the last act on it."""
    row = Claim.objects.select_related("patient").get(pk=request.claim.pk)
    shown = fitting_items.with_choices(claim_shown(row, request.now), request.now)
    said = reading.remarks_of(claim=row.id)
    new = [each.row.id for each in said if not each.row.is_ours and each.row.read_at is None]
    if new:
        remarks.read(remarks=new, by=request.actor, now=request.now)
    context = RAIL | _forms(request, shown, hand) | {
        "claim": shown,
        "perhaps_the_same": customers.perhaps_the_same(row.patient_id),
        "some_are_closed": claims.some_are_closed(row),
        "look": clinical_look.look(shown, request.now),
        "remarks": said,
        "unread": len(new),
        "may_write": row.patient_id is not None,
        "write_to": reverse("pharmacy:remark", args=[row.id]),
        "fault": fault,
    }  # fmt: skip
    return render(request, "pharmacy/bench/claim.html", context, status=GONE_WRONG if fault else 200)


def _forms(request: HttpRequest, shown: ClaimAtBench, hand: HandOverForm | None) -> dict:
    return {
        "key": uuid7(),
        "hand": hand or HandOverForm(lines=[each.row.id for each in shown.in_hand]),
        "witnesses": witnessing.others(request.actor) if shown.needs_witness else [],
        "works_alone": shown.needs_witness and witnessing.works_alone(),
        "next_steps": _next_steps(shown),
    }


def _next_steps(shown: ClaimAtBench) -> list[tuple[str, str]]:
    """Return the steps that may come next on the way to the patient, each with what the button says."""
    if shown.row.state not in (Claim.State.READY, Claim.State.OUT):
        return []
    last = shown.deliveries[-1].step if shown.deliveries else ""
    return [(str(step), str(DO[step])) for step, after in delivering.AFTER.items() if last in after]


def act(
    request: HttpRequest,
    do: Callable[[dict, dict], object],
    sentence: str,
    *,
    form: Form | None = None,
    unless: str = "",
    hand: HandOverForm | None = None,
    line: UUID | None = None,
) -> HttpResponse:
    """Do what the form says and go back to the claim; say on its page what hinders it, `unless` what the form lacks.

    `do` gets what the form says, and who does it when.
    """
    if form is not None and not form.is_valid():
        return one_page(request, fault=unless or _first(form), hand=hand)
    try:
        do(form.cleaned_data if form else {}, {"by": request.actor, "now": request.now})
    except REFUSALS as refusal:
        return one_page(request, fault=why(refusal), hand=hand)
    toasts.tell(request, sentence)
    goal = redirect("pharmacy:claim", request.claim.id)
    if line is not None:
        goal["Location"] += f"#line-{line}"
    return goal


def _first(form: Form) -> str:
    return next((str(each) for errors in form.errors.values() for each in errors), "")
