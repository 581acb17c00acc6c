"""Cards that this room puts into pages of others: beside the note, on the patient's home, under the summary."""

from uuid import UUID

from django.utils import timezone

from telepraxis.base.ui.panels import panel
from telepraxis.care.chart.permissions import may_read_chart, may_read_own_record
from telepraxis.care.encounters.models import Visit
from telepraxis.care.measurements.panels import form_of
from telepraxis.care.scheduling.offering import services_to_book
from telepraxis.registry.organizations.jurisdictions import emergency_number
from telepraxis.registry.organizations.models import OrganizationProfile

from .asked import asked_of
from .due import open_steps_of, steps_of_visit
from .forms import StepForm
from .permissions import may_plan


@panel("visit.beside_note", template="follow_up/panels/of_visit.html", rule=may_plan, order=20)
def of_visit(request, visit: Visit, form: StepForm | None = None) -> dict:
    """Return the plan of the visit and the line to add to it."""
    today = timezone.localtime(request.now).date()
    return {
        "visit": visit,
        "steps": steps_of_visit(visit),
        "form": form or StepForm(services=services_to_book(), today=today),
        "today": today,
    }


@panel("home", template="follow_up/panels/of_home.html", rule=may_read_own_record, order=20)
def of_home(request, patient: UUID) -> dict | None:
    """Return what the patient has to do and to book; nothing without any."""
    steps = open_steps_of(patient)
    if not steps:
        return None
    today = timezone.localtime(request.now).date()
    measured = any(step.kind == step.Kind.MEASURE for step in steps)
    return {
        "steps": [step for step in steps if step.kind != step.Kind.MEASURE],
        "asked": _to_measure(request, patient, today) if measured else [],
        "today": today,
        "place": "home",
        "emergency": _emergency(request) if measured else "",
        "patient_uid": patient,
    }


def _to_measure(request, patient: UUID, today) -> list[dict]:
    """Return what is asked for, each with a form of its own while a value is still wanted today."""
    return [
        {
            "one": one,
            "wanted": one.is_wanted(today),
            "done": one.today(today),
            "form": _form(request, one),
        }
        for one in asked_of(patient, request.now)
    ]


def _form(request, one):
    """Return the form of one kind; here every number is asked for."""
    form = form_of(request.actor, kinds=(one.kind,), auto_id=f"{one.step.id}_%s")
    for name in form.fields:
        form.fields[name].required = name.startswith(one.kind.name)
    return form


def _emergency(request) -> str:
    organization = request.actor.organization_id
    code = OrganizationProfile.objects.values_list("jurisdiction", flat=True).get(organization_id=organization)
    return emergency_number(organization, code)


@panel("visit.summary", template="follow_up/panels/of_summary.html", rule=None, order=20)
def of_summary(request, visit: Visit) -> dict | None:
    """Return what happens next, as the patient reads it under the summary of the visit; the page asked its rule."""
    steps = [step for step in steps_of_visit(visit) if step.status != step.Status.CANCELLED]
    return {"steps": steps, "today": timezone.localtime(request.now).date(), "place": "summary"} if steps else None


@panel("chart.above", template="follow_up/panels/of_patient.html", rule=may_read_chart, order=30)
@panel("patient.overview", template="follow_up/panels/of_patient.html", rule=may_read_chart, order=15)
def of_patient(request, patient: UUID) -> dict | None:
    """Return what is open for a patient, for clinicians."""
    steps = open_steps_of(patient)
    return {"steps": steps, "today": timezone.localtime(request.now).date()} if steps else None
