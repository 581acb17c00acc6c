"""One result: what it says, what was done, what to do next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.base.ui.times import day_clock_text
from telepraxis.care.scheduling.letters import reader_of

from .. import deciding, handing
from ..covering import clinicians, covers_on
from ..forms import DecideForm, ExcuseForm, HandForm, TellForm
from ..models import Item
from ..own import words_of
from ..permissions import may_work_results
from ..reading import results_of
from ..sentences import no_action, prepared, suggested
from . import item_asked_for


@page(may_work_results, subject=item_asked_for)
@require_GET
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """The result, opened: whoever does so first has seen it."""
    found = results_of([request.item], before=True)
    if found:
        audit.looked(request.actor, "results.read", patient=request.item.patient_id, entity=_entity(request.item))
        deciding.see(item=request.item, by=request.actor, now=request.now)
        item_asked_for(request, item_id)
    return _page(request, found.get(item_id))


def _entity(item: Item) -> tuple[str, str]:
    return item.type, item.logical_id


def _page(request: HttpRequest, result, form=None, status: int = 200) -> HttpResponse:
    item, here = request.item, clinicians()
    has_portal = deciding.has_portal(item.patient_id)
    covers = covers_on(timezone.localtime(request.now).date()).get(item.owner_id, [])
    context = {
        "item": item,
        "result": result,
        "rail": "results",
        "deeds": item.deeds.order_by("at", "id"),
        "said": words_of([item]),
        "covering": [here[each].name for each in covers if each in here],
        "has_portal": has_portal,
        "hand": HandForm(colleagues=here, auto_id="hand_%s", initial={"to": str(request.actor.practitioner_id)}),
        "excuse": ExcuseForm(auto_id="excuse_%s"),
        "is_overdue": item.is_open and item.due_at < request.now,
        "can_plan": deciding.last_visit(item.patient_id) is not None,
    }
    if result is not None and item.is_open:
        language = reader_of(item.patient_id).language if item.patient_id else "en"
        words = suggested(item, result, language)
        context |= {"sentences": prepared(language), "form": form or _form(item, words, has_portal)}
        context |= {"is_plain_normal": deciding.is_plain_normal(item) and has_portal and bool(words)}
    return render(request, "results/item.html", context, status=status)


def _form(item: Item, words: str, has_portal: bool, data=None) -> TellForm:
    known = {"has_portal": has_portal, "initial_words": words}
    if item.decided_at is not None:
        return TellForm(data, **known)
    text = no_action() if deciding.is_plain_normal(item) else ""
    return DecideForm(data, **known, initial_text=text, is_known=item.patient_id is not None)


def _refused(request: HttpRequest, item_id: UUID, form) -> HttpResponse:
    return _page(request, results_of([request.item], before=True).get(item_id), form, status=422)


@page(may_work_results, subject=item_asked_for)
@require_POST
def decide(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Sign off what happens now, and tell the patient now or later."""
    form = DecideForm(
        request.POST, has_portal=deciding.has_portal(request.item.patient_id),
        is_known=request.item.patient_id is not None,
    )  # fmt: skip
    if not form.is_valid():
        return _refused(request, item_id, form)
    return _worked(
        request,
        lambda: deciding.decide(
            item=request.item, version=_version(request), text=form.cleaned_data["text"], telling=form.telling(),
            next=form.step(), by=request.actor, now=request.now,
        ),
    )  # fmt: skip


@page(may_work_results, subject=item_asked_for)
@require_POST
def tell(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Tell the patient of what was decided, or tell them again another way."""
    if request.item.decided_at is None or not request.item.is_open:
        return _not_now(request)
    form = TellForm(request.POST, has_portal=deciding.has_portal(request.item.patient_id))
    if not form.is_valid():
        return _refused(request, item_id, form)
    return _worked(
        request,
        lambda: deciding.tell(
            item=request.item, version=_version(request), telling=form.telling(), by=request.actor, now=request.now
        ),
    )


@page(may_work_results, subject=item_asked_for)
@require_POST
def acknowledge(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Note that the patient said they know."""
    return _worked(request, lambda: deciding.acknowledge(item=request.item, by=request.actor, now=request.now))


@page(may_work_results, subject=item_asked_for)
@require_POST
def excuse(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Note why nobody can acknowledge it."""
    form = ExcuseForm(request.POST)
    if not form.is_valid():
        toasts.tell(request, _("Say why. Nothing was changed."))
        return redirect("results:item", item_id)
    why = form.cleaned_data["why"]
    return _worked(request, lambda: deciding.excuse(item=request.item, why=why, by=request.actor, now=request.now))


def _worked(request: HttpRequest, verb) -> HttpResponse:
    """Do it, and say plainly what came of it."""
    try:
        item = verb()
    except deciding.AlreadyDone as done:
        said = {"name": done.by, "at": day_clock_text(done.at)}
        toasts.tell(request, _("%(name)s decided already, %(at)s. Nothing was changed.") % said)
    except deciding.Changed:
        toasts.tell(request, _("A newer version came while you read. Look at it again: nothing was changed."))
    except deciding.NotReachable:
        toasts.tell(request, _("Nobody would read it in the portal. Choose another way: nothing was changed."))
    except deciding.NotNow:
        return _not_now(request)
    else:
        toasts.tell(request, _("Off the list.") if item.closed_at else _("Kept. It stays until the patient knows."))
        if item.closed_at or item.told_at:
            return redirect("results:inbox")
    return redirect("results:item", request.item.id)


def _not_now(request: HttpRequest) -> HttpResponse:
    toasts.tell(request, _("That is not possible any more, or not yet. Nothing was changed."))
    return redirect("results:item", request.item.id)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


@page(may_work_results, subject=item_asked_for)
@require_POST
def hand_on(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Hand it to a colleague, or take it."""
    form = HandForm(request.POST, colleagues=clinicians())
    if not form.is_valid():
        toasts.tell(request, _("Choose a colleague. Nothing was changed."))
        return redirect("results:item", item_id)
    said = form.cleaned_data
    try:
        handing.hand_on(item=request.item, to=UUID(said["to"]), why=said["why"], by=request.actor, now=request.now)
    except handing.ReasonNeeded:
        toasts.tell(request, _("Say why you hand it on. Nothing was changed."))
    except handing.NobodyThere:
        toasts.tell(request, _("This colleague does not treat patients here any more. Nothing was changed."))
    return redirect("results:item", item_id)


@page(may_work_results, subject=item_asked_for)
@require_POST
def take_up(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Put what was filed as old on the list."""
    try:
        handing.take_up(item=request.item, by=request.actor, now=request.now)
    except handing.NotFiled:
        toasts.tell(request, _("It is on the list already."))
    return redirect("results:item", item_id)
