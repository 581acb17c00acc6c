"""What the visit's page shows of this room: what the nurse gathered, beside the doctor's note."""

from datetime import datetime

from django.utils import timezone

from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Visit

from .forms import form_of, rows_of
from .permissions import may_read_intake
from .sheet import sheet_of


@panel("visit.facts", template="rooming/gathered.html", order=10)
def gathered(request, visit: Visit) -> dict | None:
    """What the nurse gathered; nothing where no nurse had the patient. Two queries."""
    if visit.rooming_began_at is None or not may_read_intake.allows(request.actor, visit):
        return None
    return gathered_of(request, visit)


def sheet_panel(visit: Visit, now: datetime) -> dict:
    """Return the context of `rooming/form.html`, the sheet that the nurse fills in. Two queries."""
    sheet = sheet_of(visit, timezone.localtime(now).date())
    return {"visit": visit, "sheet": sheet, "form": form_of(sheet.intake), "medicines": rows_of(sheet.intake)}


def gathered_of(request, visit: Visit) -> dict:
    """Return the context of `rooming/gathered.html`."""
    writes = request.actor.practitioner_id == visit.practitioner_id
    return {"visit": visit, "sheet": sheet_of(visit, timezone.localtime(request.now).date()), "may_carry": writes}
