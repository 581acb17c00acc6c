"""One claim at the bench, and what is done with it as a whole."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit, paper
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.base.ui.templatetags.ui import initials
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.accounts.memberships import colleagues

from .. import (
    bench,
    claim_labels,
    claiming,
    claims,
    clinical_look,
    delivering,
    fitting_items,
    handing,
    reading,
    remarks,
)
from ..at_bench import ClaimAtBench, claim_shown
from ..forms.bench import GiveBackForm, HandOverForm, RemarkForm, StepForm
from ..models import Claim, ClaimLine, Origin
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
        "witnesses": _witnesses(request) if shown.needs_witness else [],
        "next_steps": _next_steps(shown),
    }


def _next_steps(shown: ClaimAtBench) -> list[tuple[str, str]]:
    """Return the steps that may come next on the way to the patient, each with what the button says."""
    if shown.row.state not in (Claim.State.READY, Claim.State.OUT):
        return []
    last = shown.deliveries[-1].step if shown.deliveries else ""
    return [(str(step), str(DO[step])) for step, after in delivering.AFTER.items() if last in after]


def _witnesses(request: HttpRequest) -> list[tuple[str, str]]:
    others = (each for each in colleagues() if each.account_id != request.actor.account_id)
    return [(str(each.account_id), each.account.name) for each in others]


def done(request: HttpRequest, act, sentence: str, *, hand: HandOverForm | None = None, line=None) -> HttpResponse:
    """Do it and go back to the claim; say on its page what hinders it."""
    try:
        act()
    except REFUSALS as refusal:
        return one_page(request, fault=why(refusal), hand=hand)
    toasts.tell(request, sentence)
    goal = redirect("pharmacy:claim", request.claim.id)
    if line is not None:
        goal["Location"] += f"#line-{line}"
    return goal


@page(may_dispense, subject=its_claim)
@require_GET
def labels(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The labels of what lies in the tray, to be printed."""
    try:
        shown = claim_shown(request.claim, request.now)
        pdf = claim_labels.printed(shown, by=initials(request.actor.name), now=request.now)
    except claim_labels.NothingToLabel:
        return one_page(request, fault=_("Pick something first: the label says from which lot it is."))
    except paper.CannotPrint:
        return one_page(request, fault=_("The labels could not be printed: a sign in them cannot be drawn here."))
    audit.looked(request.actor, "pharmacy.labels_printed", patient=request.claim.patient_id, entity=("Claim", claim_id))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="labels.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


@page(may_dispense, subject=its_claim)
@require_POST
def ready(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """All that was picked waits for the patient, who is told."""
    about = {"by": request.actor, "now": request.now}
    return done(request, lambda: bench.ready(claim=claim_id, **about), _("Ready. The patient is told."))


@page(may_dispense, subject=its_claim)
@require_POST
def hand_over(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Hand over what is in hand, all of it or less. At the counter what was picked is ready at once."""
    form = HandOverForm(request.POST, lines=request.claim.lines.values_list("id", flat=True))
    if not form.is_valid():
        return one_page(request, fault=_first(form), hand=form)
    return done(request, lambda: _handed_over(request, form), _("Handed over. The practice is told."), hand=form)


def _handed_over(request: HttpRequest, form: HandOverForm) -> None:
    said, claim, about = form.cleaned_data, request.claim, {"by": request.actor, "now": request.now}
    names = ("code", "why_without_code", "counsel", "counsel_note", "witness")
    what = {"claim": claim.id, "quantities": form.quantities(), "key": str(said["key"]), **about}
    what |= {name: said[name] for name in names}
    is_picked = claim.lines.filter(state=ClaimLine.State.PICKED).exists()
    if claim.origin == Origin.COUNTER and is_picked:
        with transaction.atomic():  # both or neither
            bench.ready(claim=claim.id, **about)
            handing.hand_over(**what)
    else:
        handing.hand_over(**what)


def _first(form) -> str:
    return next((str(each) for errors in form.errors.values() for each in errors), "")


@page(may_dispense, subject=its_claim)
@require_POST
def give_back(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Give lines back, so that another pharmacy can have them."""
    lines = list(request.claim.lines.values_list("id", flat=True))
    form = GiveBackForm(request.POST, lines=lines)
    if not form.is_valid():
        return one_page(request, fault=_("Say why. Nothing was given back."))
    said = form.cleaned_data
    about = {"claim": claim_id, "lines": said["lines"] or None, "words": said["why"]}
    act = lambda: claiming.give_back(**about, by=request.actor, now=request.now)  # noqa: E731
    return done(request, act, _("Given back. Another pharmacy can have it."))


@page(may_dispense, subject=its_claim)
@require_POST
def delivery(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Note one step on the way to the patient's door."""
    form = StepForm(request.POST)
    if not form.is_valid():
        return one_page(request, fault=_("Say what happened."))
    said = form.cleaned_data
    about = {"claim": claim_id, **said, "by": request.actor, "now": request.now}
    return done(request, lambda: delivering.step(**about), _("Noted. The patient is told."))


@page(may_dispense, subject=its_claim)
@require_POST
def remark(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Write to the prescriber."""
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return one_page(request, fault=_("Write something first."))
    about = {"claim": claim_id, "words": form.cleaned_data["words"], "by": request.actor, "now": request.now}
    return done(request, lambda: remarks.write(**about), _("Sent."))
