"""One lot: where it lies, whom it reached, what is done with it; and the recalls."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.accounts.memberships import colleagues

from .. import issuing, judging, recalling, stock, transferring
from ..forms import BackForm, DestroyForm, MoveForm, PutBackForm, ReasonForm, RecallForm
from ..ledger import BadAmount, KeyUsed
from ..locks import TooManyAtOnce
from ..models import Item, Lot, Place, Recall
from ..permissions import may_judge_stock, may_move_stock, may_see_stock
from ..picking import NotEnough
from ..reading import ShownLot, lot_shown, movements_of
from . import GONE_WRONG, RAIL, chosen, found, may, once, places_open, today_of, uuid_or_none

LATEST = 50


@page(may_see_stock)
@require_GET
def one(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Where the lot lies, what happened to it, and whom it reached."""
    lot = _lot(lot_id)
    audit.looked(request.actor, "inventory.looked", entity=("Lot", lot.id))
    return _page(request, lot)


def _lot(lot_id: UUID) -> Lot:
    return found(Lot.objects.select_related("item", "recall"), lot_id)


def _page(request: HttpRequest, lot: Lot, **forms) -> HttpResponse:
    shown, allowed = lot_shown(lot, today_of(request)), may(request)
    context = RAIL | allowed | {
        "lot": lot,
        "shown": shown,
        "reached": recalling.who_got(lot.id),
        "movements": movements_of(lot=lot),
        "key": once()["key"],
        "fault": "",
    }  # fmt: skip
    context |= _forms(request, shown, allowed["may_judge"]) | forms
    return render(request, "inventory/lot.html", context, status=GONE_WRONG if forms else 200)


def _forms(request: HttpRequest, shown: ShownLot, judges: bool) -> dict:
    """Return the forms of what can be done with the lot as it lies, None for what cannot."""
    places = places_open()
    open_ones = [place for place in places if place.kind != Place.Kind.QUARANTINE]
    lies = [each.place for each in shown.lies]
    free = [place for place in lies if place.kind != Place.Kind.QUARANTINE]
    waits = [place for place in lies if place.kind == Place.Kind.QUARANTINE]
    said = {"initial": once(), "data": None}
    made = {"move": MoveForm(sources=free, places=open_ones, auto_id="move_%s", **said) if free else None}
    if not judges:
        return made
    judged = {
        "put_back": PutBackForm(sources=waits, places=open_ones, auto_id="put_back_%s", **said) if waits else None
    }
    judged["destroy"] = (
        DestroyForm(sources=lies, witnesses=_witnesses(request), auto_id="destroy_%s", **said) if lies else None
    )
    judged["close"] = ReasonForm(auto_id="close_%s")
    return made | judged


def _witnesses(request: HttpRequest) -> list[tuple[str, str]]:
    others = (each for each in colleagues() if each.account_id != request.actor.account_id)
    return [(str(each.account_id), each.account.name) for each in others]


