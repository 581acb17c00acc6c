"""What the workspace puts into other rooms' screens."""

from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.permissions import may_run_visit


@panel("call.offer", template="clinician_desk/panels/go_on.html", rule=may_run_visit)
def go_on_by_phone(request, visit: Visit) -> dict:
    """The one click by which a visit that no data reaches goes on by phone. No query."""
    return {"visit": visit}
