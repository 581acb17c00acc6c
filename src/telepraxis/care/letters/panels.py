"""Cards that this room puts into pages of others."""

from uuid import UUID

from django.urls import reverse

from telepraxis.base.ui.panels import panel
from telepraxis.care.chart.permissions import may_read_chart, may_read_own_record
from telepraxis.care.chart.summaries import summary_for
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.patients.identity import uids_of

from .models import Kind, Letter
from .permissions import may_set_wording, may_write_letter

SHOWN = 10


def signed_of(patient: UUID, limit: int = SHOWN) -> list[Letter]:
    """Return the signed letters about a patient, the newest first. One query."""
    letters = Letter.objects.filter(patient_id__in=uids_of(patient), signed_at__isnull=False).select_related("author")
    return list(letters.order_by("-signed_at")[:limit])


@panel("visit.beside_note", template="letters/panels/of_visit.html", rule=may_write_letter, order=30)
def of_visit(request, visit: Visit) -> dict:
    """Return the letters of the visit, drafts of the reader among them, and which can be begun."""
    letters = Letter.objects.filter(visit=visit).select_related("author").order_by("drafted_at")
    mine = request.actor.practitioner_id
    return {
        "visit": visit,
        "letters": [letter for letter in letters if letter.is_signed or letter.author_id == mine],
        "kinds": Kind.choices if visit.has_begun else [],
    }


@panel("home", template="letters/panels/of_home.html", rule=may_read_own_record, order=40)
def of_home(request, patient: UUID) -> dict | None:
    """Return the newest papers of a patient; nothing without any."""
    letters = signed_of(patient, 2)
    return {"letters": letters, "all": reverse("letters:own_letters")} if letters else None


@panel("visit.summary", template="letters/panels/of_summary.html", rule=None, order=40)
def of_summary(request, visit: Visit) -> dict | None:
    """Return the papers of this visit; the page asked its rule."""
    letters = [letter for letter in signed_of(visit.patient_id, 50) if letter.visit_id == visit.id]
    return {"letters": letters, "visit": visit, "may_print": summary_for(visit) is not None}


@panel("patient.overview", template="letters/panels/of_patient.html", rule=may_read_chart, order=30)
def of_patient(request, patient: UUID) -> dict | None:
    letters = signed_of(patient)
    return {"letters": letters} if letters else None


@panel("setup.guide", template="letters/panels/of_setup.html", rule=may_set_wording, order=60)
def of_setup(request, subject) -> dict:
    """Return the way to the practice's own wording of letters."""
    return {}
