"""What other pages show of this room: a card in the chart, what waits on a patient's home, answers in the timeline."""

from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import get_language

from telepraxis.base.access import Actor
from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Visit
from telepraxis.care.timeline.drawing import spark_of

from .permissions import may_answer_own, may_ask, may_see_answered
from .reading import answers_of, courses, how_many_wait, of_document, open_for

SHOWN = 6


def card_of(patient: UUID, actor: Actor, *, today) -> dict:
    """Return the context of `assessments/card.html`. Five queries."""
    found = courses(answers_of(patient))
    return {
        "patient_id": patient,
        "open_forms": [(each, each.is_late(today)) for each in open_for(patient)],
        "courses": [(course, spark_of(course.numbers)) for course in found[:SHOWN]],
        "more": max(len(found) - SHOWN, 0),
    }


@panel("chart.facts", template="assessments/card.html", rule=may_ask, order=45)
def in_chart(request, patient: UUID) -> dict:
    """What is asked of the patient and what they answered, with the course of the scores."""
    return card_of(patient, request.actor, today=localtime(request.now).date())


@panel("home", template="assessments/panels/of_home.html", rule=may_answer_own, order=10)
def of_home(request, patient: UUID) -> dict | None:
    """What waits for the patient's answers; nothing without any. Two queries."""
    today = localtime(request.now).date()
    found = [(each, each.is_late(today)) for each in open_for(patient)]
    return {"open_forms": found, "patient_id": patient} if found else None


@panel("visit.patient_stage", template="assessments/panels/of_waiting.html", order=30)
def while_waiting(request, visit: Visit) -> dict | None:
    """What can be filled in while the patient waits; not for who came by a link alone. At most three queries."""
    if visit.has_begun or not may_answer_own.allows(request.actor, visit.patient_id):
        return None
    found = open_for(visit.patient_id)
    return {"open_forms": found} if found else None


@panel("chart.entry", template="assessments/panels/of_entry.html", rule=None, order=20)
def of_entry(request, line) -> dict | None:
    """The answers of a response that is opened in the timeline. Two queries."""
    if line.type != "QuestionnaireResponse" or (response := of_document(line.uid)) is None:
        return None
    return {"response": response, "sayings": response.sayings(get_language() or "")}


@panel("forms.above", template="assessments/panels/of_forms.html", rule=may_see_answered, order=10)
def above_forms(request, _subject) -> dict:
    """How many answers nobody has seen, over the list of forms. One query."""
    count, worrying = how_many_wait()
    return {"count": count, "worrying": worrying}


@panel("day.bar", template="assessments/panels/of_day.html", rule=may_see_answered, order=20)
def over_the_day(request, _subject) -> dict:
    """What nobody has seen, over a clinician's day. One query."""
    return unseen_of(request)


def unseen_of(request) -> dict:
    """Return the context of `assessments/panels/of_day.html`."""
    count, worrying = how_many_wait()
    return {"count": count, "worrying": worrying}
