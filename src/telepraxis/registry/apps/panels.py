"""Cards that this room puts into pages of others: open an app with this patient; the way to the practice's apps."""

from telepraxis.base.ui.panels import panel
from telepraxis.registry.patients.permissions import may_see_patient_as_staff

from .permissions import may_see_connections
from .registering import apps, to_open


@panel("patient.aside", template="apps/panels/open.html", rule=may_see_patient_as_staff, order=90)
def of_patient(request, patient) -> dict | None:
    """Return the apps that can be opened with this patient; nothing without any. One query."""
    found = to_open(request.actor)
    return {"apps": found, "patient": patient} if found else None


@panel("visit.facts", template="apps/panels/open.html", order=95)
def of_visit(request, visit) -> dict | None:
    """Return the apps that can be opened with the patient and the encounter of a visit. At most three queries."""
    if not may_see_patient_as_staff.allows(request.actor, visit.patient_id):
        return None
    found = of_patient(request, visit.patient_id)
    return found and found | {"encounter": visit.encounter.logical_id if visit.encounter_id else ""}


@panel("setup.guide", template="apps/panels/of_setup.html", rule=may_see_connections, order=80)
def of_setup(request, subject) -> dict:
    """Return how many apps are registered. One query."""
    return {"count": apps().filter(disabled_at=None).count()}
