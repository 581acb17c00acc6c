"""Staff find, register, open and amend patients."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit, record
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.registry.accounts import memberships, people
from telepraxis.registry.organizations.jurisdictions import jurisdictions
from telepraxis.registry.organizations.languages import language_name
from telepraxis.registry.organizations.profile import profile_of

from .. import registration
from ..document import details_of
from ..duplicates import LikelyDuplicate
from ..forms import PatientForm
from ..identity import lead_on
from ..models import PatientProfile
from ..overview import age_on, lately_opened, opened, overview_of
from ..permissions import (
    may_amend_identity,
    may_find_patients,
    may_merge_patients,
    may_register_as_staff,
    may_see_patient_as_staff,
)
from ..proxies import SharedMailbox, refuse_shared_mailbox
from ..query import read_query
from ..search import find_patients
from ..wording import LABELS, label_of, said


def named_patient(request: HttpRequest, patient: UUID, **_kwargs) -> UUID:
    """Return the patient the path names, for the rule."""
    return patient


@page(may_find_patients)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Search as one types: the whole page, or only the list when htmx asks."""
    typed, today = request.GET.get("q", ""), request.now.date()
    found = find_patients(typed, today=today)
    if typed.strip():
        audit.looked(request.actor, "patients.searched", reason=typed[:200])
    context = {
        "rail": "patients",
        "q": typed,
        "searched": bool(read_query(typed, today)),
        "found": [(patient, age_on(patient.birth_date, today)) for patient in found],
        "may_register": may_register_as_staff.allows(request.actor),
    }
    if request.headers.get("HX-Request"):
        return render(request, "patients/found.html", context)
    if not context["searched"]:
        context["lately"] = [(row, age_on(row.birth_date, today)) for row in lately_opened(request.actor)]
    return render(request, "patients/find.html", context)


@page(may_register_as_staff)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a patient; likely duplicates are shown before a second record is made."""
    places = jurisdictions(request.actor.organization_id)
    if request.method == "GET":
        form = PatientForm(jurisdictions=places, initial=_from_search(request))
        return render(request, "patients/new.html", {"rail": "patients", "form": form})
    form, matches = PatientForm(request.POST, jurisdictions=places), []
    if form.is_valid():
        try:
            patient = registration.register_details(
                details=form.details(),
                jurisdiction=form.cleaned_data["jurisdiction"],
                despite_duplicates=_uuids(request.POST.getlist("not_the_same")),
                by=request.actor,
                now=request.now,
            )
        except LikelyDuplicate as likely:
            matches = likely.matches
        except registration.BadDetails as bad:
            form.add_bad_details(bad)
        else:
            toasts.tell(request, _("%(name)s is registered.") % {"name": patient.name_text})
            return redirect("patients:overview", patient=patient.uid)
    context = {"rail": "patients", "form": form, "matches": matches}
    return render(request, "patients/new.html", context, status=409 if matches else 422)


def _from_search(request: HttpRequest) -> dict:
    """Return initial values: the practice's place and language, and the name that was searched for in vain."""
    practice = profile_of(request.actor.organization_id)
    query = read_query(request.GET.get("q", ""), request.now.date())
    words = [word for word in request.GET.get("q", "").split() if word.isalpha()]
    born = next(iter(query.birth_dates)) if len(query.birth_dates) == 1 else None
    return {
        "jurisdiction": practice.jurisdiction,
        "language": practice.language,
        "given": " ".join(words[:-1]) if len(words) > 1 else "",
        "family": words[-1] if words else "",
        "birth_date": born,
        "phone": f"+{query.digits}" if query.digits else "",
    }


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue  # a forged field names no record
    return found


@page(may_see_patient_as_staff, subject=named_patient)
@require_GET
def overview(request: HttpRequest, patient: UUID) -> HttpResponse:
    """The patient's page: who they are, and the cards of the rooms above."""
    try:
        shown = overview_of(patient, today=request.now.date())
    except PatientProfile.DoesNotExist as unknown:
        raise Http404 from unknown
    opened(patient, by=request.actor)
    context = {
        "rail": "patients",
        "shown": shown,
        "speaks": language_name(shown.details.language),
        "interpreter": language_name(shown.profile.interpreter_language),
        "may_amend": may_amend_identity.allows(request.actor),
        "may_merge": may_merge_patients.allows(request.actor),
    }
    return render(request, "patients/overview.html", context)


