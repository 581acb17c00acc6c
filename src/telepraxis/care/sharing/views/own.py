"""The patient's page of links: what is shared, with whom, who opened it; make one, renew one, end them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.patients.identity import lead_on, uids_of

from .. import links
from ..choosing import choosable
from ..drawing import code_of
from ..forms import LastsForm, ShareForm
from ..listing import links_of
from ..models import SharedLink
from ..permissions import may_share


def its_patient(request: HttpRequest, patient_id: UUID, **_kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


@page(may_share, subject=its_patient)
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The links of one patient; a POST makes one and shows it, this once."""
    lead_on(request.patient)
    documents = choosable(patient_id)
    if request.method == "GET":
        audit.looked(request.actor, "sharing.listed", patient=patient_id)
        form = ShareForm(initial={"id": uuid7()}, documents=documents)
        return _listed(request, form, documents)
    form = ShareForm(request.POST, documents=documents)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("id", "label", "passcode", "with_restricted")}
        chosen = [UUID(each) for each in form.cleaned_data["documents"]]
        expires_at = request.now + form.span
        try:
            made = links.share(
                patient=patient_id, documents=chosen, expires_at=expires_at, **said, by=request.actor, now=request.now
            )
            return _made(request, made)
        except links.CannotShare as refusal:
            form.add_error(refusal.field, str(refusal))
        except links.AlreadyMade:
            toasts.tell(request, _("This link was made already. Its key is gone from here: we cannot show it again."))
            return redirect("sharing:own", patient_id)
    return _listed(request, form, documents, status=422)


def _listed(request: HttpRequest, form: ShareForm, documents: list, status: int = 200) -> HttpResponse:
    chosen, to_themself = set(form["documents"].value() or []), request.actor.is_patient(request.patient.uid)
    context = {
        "patient": request.patient,
        "for_other": not to_themself,
        "form": form,
        "lasts": LastsForm(auto_id=False),
        "documents": [(each, str(each.uid) in chosen) for each in documents],
        "lines": links_of(request.patient.uid, to_themself=to_themself, now=request.now),
        "tab": "record",
        "back": f"/me/{request.patient.uid}/my-record/",
    }
    return render(request, "sharing/own.html", context, status=status)


def _made(request: HttpRequest, made: links.Shared) -> HttpResponse:
    """Show the link. Nothing of it may stay behind: not in a cache, not in the session."""
    context = {
        "patient": request.patient,
        "made": made,
        "qr": code_of(made.address),
        "tab": "record",
        "back": request.path.partition("/sharing/")[0] + "/sharing/",
    }
    response = render(request, "sharing/made.html", context)
    response["Cache-Control"] = "no-store"
    return response


def its_link(request: HttpRequest, patient_id: UUID, link_id: UUID) -> UUID:
    request.link = get_object_or_404(SharedLink, id=link_id, patient_id__in=uids_of(patient_id))
    return its_patient(request, patient_id)


@page(may_share, subject=its_link)
@require_POST
def end(request: HttpRequest, patient_id: UUID, link_id: UUID) -> HttpResponse:
    """End one link at once."""
    links.end(link=request.link, by=request.actor, now=request.now)
    toasts.tell(request, _("Ended. Nobody can open this link any more."))
    return redirect("sharing:own", patient_id)


@page(may_share, subject=its_link)
@require_POST
def renew(request: HttpRequest, patient_id: UUID, link_id: UUID) -> HttpResponse:
    """End one link and show a new one for the same."""
    form = LastsForm(request.POST)
    if not form.is_valid():
        toasts.tell(request, _("Choose how long it works."))
        return redirect("sharing:own", patient_id)
    try:
        expires_at = request.now + form.span
        return _made(request, links.renew(link=request.link, expires_at=expires_at, by=request.actor, now=request.now))
    except links.CannotShare as refusal:
        toasts.tell(request, str(refusal))
        return redirect("sharing:own", patient_id)


@page(may_share, subject=its_patient)
@require_POST
def end_all(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """End every link."""
    why = SharedLink.End.TAKEN_BACK
    count = links.end_all(patient=patient_id, why=why, by=request.actor, now=request.now)
    said = ngettext("%(count)s link ended.", "%(count)s links ended.", count)
    toasts.tell(request, said % {"count": count})
    return redirect("sharing:own", patient_id)
