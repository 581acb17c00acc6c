"""What other rooms' screens show of this room: a way to bring a record in, and what came from elsewhere."""

from uuid import UUID

from telepraxis.base.ui.panels import panel

from .permissions import may_bring_in
from .story import came_from_elsewhere

SHOWN = 3


@panel("patient.aside", template="incoming/card.html", rule=may_bring_in, order=60)
def on_patients_page(request, patient: UUID) -> dict:
    """Where clinicians drop a file on the patient's page. One query."""
    return {"patient_id": patient, "before": came_from_elsewhere(patient, SHOWN), "drops": True}


@panel("chart.facts", template="incoming/card.html", rule=may_bring_in, order=60)
def in_chart(request, patient: UUID) -> dict:
    """What came from elsewhere, beside the chart. One query."""
    return {"patient_id": patient, "before": came_from_elsewhere(patient, SHOWN), "drops": False}