@page(may_amend_identity, subject=named_patient)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Correct what is known of a patient."""
    profile = PatientProfile.objects.select_related("patient").filter(patient_id=patient).first()
    if profile is None:
        raise Http404
    row = profile.patient
    lead_on(row)
    kept = {"details": details_of(record.content_of(row)), "jurisdictions": jurisdictions(row.organization_id)}
    if request.method == "GET":
        form = PatientForm(**kept, initial={"jurisdiction": profile.jurisdiction})
        audit.looked(request.actor, "patients.opened_to_edit", patient=patient, entity=("Patient", patient))
    else:
        form = PatientForm(request.POST, **kept)
        if form.is_valid() and _amended(request, form, row):
            toasts.tell(request, _("Saved."))
            return redirect("patients:overview", patient=patient)
    context = {"rail": "patients", "form": form, "patient": row}
    return render(request, "patients/edit.html", context, status=200 if request.method == "GET" else 422)


def _amended(request: HttpRequest, form: PatientForm, row: Patient) -> bool:
    try:
        registration.amend(
            patient=row.uid,
            details=form.details(),
            jurisdiction=form.cleaned_data["jurisdiction"],
            if_version=int(request.POST.get("version") or 0),
            by=request.actor,
            now=request.now,
        )
    except registration.BadDetails as bad:
        form.add_bad_details(bad)
    except SharedMailbox as shared:
        form.add_error("email", str(shared))
    except (record.VersionConflict, ValueError):
        form.add_error(None, _("Somebody else changed this record meanwhile. Open it again and make your change anew."))
    else:
        return True
    return False


@page(may_see_patient_as_staff, subject=named_patient)
@require_GET
def history(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Every version of the record: who changed what, when."""
    row = Patient.objects.filter(uid=patient).first()
    if row is None:
        raise Http404
    opened(patient, by=request.actor)
    versions = record.history("Patient", row.logical_id)
    context = {"rail": "patients", "patient": row, "versions": _with_changes(versions)}
    return render(request, "patients/history.html", context)


def _with_changes(versions: list) -> list[tuple]:
    """Pair each version with the (label, before, after) of what it changed."""
    shown = []
    for place, version in enumerate(versions):
        earlier = versions[place + 1] if place + 1 < len(versions) else None
        shown.append((version, _changes(version, earlier) if earlier else []))
    return shown


def _changes(version, earlier) -> list[tuple[str, str, str]]:
    after, before = details_of(record.content_of(version)), details_of(record.content_of(earlier))
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in LABELS)
    return [(label_of(name), said(name, old), said(name, new)) for name, old, new in pairs if old != new]


@page(may_amend_identity, subject=named_patient)
@require_POST
def open_portal(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Give the patient an account under the mail address of their record."""
    row = Patient.objects.filter(uid=patient).first()
    if row is None:
        raise Http404
    lead_on(row)
    if row.email:
        said = {"name": row.name_text, "email": row.email}
        try:
            refuse_shared_mailbox(patient, birth_date=row.birth_date, email=row.email, now=request.now)
            people.account_for_patient(
                email=row.email, name=row.name_text, patient=patient, language="en", by=request.actor, now=request.now
            )
            toasts.tell(request, _("%(name)s can sign in now, with %(email)s.") % said)
        except SharedMailbox as shared:
            toasts.tell(request, str(shared))
        except memberships.IsAnotherPatient:
            toasts.tell(request, _("Another patient signs in with %(email)s. Give this record its own address.") % said)
    return redirect("patients:overview", patient=patient)


@page(may_amend_identity, subject=named_patient)
@require_POST
def set_duplicates_aside(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Staff looked: none of the possible duplicates is this patient."""
    try:
        registration.set_duplicates_aside(patient=patient, by=request.actor, now=request.now)
    except PatientProfile.DoesNotExist as unknown:
        raise Http404 from unknown
    return redirect(reverse("patients:overview", args=[patient]))
