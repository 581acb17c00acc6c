"""Where a patient finds what they share."""

from uuid import UUID

from telepraxis.base.ui.panels import panel

from .listing import working_of
from .permissions import may_share


@panel("patient.own", template="sharing/panels/own.html", rule=may_share, order=40)
@panel("home", template="sharing/panels/own.html", rule=may_share, order=90)
def own(request, patient: UUID) -> dict:
    """Return the way to the links and how many of them work."""
    return {"patient": patient, "working": working_of(patient, now=request.now)}
