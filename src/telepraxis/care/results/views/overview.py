"""Who is behind, who covers whom, what the practice settled: numbers and names, no result."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import covering, inbox, policy
from ..forms import CoverForm, PolicyForm
from ..models import Cover
from ..permissions import may_open_inbox, may_oversee, may_set_cover, may_settle


@page(may_open_inbox)
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """How each owner stands, and who covers whom; a clinician sets their own cover here."""
    here = covering.clinicians()
    mine = {uid: each for uid, each in here.items() if may_set_cover.allows(request.actor, uid)}
    data = request.POST if request.method == "POST" else None
    form = CoverForm(data, away=mine, colleagues=here, today=timezone.localtime(request.now).date())
    if data is not None and form.is_valid():
        said = form.cleaned_data
        covering.set_cover(
            practitioner=UUID(said["practitioner"]), covered_by=UUID(said["covered_by"]), starts_on=said["starts_on"],
            ends_on=said["ends_on"], by=request.actor, now=request.now,
        )  # fmt: skip
        toasts.tell(request, _("Kept. Their results stand on both lists in these days."))
        return redirect("results:overview")
    audit.looked(request.actor, "results.overview_read")
    oversees = may_oversee.allows(request.actor)
    covers = [(each, may_set_cover.allows(request.actor, each.practitioner_id)) for each in covering.coming()]
    context = {
        "behind": inbox.overview(request.now) if oversees else [],
        "covers": covers,
        "form": form if mine and len(here) > 1 else None,
        "oversees": oversees,
        "settled": policy.settled(),
        "rail": "results",
    }
    return render(request, "results/overview.html", context, status=422 if form.errors else 200)


def cover_asked_for(request: HttpRequest, cover_id: UUID, **kwargs) -> UUID:
    request.cover = get_object_or_404(Cover, id=cover_id)
    return request.cover.practitioner_id


@page(may_set_cover, subject=cover_asked_for)
@require_POST
def end_cover(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    """End a cover now."""
    covering.end_cover(cover=request.cover, by=request.actor, now=request.now)
    toasts.tell(request, _("Ended."))
    return redirect("results:overview")


@page(may_settle)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How soon results are looked at, when they are old, when patients see them."""
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=asdict(policy.settled()))
    if form.is_bound and form.is_valid():
        policy.settle(said=form.said(), by=request.actor, now=request.now)
        toasts.tell(request, _("Kept. It holds for what arrives from now on."))
        return redirect("results:overview")
    return render(
        request, "results/settings.html", {"form": form, "rail": "results"}, status=422 if form.errors else 200
    )
