"""What other rooms' screens show of this room: on a patient's home, that there is something to read."""

from uuid import UUID

from telepraxis.base.ui.panels import panel

from .own import to_read
from .permissions import may_read_own_results


@panel("home", template="results/panels/of_home.html", rule=may_read_own_results, order=15)
def on_home(request, patient: UUID) -> dict | None:
    """The way to the results, once there are any. One query."""
    unread, has_any = to_read(patient)
    return {"patient_id": patient, "unread": unread} if has_any else None
