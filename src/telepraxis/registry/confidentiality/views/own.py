"""The patient's own privacy: who opened what, what they asked for, whom they let read what is restricted."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.identity import lead_on, uids_of
from telepraxis.registry.patients.models import Proxy

from .. import inbox, labelling, wishes
from ..entries import title_of, words_of_type
from ..forms import WishForm
from ..models import Wish
from ..permissions import may_keep_own_privacy, may_wish


def its_patient(request: HttpRequest, patient_id: UUID, **_kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


@page(may_keep_own_privacy, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Who sees what of one's record, in one page."""
    lead_on(request.patient)
    audit.looked(request.actor, "confidentiality.own_read", patient=patient_id)
    today = request.now.date()
    standing = [each for each in proxies.proxies_of(patient_id) if _stands(each, today)]
    asked = Wish.objects.filter(patient_id__in=uids_of(patient_id)).order_by("-asked_at")
    context = {
        "patient": request.patient,
        "openings": [(each, each.is_standing(request.now)) for each in inbox.openings_of(patient_id)],
        "wishes": [(each, words_of_type(each.type)) for each in asked],
        "acting": [(each, proxies.SENSITIVE.value in each.scope) for each in standing],
        "tab": "me",
        "back": f"/me/{patient_id}/",
    }
    return render(request, "confidentiality/own.html", context)


def _stands(proxy: Proxy, today) -> bool:
    return proxy.revoked_at is None and (proxy.ends_on is None or proxy.ends_on >= today)


@page(may_wish, subject=its_patient)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Ask that an entry, or something told in words, stay private."""
    lead_on(request.patient)
    entry, form = _entry_named(request, patient_id), WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wishes.ask(
                patient=patient_id, entry=entry, words=form.cleaned_data["words"], by=request.actor, now=request.now
            )
        except (wishes.NothingSaid, wishes.AlreadyAsked) as refused:
            form.add_error("words", str(refused))
        else:
            toasts.tell(request, _("Your practice's privacy officer has your wish."))
            is_own = may_keep_own_privacy.allows(request.actor, patient_id)
            return redirect("confidentiality:own", patient_id) if is_own else redirect("/")
    context = {
        "patient": request.patient,
        "entry": entry,
        "title": title_of(entry.doc) if entry else "",
        "kind": words_of_type(entry.type) if entry else "",
        "form": form,
        "for_other": not request.actor.is_patient(patient_id),
        "tab": "record",
        "back": f"/me/{patient_id}/privacy/" if request.actor.is_patient(patient_id) else "/",
    }
    return render(request, "confidentiality/ask.html", context, status=422 if form.errors else 200)


def _entry_named(request: HttpRequest, patient_id: UUID) -> labelling.Entry | None:
    """Return the entry that the address names, as `entry=Condition/…`; without one, no entry is meant."""
    type, _slash, document = request.GET.get("entry", "").partition("/")
    if not type:
        return None
    try:
        return labelling.entry_of(patient_id, type, UUID(document))
    except (labelling.NoSuchEntry, ValueError) as unknown:
        raise Http404 from unknown


@page(may_keep_own_privacy, subject=its_patient)
@require_POST
def acting(request: HttpRequest, patient_id: UUID, proxy: UUID) -> HttpResponse:
    """Let somebody who acts for oneself read what is restricted, or no longer."""
    found = get_object_or_404(Proxy, id=proxy, patient_id__in=uids_of(patient_id), revoked_at=None)
    opened = "open" in request.POST
    try:
        proxies.open_restricted(proxy=found, opened=opened, by=request.actor, now=request.now)
    except proxies.NotTheirsToOpen as refused:
        toasts.tell(request, str(refused))
    else:
        toasts.tell(request, _("They may read what is restricted now.") if opened else _("It is closed to them now."))
    return redirect("confidentiality:own", patient_id)
