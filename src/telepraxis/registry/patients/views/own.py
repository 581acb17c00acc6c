"""A patient's own details, a proxy's view of them, and registering oneself."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from telepraxis.base import audit, record
from telepraxis.base.access import PUBLIC, page
from telepraxis.base.record.models import Patient
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.ui import toasts

from .. import registration
from ..document import details_of
from ..forms import ContactForm, SelfRegistrationForm
from ..identity import lead_on
from ..permissions import may_amend_patient, may_keep_own_details
from ..proxies import SharedMailbox, represented_by
from ..self_registration import TooManyRegistrations, register_oneself
from .staff import named_patient


@page(may_keep_own_details)
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Lead to one's own details, or let a proxy choose whose."""
    acting_for = represented_by(request.actor.account_id)
    if request.actor.patient_id and not acting_for:
        return redirect("patients:own_details", patient=request.actor.patient_id)
    if len(acting_for) == 1 and not request.actor.patient_id:
        return redirect("patients:own_details", patient=acting_for[0].uid)
    return render(request, "patients/me.html", {"tab": "me", "acting_for": acting_for})


@page(may_amend_patient, subject=named_patient)
@require_http_methods(["GET", "POST"])
def own_details(request: HttpRequest, patient: UUID) -> HttpResponse:
    """A patient, or who acts for them, keeps contacts, language and needs up to date."""
    row = Patient.objects.filter(uid=patient).first()
    if row is None or not request.actor.is_or_acts_for(patient):
        raise Http404
    lead_on(row)
    details = details_of(record.content_of(row))
    form = ContactForm(request.POST or None, details=details)
    if request.method == "GET":
        audit.looked(request.actor, "patients.own_details", patient=patient, entity=("Patient", patient))
    elif form.is_valid() and _kept(request, form, row):
        toasts.tell(request, _("Saved."))
        return redirect("patients:own_details", patient=patient)
    context = {
        "tab": "me",
        "form": form,
        "patient": row,
        "for_other": patient != request.actor.patient_id,
    }
    return render(request, "patients/own_details.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, form: ContactForm, row: Patient) -> bool:
    try:
        registration.amend(
            patient=row.uid,
            details=form.details(),
            if_version=int(request.POST.get("version") or 0),
            by=request.actor,
            now=request.now,
        )
    except registration.BadDetails as bad:
        form.add_bad_details(bad)
    except SharedMailbox as shared:
        form.add_error("email", str(shared))
    except (record.VersionConflict, ValueError):
        form.add_error(None, _("Somebody changed these details meanwhile. Reload the page and make your change anew."))
    return not form.errors


def organization_of_slug(request: HttpRequest, slug: str, **_kwargs) -> UUID:
    """Return the organization that a public path names."""
    found = Tenant.objects.filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        raise Http404
    return found


@page(PUBLIC, organization=organization_of_slug)
@require_http_methods(["GET", "POST"])
def register_self(request: HttpRequest, slug: str) -> HttpResponse:
    """A newcomer registers; the answer is the same whether they were known or not, and the way in comes by mail."""
    practice = Tenant.objects.get(slug=slug)
    form = SelfRegistrationForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        try:
            if not form.cleaned_data["website"]:
                register_oneself(
                    details=form.details(), organization_id=practice.id, address=request.address, now=request.now
                )
            return render(
                request, "patients/registered.html", {"practice": practice, "email": form.cleaned_data["email"]}
            )
        except registration.BadDetails as bad:
            form.add_bad_details(bad)
        except TooManyRegistrations as flood:
            form.add_error(None, str(flood))
    context = {"form": form, "practice": practice}
    return render(request, "patients/register_self.html", context, status=422 if form.errors else 200)
