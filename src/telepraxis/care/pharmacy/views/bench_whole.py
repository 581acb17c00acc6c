"""What is done with a claim as a whole: labels, ready, over the counter, given back, on its way, said of it."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit, paper
from telepraxis.base.access import page
from telepraxis.base.ui.templatetags.ui import initials
from telepraxis.registry.patients import registration

from .. import bench, claim_labels, claiming, delivering, handing, recoding, remarks
from ..at_bench import claim_shown
from ..forms.bench import GiveBackForm, HandOverForm, RemarkForm, StepForm
from ..models import ClaimLine, Origin
from ..permissions import may_dispense
from .bench_around import its_claim, seen_by
from .bench_claim import act, one_page


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
    do = lambda said, about: bench.ready(claim=claim_id, **about)  # noqa: E731
    return act(request, do, _("Ready. The patient is told."))


@page(may_dispense, subject=its_claim)
@require_POST
def not_the_same(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """None of those who look like the same person is."""
    do = lambda said, about: registration.set_duplicates_aside(  # noqa: E731
        patient=request.claim.patient_id, **about
    )
    return act(request, do, _("Noted: somebody else."))


@page(may_dispense, subject=its_claim)
@require_POST
def new_code(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Give the patient another pickup code; the old one counts no more."""
    do = lambda said, about: recoding.renew(claim=claim_id, **about)  # noqa: E731
    return act(request, do, _("The old code counts no more. The patient is told the new one."))


@page(may_dispense, subject=its_claim)
@require_POST
def hand_over(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Hand over what is in hand, all of it or less. At the counter what was picked is ready at once."""
    form = HandOverForm(request.POST, lines=request.claim.lines.values_list("id", flat=True))
    do = lambda said, about: _hand_over(request, form, said, about)  # noqa: E731
    return act(request, do, _("Handed over. The practice is told."), form=form, hand=form)


def _hand_over(request: HttpRequest, form: HandOverForm, said: dict, about: dict) -> None:
    claim, seen = request.claim, seen_by(request, said)
    names = ("code", "why_without_code", "owes_why", "counsel", "counsel_note")
    what = {"claim": claim.id, "quantities": form.quantities(), "key": said["key"], "witness": seen, **about}
    what |= {name: said[name] for name in names}
    is_picked = claim.lines.filter(state=ClaimLine.State.PICKED).exists()
    if claim.origin == Origin.COUNTER and is_picked:
        with transaction.atomic():  # both or neither
            bench.ready(claim=claim.id, **about)
            handing.hand_over(**what)
    else:
        handing.hand_over(**what)


@page(may_dispense, subject=its_claim)
@require_POST
def give_back(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Give lines back, so that another pharmacy can have them."""
    form = GiveBackForm(request.POST, lines=request.claim.lines.values_list("id", flat=True))
    do = lambda said, about: claiming.give_back(  # noqa: E731
        claim=claim_id, lines=said["lines"] or None, words=said["why"], **about
    )
    nothing = _("Say why. Nothing was given back.")
    return act(request, do, _("Given back. Another pharmacy can have it."), form=form, unless=nothing)


@page(may_dispense, subject=its_claim)
@require_POST
def delivery(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Note one step on the way to the patient's door."""
    do = lambda said, about: delivering.step(  # noqa: E731
        claim=claim_id, witness=seen_by(request, said), **said, **about
    )
    form = StepForm(request.POST)
    return act(request, do, _("Noted. The patient is told."), form=form, unless=_("Say what happened."))


@page(may_dispense, subject=its_claim)
@require_POST
def remark(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Write to the prescriber."""
    do = lambda said, about: remarks.write(claim=claim_id, **said, **about)  # noqa: E731
    return act(request, do, _("Sent."), form=RemarkForm(request.POST), unless=_("Write something first."))
