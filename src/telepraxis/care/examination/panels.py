"""Pieces of the call: asking for a picture beside the clinician's picture, answering under the patient's."""

from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Modality, Visit

from .forms import AskForm
from .permissions import may_ask_for_still
from .stills import asked_in, stills_of


def ask_panel(visit: Visit, form: AskForm | None = None, **more) -> dict:
    """Return the context of `examination/ask.html`. One query."""
    stills = stills_of(visit)
    asked = next((still for still in stills if still.status == "asked"), None)
    return {"visit": visit, "form": form or AskForm(), "asked": asked, "stills": stills[:4], **more}


@panel("visit.facts", template="examination/ask.html", rule=may_ask_for_still, order=20)
def beside_visit(request, visit: Visit) -> dict | None:
    """Offer to ask for a picture while they talk by video. One query."""
    return ask_panel(visit) if visit.modality == Modality.VIDEO and visit.is_open else None


@panel("call.patient", template="examination/answer.html", order=10)
def under_patients_picture(request, visit: Visit) -> dict:
    """Show the patient what is asked for. One query."""
    return {"visit": visit, "asked": asked_in(visit)}
