"""The clinicians' pages: what is asked of a patient, what came in, and who has seen it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.care.encounters.models import Visit
from telepraxis.care.timeline.drawing import spark_of
from telepraxis.registry.patients.identity import lead_on, records_of, uids_of

from .. import asking, seeing
from ..forms import AskForm
from ..models import Answered, Asked
from ..panels import unseen_of
from ..permissions import may_ask, may_see_answered
from ..reading import answers_of, courses, open_for, response_of
from ..reading import waiting as waiting_for_eyes


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


def its_asked(request: HttpRequest, asked_id: UUID) -> Asked:
    request.asked = get_object_or_404(Asked.objects.select_related("form", "patient"), id=asked_id)
    return request.asked


def whose_form_is_asked(request: HttpRequest, asked_id: UUID) -> UUID:
    return its_asked(request, asked_id).patient_id


def whose_answers(request: HttpRequest, answered_id: UUID) -> UUID:
    rows = Answered.objects.select_related("response", "score", "patient")
    request.answered = get_object_or_404(rows, id=answered_id)
    return request.answered.patient_id


@page(may_ask, subject=its_patient)
@require_GET
def of_patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Everything that was asked of a patient and answered, with the course of each score."""
    lead_on(request.patient)
    return _of_patient(request, _ask_form(request))


def _of_patient(request: HttpRequest, form: AskForm, refusal: str = "") -> HttpResponse:
    patient_id = request.patient.uid
    audit.looked(request.actor, "assessments.read", patient=patient_id)
    today = localtime(request.now).date()
    context = {
        "patient": request.patient,
        "patient_id": patient_id,
        "form": form,
        "refusal": refusal,
        "open_forms": [(each, each.is_late(today)) for each in open_for(patient_id)],
        "courses": [(course, spark_of(course.numbers)) for course in courses(answers_of(patient_id))],
        "visit": _visit_named(request),
        "rail": "patients",
    }
    return render(request, "assessments/of_patient.html", context, status=422 if form.errors or refusal else 200)


def _ask_form(request: HttpRequest, data=None) -> AskForm:
    return AskForm(data, language=request.LANGUAGE_CODE, today=localtime(request.now).date())


def _visit_named(request: HttpRequest) -> Visit | None:
    """Return the visit beside which the form is asked; one of another patient is none."""
    try:
        named = UUID(request.POST.get("visit") or request.GET.get("visit", ""))
    except ValueError:
        return None
    return Visit.objects.filter(id=named, patient_id__in=uids_of(request.patient.uid)).first()


@page(may_ask, subject=its_patient)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Choose a form and ask it: on the patient's phone, or here and now."""
    if request.method == "GET":
        return _of_patient(request, _ask_form(request))
    form = _ask_form(request, request.POST)
    if not form.is_valid():
        return _of_patient(request, form)
    here = "here" in request.POST
    said, visit = form.cleaned_data, _visit_named(request)
    try:
        asked = asking.ask(
            patient=patient_id,
            form=said["form"],
            due_on=said["due_on"],
            visit=visit,
            writes=said["writes"] and not here,
            by=request.actor,
            now=request.now,
        )
    except asking.AskedAlready:
        if here and (present := _asked_already(patient_id, said["form"])):
            return redirect("assessments:fill", present.id)
        return _of_patient(request, form, _("This form is asked already, and not answered yet."))
    except asking.NoSuchForm:
        return _of_patient(request, form, _("This form is asked no more. Choose another."))
    if here:
        return redirect("assessments:fill", asked.id)
    toasts.tell(request, _("Asked. It stands on the patient's home page."))
    return redirect("assessments:of_patient", patient_id)


def _asked_already(patient: UUID, form: str) -> Asked | None:
    found = open_for(patient)
    return next(
        (each.asked for each in found if form in (str(each.asked.form_id), each.form.url.rpartition(":")[2])), None
    )


@page(may_ask, subject=whose_form_is_asked)
@require_POST
def withdraw(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Ask a form no more."""
    try:
        asking.withdraw(asked=request.asked, by=request.actor, now=request.now)
        toasts.tell(request, _("It is asked no more."))
    except asking.NotAskedAnyMore:
        toasts.tell(request, _("It was answered a moment ago."))
    return redirect("assessments:of_patient", request.asked.patient_id)


# What came in


@page(may_see_answered)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The answers that nobody has seen: one's own and nobody's, or everybody's; the worrying first."""
    mine = request.GET.get("whose", "all") == "mine" and request.actor.practitioner_id is not None
    audit.looked(request.actor, "assessments.list_read")
    found = waiting_for_eyes(request.actor.practitioner_id if mine else None)
    context = {"waiting": found, "mine": mine, "may_choose": request.actor.practitioner_id is not None}
    return render(request, "assessments/waiting.html", context | {"rail": "forms"})


@page(may_see_answered)
@require_GET
def unseen(request: HttpRequest) -> HttpResponse:
    """How many answers nobody has seen, again, for a page that looks again."""
    return render(request, "assessments/panels/of_day.html", unseen_of(request))


@page(may_see_answered, subject=whose_answers)
@require_GET
def answered(request: HttpRequest, answered_id: UUID) -> HttpResponse:
    """One form with all its answers, its score and what that means."""
    row = request.answered
    audit.looked(request.actor, "assessments.read", patient=row.patient_id)
    response = response_of(row)
    earlier = [each for each in answers_of(row.patient_id) if _same_form(each, response)]
    context = {
        "response": response,
        "sayings": response.sayings(request.LANGUAGE_CODE),
        "patient": row.patient,
        "records": records_of(row.patient_id),
        "earlier": [each for each in earlier if each.answered.id != row.id],
        "rail": "forms",
    }
    return render(request, "assessments/answered.html", context)


def _same_form(one, other) -> bool:
    return (one.form.url if one.form else "") == (other.form.url if other.form else "")


@page(may_see_answered, subject=whose_answers)
@require_POST
def seen(request: HttpRequest, answered_id: UUID) -> HttpResponse:
    """Take answers off the list."""
    row = seeing.mark_seen(answered=request.answered, by=request.actor, now=request.now)
    if row.seen_by == request.actor.name:
        toasts.tell(request, _("Seen. It is off the list and stays in the chart."))
    else:
        toasts.tell(request, _("%(name)s has seen it already.") % {"name": row.seen_by})
    return redirect("assessments:waiting")
