"""The queue of the bench, and what is scanned at the counter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.signatures import verifying

from .. import claiming, queue, scanned
from ..forms.bench import AskClaimForm, ScanForm
from ..permissions import may_dispense
from .bench_around import GONE_WRONG, RAIL, REFUSALS, why

TITLES = {
    queue.TO_DO: gettext_lazy("To be made ready"),
    queue.ASKED: gettext_lazy("Waits for an answer"),
    queue.READY: gettext_lazy("Ready"),
    queue.OUT: gettext_lazy("On its way"),
    queue.OWED: gettext_lazy("A part is owed"),
    queue.UNPAID: gettext_lazy("Not paid yet"),
    queue.OVER: gettext_lazy("Over, in a week"),
}


@page(may_dispense)
@require_GET
def bench(request: HttpRequest) -> HttpResponse:
    """The lists of what is to be done, one of them open; a few letters find a person."""
    which = request.GET.get("show", queue.TO_DO)
    which = which if which in TITLES else queue.TO_DO
    text = request.GET.get("q", "").strip()[:100]
    rows = queue.listed(which, text=text, now=request.now)
    audit.looked_at_many(request.actor, "pharmacy.queue_read", [each.claim.patient_id for each in rows if each.name])
    context = RAIL | {"which": which, "q": text, "rows": rows, "title": TITLES[which]}
    if "HX-Request" in request.headers:
        return render(request, "pharmacy/bench/parts/claims.html", context)
    return render(request, "pharmacy/bench/queue.html", context | {"tally": queue.tally(request.now)})


@page(may_dispense)
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number beside the rail: what is to be made ready."""
    return render(request, "pharmacy/bench/count.html", {"waiting": queue.count_to_do()})


@page(may_dispense)
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """Show what a scanned code says, once its signature holds. It is asked of nobody, and kept nowhere."""
    form = ScanForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return _scanned(request, text)


def _scanned(request: HttpRequest, text: str, fault: str = "") -> HttpResponse:
    found, misread = None, ""
    try:
        found = scanned.shown(text, by=request.actor, now=request.now)
        audit.looked(request.actor, "pharmacy.scanned")
    except verifying.NotAccepted as refusal:
        misread = str(refusal)
    context = RAIL | {"found": found, "text": text, "misread": misread, "fault": fault, "focus_scan": found is None}
    return render(request, "pharmacy/bench/scanned.html", context, status=GONE_WRONG if misread or fault else 200)


@page(may_dispense)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Claim lines of a scanned prescription: whoever wrote it is asked, and answers in some seconds."""
    form = AskClaimForm(request.POST)
    if not form.is_valid():
        return _scanned(request, request.POST.get("text", "")[:6000], _("Choose what is claimed."))
    said = form.cleaned_data
    try:
        claim = claiming.ask(token=said["text"], lines=said["lines"], by=request.actor, now=request.now)
    except REFUSALS as refusal:
        return _scanned(request, said["text"], why(refusal))
    toasts.tell(request, _("Asked for. The answer comes in some seconds."))
    return redirect("pharmacy:claim", claim.id)
