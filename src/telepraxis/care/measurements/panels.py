"""What other rooms' screens show of this room: the latest values with their trend, and the form."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.organizations.models import OrganizationProfile

from .forms import MeasurementForm
from .growth import is_growing
from .kinds import KINDS
from .permissions import may_read_as_clinician, may_record_measurements
from .reading import Measured, newest_of, recent_of
from .trends import chart_of, spark_of

SMALL = 60  # months


def latest_rows(patient: UUID, born: date | None, gender: str = "") -> list[dict]:
    """Return the newest value of each kind with its flag and its small line. One query."""
    return [_row(measured, born, gender) for measured in newest_of(patient).values()]


def _row(measured: list[Measured], born: date | None, gender: str) -> dict:
    newest = measured[0]
    return {"kind": newest.kind, "one": newest, "flag": newest.flag(born, gender), "spark": spark_of(measured)}


def card_of(
    patient: UUID, actor: Actor, *, born: date | None, gender: str = "", today: date, visit: Visit | None = None
) -> dict:
    """Return the context of `measurements/card.html`. One query, two where a form is shown."""
    return {
        "patient_id": patient,
        "visit": visit,
        "latest": latest_rows(patient, born, gender),
        "grows": is_growing(born, today),
        "may_record": may_record_measurements.allows(actor, patient),
    }


def form_of(actor: Actor, data=None, *, months: int | None = None, **kwargs) -> MeasurementForm:
    """Return the form in the units in which people of the practice's jurisdiction measure. One query.

    Of a small child, `months` old, the head is measured too.
    """
    if months is not None and months < SMALL:
        kwargs.setdefault("kinds", KINDS)
    codes = OrganizationProfile.objects.filter(organization_id=actor.organization_id)
    jurisdiction = codes.values_list("jurisdiction", flat=True).first() or ""
    return MeasurementForm(data, jurisdiction=jurisdiction, **kwargs)


def charts_of(patient: UUID, born: date | None, gender: str = "") -> list[dict]:
    """Return each kind that was measured, with its chart and every value, the newest first. One query."""
    return [
        {
            "kind": measured[0].kind,
            "newest": measured[0],
            "flag": measured[0].flag(born, gender),
            "chart": chart_of(measured, born),
            "values": [(one, one.flag(born, gender)) for one in measured[:60]],
        }
        for measured in recent_of(patient).values()
    ]


@panel("patient.overview", template="measurements/card.html", rule=may_read_as_clinician, order=30)
def on_patients_page(request, patient: UUID) -> dict:
    """The latest values on the patient's page, for clinicians. Two queries."""
    return card_of(patient, request.actor, **_whom(patient), today=_today(request))


@panel("chart.facts", template="measurements/card.html", rule=may_read_as_clinician, order=30)
def in_chart(request, patient: UUID) -> dict:
    """The latest values in the chart. Two queries."""
    return card_of(patient, request.actor, **_whom(patient), today=_today(request))


@panel("visit.facts", template="measurements/card.html", order=30)
def beside_visit(request, visit: Visit) -> dict | None:
    """The latest values beside a visit, with the form that writes into its encounter. One query."""
    if not may_read_as_clinician.allows(request.actor, visit.patient_id):
        return None
    return card_of(
        visit.patient_id,
        request.actor,
        born=visit.patient.birth_date,
        gender=visit.patient.gender,
        today=_today(request),
        visit=visit,
    )


def _today(request) -> date:
    return timezone.localtime(request.now).date()


def _whom(patient: UUID) -> dict:
    """Return what the ranges of a patient depend on."""
    found = Patient.objects.filter(uid=patient).values_list("birth_date", "gender").first() or (None, "")
    return {"born": found[0], "gender": found[1]}


@panel("call.patient", template="measurements/in_call.html", order=20)
def under_patients_picture(request, visit: Visit) -> dict:
    """Offer the patient's form under the picture; it loads when it is opened. No query."""
    return {"visit": visit}
