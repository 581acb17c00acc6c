"""The signing screen: everything in full words, the second factor asked for exactly that, and the signature."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base.access import page
from telepraxis.registry.accounts import second_factor

from .. import baskets, reading, signing
from ..composer import checks_of, names_of_lines, shown_rows
from ..models import Basket
from ..permissions import may_prescribe
from ..refusals import CannotSign, ChangedMeanwhile, ControlledRefused, OverrideNeeded, Unready
from ..screen import OnScreen
from .around import basket_here, its_patient, looked, piece, visit_named
from .composing import changed_words, composer, redirect_within

JUST_SIGNED = "prescription_just_signed"  # in the session: the page that comes next says so once


@page(may_prescribe, subject=its_patient)
@require_GET
def review(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Everything that is to be signed, in full words."""
    looked(request)
    return review_page(request)


def review_page(
    request: HttpRequest, *, status: int = 200, reasons: dict | None = None, faults: dict | None = None, **more
) -> HttpResponse:
    """Draw the signing screen: from now on the second factor counts for what stands on it."""
    basket = basket_here(request, visit_named(request))
    if basket is None or not reading.lines_in(basket):
        return composer(request, refusal=_("There is nothing to sign."))
    try:
        shown = signing.show(basket=basket.id, by=request.actor, now=request.now)
    except ChangedMeanwhile:
        return composer(request, status=409, refusal=changed_words())
    context = _screen(request, basket, shown, reasons or {}, faults or {})
    return piece(request, "medications/review.html", context | more, status)


def _screen(request: HttpRequest, basket: Basket, shown: OnScreen, reasons: dict, faults: dict) -> dict:
    rows = shown_rows(shown.rows)
    checks = checks_of(shown.answer, rows)
    checks["asks"] = [
        replace(asked, reason=reasons.get(asked.key, ""), fault=faults.get(asked.key, "")) for asked in checks["asks"]
    ]
    return checks | {
        "visit": visit_named(request),
        "basket": basket,
        "shown": shown,
        "rows": list(zip(rows, shown.lines, strict=True)),
        "expires_at": shown.expires_at(request.now),
        "refusals": _refusals(shown, rows),
        "ways": second_factor.ways_of(request),
        "asks_open": any(not asked.reason for asked in checks["asks"]),
    }


def _refusals(shown: OnScreen, rows) -> list[str]:
    """Return in words why it cannot be signed as it is."""
    said: list[str] = []
    for refusal in shown.refusals:
        if isinstance(refusal, Unready):
            said += names_of_lines(rows, refusal.lines)
        elif isinstance(refusal, ControlledRefused):
            said += [str(why) for why in refusal.why]
        else:
            said.append(str(refusal))
    return said


@page(may_prescribe, subject=its_patient)
@require_POST
def ready(request: HttpRequest, patient_id: UUID, row_id: UUID) -> HttpResponse:
    """Say, or take back, that one controlled line is meant to be signed."""
    basket = basket_here(request, visit_named(request))
    said = {"basket": basket.id, "row": row_id, "is_ready": request.POST.get("ready") == "1"} if basket else None
    try:
        if said:
            version = int(request.POST.get("version") or 0)
            baskets.mark_ready(**said, version=version, by=request.actor, now=request.now)
    except (ChangedMeanwhile, ValueError):
        return review_page(request, status=409, fault=changed_words())
    return redirect_within(request, "medications:review") if _is_plain(request) else review_page(request)


def _is_plain(request: HttpRequest) -> bool:
    return "HX-Request" not in request.headers


@page(may_prescribe, subject=its_patient)
@require_POST
def sign(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Sign what stood on the screen, with the second factor that was given for it."""
    basket = basket_here(request, visit_named(request))
    if basket is None:
        return _signed_already(request)
    reasons = dict(zip(request.POST.getlist("card"), request.POST.getlist("reason"), strict=False))
    if unsaid := [key for key, reason in reasons.items() if not reason.strip()]:
        faults = dict.fromkeys(unsaid, _("Say why you go on with it."))
        return review_page(request, status=422, reasons=reasons, faults=faults)
    if basket.shown_digest != request.POST.get("digest", ""):
        return review_page(request, status=409, reasons=reasons, fault=_changed_since(()))
    try:
        proven = _proven(request, basket)
    except second_factor.FactorRefused as refusal:
        said = str(refusal) or _("Enter the code that your app shows.")
        return review_page(request, status=422, reasons=reasons, code_fault=said)
    return _sign(request, basket, reasons, proven)


def _proven(request: HttpRequest, basket: Basket) -> second_factor.Proven:
    """Take the second factor; for a controlled substance the password as well (21 CFR 1311.120).

    :raises FactorRefused: it is missing or wrong.
    """
    is_controlled = any(line.is_controlled for _row, line in reading.lines_in(basket))
    said = {name: request.POST.get(name, "") for name in ("code", "credential")}
    return second_factor.prove(request, **said, password=request.POST.get("password", "") if is_controlled else None)


def _sign(request: HttpRequest, basket: Basket, reasons: dict, proven: second_factor.Proven) -> HttpResponse:
    try:
        signed = signing.sign(
            basket=basket.id,
            confirmed_digest=request.POST["digest"],
            overrides=reasons,
            proven_at=proven.at,
            factors=proven.factors,
            by=request.actor,
            now=request.now,
        )
    except ChangedMeanwhile as other:
        return review_page(request, status=409, reasons=reasons, fault=_changed_since(other.what))
    except OverrideNeeded:
        return review_page(request, status=409, reasons=reasons, fault=_("A warning has come since. Say what happens."))
    except CannotSign as refusal:
        return review_page(request, status=422, reasons=reasons, fault=str(refusal))
    request.session[JUST_SIGNED] = str(signed.id)
    return redirect("medications:one", signed.id)


def _changed_since(what: tuple[str, ...]) -> str:
    if not what:
        return _("What stands here has changed since you looked. Nothing was signed. Look at it again, then sign.")
    return _("Changed since you looked: %(what)s. Nothing was signed. Look at it again, then sign.") % {
        "what": ", ".join(str(each) for each in what)
    }


def _signed_already(request: HttpRequest) -> HttpResponse:
    """Nothing is open any more: the last one that was signed for this patient is what a second press meant."""
    for each in reading.prescriptions_of(request.patient.uid)[:1]:
        if each.row.author_id == request.actor.practitioner_id:
            return redirect("medications:one", each.row.id)
    return composer(request, refusal=_("There is nothing to sign."))
