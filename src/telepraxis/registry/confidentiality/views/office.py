"""The privacy officer's desk: the inbox, one opening, one wish, and who is cleared for what."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from telepraxis.base import audit
from telepraxis.base.access import Role, page
from telepraxis.base.record import openings
from telepraxis.base.record.models import Opening
from telepraxis.base.ui import toasts
from telepraxis.registry.accounts import memberships
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.accounts.permissions import may_clear

from .. import inbox as watching
from .. import wishes
from ..entries import words_of_type
from ..forms import AnswerForm, ClearanceForm, ReviewForm, ticked
from ..models import Wish
from ..permissions import may_watch


@page(may_watch)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the officer, and what was settled lately."""
    audit.looked(request.actor, "confidentiality.inbox_read")
    context = {
        "rail": "privacy",
        "openings": [(each, each.is_standing(request.now)) for each in watching.openings_waiting()],
        "reviewed": watching.openings_reviewed(),
        "wishes": [(each, words_of_type(each.type)) for each in watching.wishes_waiting()],
        "answered": watching.wishes_answered(),
    }
    return render(request, "confidentiality/inbox.html", context)


@page(may_watch)
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """One emergency opening with what was looked at meanwhile; a POST reviews it."""
    try:
        opened = watching.opening_named(opening_id)
    except Opening.DoesNotExist as unknown:
        raise Http404 from unknown
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            watching.review(opened=opened, **form.cleaned_data, by=request.actor, now=request.now)
        except openings.AlreadyReviewed:
            toasts.tell(request, _("A colleague has reviewed it already."))
            return redirect("confidentiality:opening", opening_id)
        toasts.tell(request, _("Reviewed."))
        return redirect("confidentiality:inbox")
    if request.method == "GET":
        whose = opened.patient.uid
        audit.looked(request.actor, "confidentiality.opening_read", patient=whose, entity=("Opening", opening_id))
    context = {
        "rail": "privacy",
        "opened": opened,
        "is_standing": opened.is_standing(request.now),
        "looks": watching.looks_during(opened),
        "form": form,
    }
    return render(request, "confidentiality/opening.html", context, status=422 if form.errors else 200)


@page(may_watch)
@require_http_methods(["GET", "POST"])
def wish(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """One wish of a patient; a POST answers it."""
    row = get_object_or_404(Wish.objects.select_related("patient").defer("patient__doc"), id=wish_id)
    form = AnswerForm(request.POST or None, names_entry=bool(row.type))
    if request.method == "POST" and form.is_valid():
        try:
            wishes.answer(wish=wish_id, **form.cleaned_data, by=request.actor, now=request.now)
        except wishes.AlreadyAnswered as late:
            toasts.tell(request, str(late))
            return redirect("confidentiality:wish", wish_id)
        toasts.tell(request, _("Answered. The patient reads it under “Who sees what”."))
        return redirect("confidentiality:inbox")
    if request.method == "GET":
        audit.looked(request.actor, "confidentiality.wish_read", patient=row.patient_id, entity=("Wish", wish_id))
    context = {"rail": "privacy", "wish": row, "entry": words_of_type(row.type), "form": form}
    return render(request, "confidentiality/wish.html", context, status=422 if form.errors else 200)


@page(may_watch)
@require_GET
def clearances(request: HttpRequest) -> HttpResponse:
    """Who is cleared for what, and who said so."""
    audit.looked(request.actor, "confidentiality.clearances_read")
    context = {"rail": "privacy", "cleared": watching.clearances()}
    return render(request, "confidentiality/clearances.html", context)


@page(may_clear)
@require_http_methods(["GET", "POST"])
def clearance(request: HttpRequest, member: UUID) -> HttpResponse:
    """What one colleague is cleared for."""
    row = Membership.objects.select_related("account").filter(id=member, ended_at=None).first()
    if row is None or not memberships.is_staff(row):
        raise Http404
    form = ClearanceForm(request.POST or None, initial={"clearances": ticked(row.clearances)})
    if request.method == "POST":
        form = ClearanceForm(request.POST)
        if form.is_valid():
            labels = form.cleaned_data["clearances"]
            memberships.clear(membership=row, clearances=int(labels), by=request.actor, now=request.now)
            toasts.tell(request, _("Saved. It holds from the next page on."))
            if request.actor.has(Role.PRIVACY_OFFICER):
                return redirect("confidentiality:clearances")
            return redirect(f"/setup/people/{member}/")
    officer = request.actor.has(Role.PRIVACY_OFFICER)
    context = {"rail": "privacy" if officer else "setup", "member": row, "form": form, "officer": officer}
    return render(request, "confidentiality/clearance.html", context, status=422 if form.errors else 200)
