"""Who acts for a patient: staff see, appoint and revoke."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.registry.accounts import people

from .. import proxies as acting
from ..forms import ProxyForm
from ..identity import lead_on, uids_of
from ..models import Proxy
from ..overview import kept_out_by, merged_into
from ..permissions import may_appoint_proxies
from .staff import named_patient


@page(may_appoint_proxies, subject=named_patient)
@require_http_methods(["GET", "POST"])
def proxies(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Who acts and acted for the patient; appoint another."""
    row = Patient.objects.filter(uid=patient).first()
    if row is None:
        raise Http404
    lead_on(row)
    form = ProxyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _appointed(request, form, patient):
        toasts.tell(request, _("%(name)s may act for %(patient)s now.") % {
            "name": form.cleaned_data["name"], "patient": row.name_text
        })  # fmt: skip
        return redirect("patients:proxies", patient=patient)
    if request.method == "GET":
        audit.looked(request.actor, "patients.proxies_seen", patient=patient, entity=("Patient", patient))
    context = {
        "rail": "patients",
        "patient": row,
        "form": form,
        "proxies": acting.proxies_of(patient),
        "today": request.now.date(),
        "kept_out": kept_out_by(merged_into(patient)),
    }
    return render(request, "patients/proxies.html", context, status=422 if form.errors else 200)


def _appointed(request: HttpRequest, form: ProxyForm, patient: UUID) -> bool:
    typed = form.cleaned_data
    door = {"by": request.actor, "now": request.now}
    try:
        with transaction.atomic():  # refused, it leaves no account behind
            account = people.account_for_proxy(email=typed["email"], name=typed["name"], **door)
            acting.appoint(
                patient=patient,
                account=account,
                authority=typed["authority"],
                scope=typed["scope"],
                relation=typed["relation"],
                evidence=typed["evidence"],
                until=typed["until"],
                **door,
            )
    except (acting.SharedMailbox, acting.AlreadyProxy) as refused:
        form.add_error("email", str(refused))
    except acting.NotTheirsToOpen as refused:
        form.add_error("scope", str(refused))
    except acting.EndsBeforeItBegins as refused:
        form.add_error("until", str(refused))
    return not form.errors


@page(may_appoint_proxies, subject=named_patient)
@require_POST
def revoke_proxy(request: HttpRequest, patient: UUID, proxy: UUID) -> HttpResponse:
    """End somebody's acting for the patient at once."""
    found = Proxy.objects.filter(id=proxy, patient_id__in=uids_of(patient)).select_related("account").first()
    if found is None:
        raise Http404
    if found.revoked_at is None:
        acting.revoke(proxy=found, reason=request.POST.get("reason", ""), by=request.actor, now=request.now)
        toasts.tell(request, _("%(name)s acts for this patient no more.") % {"name": found.account.name})
    return redirect("patients:proxies", patient=patient)
