"""What waits for an answer of a prescriber: renewals, other products, questions about a dose."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.base.ui.panels import panels_of

from .. import afterwards, baskets, reading
from ..forms import AnswerForm, OptionForm
from ..models import Request
from ..permissions import may_answer_requests, may_read_override_rates
from ..refusals import ChangedMeanwhile, NotSo, ReasonNeeded

WAITING = "medicines.waiting"


@page(may_answer_requests)
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; of one's own prescriptions, or everybody's."""
    return _list(request)


def _list(request: HttpRequest, fault: str = "") -> HttpResponse:
    whose = "all" if request.GET.get("whose") == "all" else "mine"
    audit.looked(request.actor, "medications.requests_read")
    waiting = reading.requests_waiting(None if whose == "all" else request.actor.practitioner_id)
    besides = _besides(request, None if whose == "all" else request.actor.practitioner_id)
    context = {
        "waiting": waiting,
        "count": len(waiting) + besides,
        "asked_of": None if whose == "all" else request.actor.practitioner_id,
        "whose": whose,
        "fault": fault,
        "rail": "medicines",
        "may_read_rates": may_read_override_rates.allows(request.actor),
    }
    return render(request, "medications/requests.html", context, status=422 if fault else 200)


@page(may_answer_requests)
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number beside the rail: what waits of one's own prescriptions."""
    mine = request.actor.practitioner_id
    return render(request, "medications/count.html", {"waiting": reading.count_waiting(mine) + _besides(request, mine)})


def _besides(request: HttpRequest, practitioner: UUID | None) -> int:
    """Return how much of what other rooms put on the list waits."""
    shown = (each.context(request, practitioner) for each in panels_of(WAITING, request.actor, practitioner))
    return sum(each["count"] for each in shown if each)


def its_request(request: HttpRequest, request_id: UUID, **kwargs) -> UUID:
    """Return the patient whom the request of the address is about."""
    request.asked = get_object_or_404(Request, id=request_id)
    return request.asked.patient_id


@page(may_answer_requests, subject=its_request)
@require_POST
def take_up(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Begin the prescription that answers it, with what the pharmacy offers where one was chosen."""
    form = OptionForm(request.POST)
    if not form.is_valid():
        return _list(request, _("Choose one of what the pharmacy offers."))
    said = {"request": request_id, "option": form.cleaned_data["option"]}
    try:
        basket = afterwards.take_up(**said, by=request.actor, now=request.now)
    except (NotSo, ChangedMeanwhile) as refusal:
        return _list(request, str(refusal))
    baskets.check(basket=basket.id, by=request.actor, now=request.now)
    return redirect("medications:compose", request.asked.patient_id)


@page(may_answer_requests, subject=its_request)
@require_POST
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Answer in words: no, and why; or to a question about a dose, that it stands as it is written."""
    form = AnswerForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"words": "", "approve": False}
    words = said["words"] or (_("As written.") if said["approve"] else "")
    about = {"request": request_id, "approve": said["approve"], "by": request.actor, "now": request.now}
    try:
        afterwards.answer(**about, words=words)
    except ReasonNeeded:
        return _list(request, _("Say why not, and what to do instead. Nothing was answered."))
    except NotSo as refusal:
        return _list(request, str(refusal))
    toasts.tell(request, _("Answered. Whoever asked is told."))
    return redirect("medications:requests")
