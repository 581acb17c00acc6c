"""What is done with one line: checked, given from another product, picked, asked about, refused; what comes back."""

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.commons.inventory import scanning

from .. import asking, bench, claiming, fitting_items, returning
from ..at_bench import LineAtBench, claim_shown
from ..forms.bench import ASKED, AskForm, ItemForm, NoteForm, PickForm, ReturnForm, WhyForm
from ..permissions import may_dispense
from .bench_around import GONE_WRONG, RAIL, REFUSALS, its_claim_line, its_handout, looked, why
from .bench_claim import act


@page(may_dispense, subject=its_claim_line)
@require_POST
def check(request: HttpRequest, claim_line_id: UUID) -> HttpResponse:
    """Note that a pharmacist has checked it."""
    do = lambda said, about: bench.check(claim_line=claim_line_id, **said, **about)  # noqa: E731
    return act(request, do, _("Checked."), form=NoteForm(request.POST), line=claim_line_id)


@page(may_dispense, subject=its_claim_line)
@require_POST
def refuse(request: HttpRequest, claim_line_id: UUID) -> HttpResponse:
    """Say that it cannot be handed out here, and why."""
    do = lambda said, about: bench.refuse(  # noqa: E731
        claim=request.claim.id, lines=[claim_line_id], words=said["why"], **about
    )
    told = _("The patient is told that it is not to be had here.")
    return act(request, do, told, form=WhyForm(request.POST), unless=_("Say why. Nothing was changed."))


@page(may_dispense, subject=its_claim_line)
@require_POST
def choose(request: HttpRequest, claim_line_id: UUID) -> HttpResponse:
    """Give it from another product of the same substances, strength and form."""
    do = lambda said, about: bench.choose_item(claim_line=claim_line_id, **said, **about)  # noqa: E731
    form, nothing = ItemForm(request.POST), _("Choose what is given.")
    return act(request, do, _("It is given from that product."), form=form, unless=nothing, line=claim_line_id)


@page(may_dispense, subject=its_claim_line)
@require_POST
def pick(request: HttpRequest, claim_line_id: UUID) -> HttpResponse:
    """Put into the tray what was scanned, or a lot that was chosen by hand."""
    do = lambda said, about: bench.pick(  # noqa: E731
        claim_line=claim_line_id, scanned=said["scan"], lot=said["lot"],
        quantity=said["quantity"] or _what_there_is(request, said["scan"], said["lot"]), **about,
    )  # fmt: skip
    nothing = _("Scan the box, or choose its lot. Nothing was picked.")
    return act(request, do, _("Picked."), form=PickForm(request.POST), unless=nothing, line=claim_line_id)


def _what_there_is(request: HttpRequest, scan: str, lot: UUID | None) -> Decimal | None:
    """Return how much of the lot there is where that is less than what is missing; None where it is enough."""
    shown = claim_shown(request.claim, request.now)
    line = next(each for each in shown.lines if each.row.id == request.claim_line.id)
    if scan:
        try:
            box = scanning.understand(scan, today=timezone.localtime(request.now).date())
        except scanning.NotUnderstood:
            return None
        lot = box.lot.id if box.lot else None
    found = next((each for each in line.lots if each.lot.id == lot), None)
    return found.free if found and found.free < line.needed else None


@page(may_dispense, subject=its_claim_line)
@require_POST
def put_back(request: HttpRequest, claim_line_id: UUID) -> HttpResponse:
    """Empty the tray again."""
    do = lambda said, about: bench.put_back(claim_line=claim_line_id, **about)  # noqa: E731
    return act(request, do, _("Out of the tray."), line=claim_line_id)


@page(may_dispense, subject=its_claim_line)
@require_POST
def ask_again(request: HttpRequest, claim_line_id: UUID) -> HttpResponse:
    """Ask for a line that was missing: it is there after all."""
    do = lambda said, about: claiming.ask_again(claim_line=claim_line_id, **about)  # noqa: E731
    return act(request, do, _("Asked for. The answer comes in some seconds."))


@page(may_dispense, subject=its_claim_line)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, claim_line_id: UUID) -> HttpResponse:
    """Ask the prescriber for another product, or about a dose; what lies here in other strengths can be offered."""
    shown = claim_shown(request.claim, request.now)
    line = next(each for each in shown.lines if each.row.id == claim_line_id)
    found = fitting_items.offers(line, request.now)
    form = AskForm(request.POST or None, options=[figures.item for _medicine, figures in found])
    fault = ""
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, line, form, found)
        except REFUSALS as refusal:
            fault = why(refusal)
        else:
            toasts.tell(request, _("Asked. The answer stands here as soon as it is there."))
            return redirect("pharmacy:claim", request.claim.id)
    if request.method == "GET":
        looked(request)
    context = RAIL | {"claim": shown, "line": line, "offers": found, "what": ASKED, "form": form, "fault": fault}
    wrong = GONE_WRONG if fault or form.errors else 200
    return render(request, "pharmacy/bench/question.html", context, status=wrong)


def _ask(request: HttpRequest, line: LineAtBench, form: AskForm, found) -> None:
    said = form.cleaned_data
    options = tuple(medicine for medicine, figures in found if figures.item in said["options"])
    asking.ask_prescriber(
        claim_line=line.row.id, what=said["what"], words=said["words"], options=options, by=request.actor,
        now=request.now,
    )  # fmt: skip


@page(may_dispense, subject=its_handout)
@require_POST
def back(request: HttpRequest, handout_id: UUID) -> HttpResponse:
    """Take back into quarantine some of what was handed out."""
    do = lambda said, about: returning.take_back(handout=handout_id, **said, **about)  # noqa: E731
    form = ReturnForm(request.POST, currency=request.handout.currency)
    nothing = _("Say how much comes back, and why. Nothing was changed.")
    told, line = _("It is in quarantine until somebody judges it."), request.handout.claim_line_id
    return act(request, do, told, form=form, unless=nothing, line=line)