@page(may_move_stock)
@require_POST
def move(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Move some of the lot to another place."""
    lot = _lot(lot_id)
    places = places_open()
    form = MoveForm(request.POST, sources=places, places=places, auto_id="move_%s")
    if not form.is_valid():
        return _page(request, lot, move=form)
    said = form.cleaned_data
    return _done(
        request,
        lot,
        lambda: transferring.transfer(
            lot=lot.id, source=chosen(said["source"]), to=chosen(said["to"]), quantity=said["quantity"],
            key=str(said["key"]), by=request.actor, now=request.now,
        ),
        _("Moved."),
    )  # fmt: skip


@page(may_move_stock)
@require_POST
def back(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Take back into quarantine what was issued."""
    lot, form = _lot(lot_id), BackForm(request.POST)
    if not form.is_valid():
        return _page(request, lot, fault=_("Say how much comes back. Nothing was changed."))
    said = form.cleaned_data
    kind, _colon, which = said["reference"].partition(":")
    return _done(
        request,
        lot,
        lambda: issuing.give_back(
            lot=lot.id, quantity=said["quantity"], reference=(kind, which), key=str(said["key"]),
            reason=said["reason"], by=request.actor, now=request.now,
        ),
        _("It is in quarantine until somebody judges it."),
    )  # fmt: skip


@page(may_judge_stock)
@require_POST
def judge(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Put back, destroy, close or open the lot."""
    lot, act = _lot(lot_id), request.POST.get("act", "")
    places, said = places_open(), {"by": request.actor, "now": request.now}
    if act in ("close", "open"):
        form = ReasonForm(request.POST, auto_id="close_%s")
        if not form.is_valid():
            return _page(request, lot, close=form)
        verb = judging.quarantine if act == "close" else judging.lift
        return _done(request, lot, lambda: verb(lot=lot.id, reason=form.cleaned_data["reason"], **said), DONE[act])
    if act == "put_back":
        form = PutBackForm(request.POST, sources=places, places=places, auto_id="put_back_%s")
        if not form.is_valid():
            return _page(request, lot, put_back=form)
        return _done(request, lot, lambda: judging.put_back(lot=lot.id, **_named(form, "to"), **said), DONE[act])
    form = DestroyForm(request.POST, sources=places, witnesses=_witnesses(request), auto_id="destroy_%s")
    if not form.is_valid():
        return _page(request, lot, destroy=form)
    named = _named(form, "witness")
    named["place"] = named.pop("source")
    return _done(request, lot, lambda: issuing.destroy(lot=lot.id, **named, **said), DONE["destroy"])


def _named(form, second: str) -> dict:
    said = form.cleaned_data
    ids = {name: chosen(said[name]) for name in ("source", second)}
    return ids | {"quantity": said["quantity"], "reason": said["reason"], "key": str(said["key"])}


def _done(request: HttpRequest, lot: Lot, verb, sentence: str) -> HttpResponse:
    """Do it; say what hinders it on the page of the lot."""
    try:
        verb()
    except NotEnough as less:
        fault = _("Only %(n)s lies there. Nothing was changed.") % {"n": f"{less.free.normalize():f}"}
    except issuing.ReturnsTooMuch as more:
        fault = _("Only %(n)s of it is out there. Nothing was changed.") % {"n": f"{more.out.normalize():f}"}
    except tuple(FAULTS) as known:
        fault = str(FAULTS[type(known)])
    except KeyUsed:
        return redirect("inventory:lot", lot.id)
    else:
        toasts.tell(request, str(sentence))
        return redirect("inventory:lot", lot.id)
    return _page(request, lot, fault=fault)


DONE = {
    "close": gettext_lazy("In quarantine: nothing of this lot is handed out."),
    "open": gettext_lazy("This lot may be handed out again."),
    "put_back": gettext_lazy("Put back: it may be handed out again."),
    "destroy": gettext_lazy("Destroyed, before a witness."),
}
FAULTS = {
    TooManyAtOnce: gettext_lazy("Others are moving the same just now. Try again in a moment."),
    BadAmount: gettext_lazy("This is no quantity. Nothing was changed."),
    issuing.WitnessNeeded: gettext_lazy("A colleague other than you has to see it. Nothing was changed."),
    issuing.NoQuarantine: gettext_lazy("Open a place of quarantine first: what comes back waits there."),
    transferring.SamePlace: gettext_lazy("It lies there already."),
    transferring.WaitsForJudgement: gettext_lazy("What lies in quarantine has to be judged first."),
    judging.NotThere: gettext_lazy("Put back means: out of quarantine, to another place."),
}


@page(may_judge_stock)
@require_http_methods(["GET", "POST"])
def recalls(request: HttpRequest) -> HttpResponse:
    """The recalls, and a new one: first the item, then its lot."""
    item = uuid_or_none(request.GET.get("item", ""))
    item = found(Item, item) if item else None
    text = request.GET.get("q", "").strip()[:200]
    first = {"lot_number": request.GET.get("lot", "")[:40]}
    form = RecallForm(request.POST or None, initial=first) if item else None
    if request.method == "POST" and form is not None and form.is_valid():
        made = recalling.recall(item=item.id, **form.cleaned_data, by=request.actor, now=request.now)
        toasts.tell(request, _("Recalled: nothing of this lot is handed out from now on."))
        lot = Lot.objects.filter(recall=made).first()
        return redirect("inventory:lot", lot.id) if lot else redirect("inventory:recalls")
    context = RAIL | {
        "item": item,
        "form": form,
        "q": text,
        "items": stock.listed(text=text, most=20, now=request.now) if text and not item else [],
        "recalls": _recalls(),
    }  # fmt: skip
    return render(request, "inventory/recalls.html", context, status=GONE_WRONG if form and form.errors else 200)


def _recalls() -> list[tuple[Recall, Lot | None]]:
    rows = list(Recall.objects.select_related("item").order_by("-made_at")[:LATEST])
    lots = {lot.recall_id: lot for lot in Lot.objects.filter(recall__in=rows)}
    return [(row, lots.get(row.id)) for row in rows]
