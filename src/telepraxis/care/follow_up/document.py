"""The FHIR CarePlan of a visit (R4, http://hl7.org/fhir/R4/careplan.html): one activity for each step."""

from telepraxis.base.record.models import Practitioner
from telepraxis.care.encounters.models import Visit
from telepraxis.care.measurements.kinds import BY_NAME, LOINC

from .models import Step

KINDS = {Step.Kind.SEE_AGAIN: "Appointment", Step.Kind.TASK: "Task", Step.Kind.MEASURE: "ServiceRequest"}
STATES = {
    Step.Status.OPEN: "not-started",
    Step.Status.BOOKED: "scheduled",
    Step.Status.DONE: "completed",
    Step.Status.CANCELLED: "cancelled",
}


def care_plan(visit: Visit, steps: list[Step], author: Practitioner, before: dict | None, created: str) -> dict:
    """Return the plan with these steps; `before` is the document as it stands, whose other elements are kept."""
    document = {"resourceType": "CarePlan", "intent": "plan", "title": "Follow-up"} | (before or {})
    document |= {
        "status": _status(steps),
        "subject": _reference("Patient", visit.patient),
        "activity": [{"id": str(step.id), "detail": _detail(visit, step)} for step in steps],
    }
    document.setdefault("created", created)
    document.setdefault("author", _reference("Practitioner", author))
    if visit.encounter_id:
        document["encounter"] = {"reference": f"Encounter/{visit.encounter.logical_id}"}
    return document


def _status(steps: list[Step]) -> str:
    if any(step.is_open for step in steps):
        return "active"
    return "completed" if any(step.status == Step.Status.DONE for step in steps) else "revoked"


def _detail(visit: Visit, step: Step) -> dict:
    detail = {"kind": KINDS[step.kind], "status": STATES[step.status]}
    if step.closed_why:
        detail["statusReason"] = {"text": step.closed_why}
    if text := step.said:
        detail["description"] = text
    if step.due_on and step.kind != Step.Kind.MEASURE:
        detail["scheduledPeriod"] = {"end": step.due_on.isoformat()}
    if step.service_id:
        detail["code"] = {"text": step.service.name}
    if step.kind == Step.Kind.MEASURE:
        detail |= _measurement(step)
    detail["performer"] = [_performer(visit, step)]
    return detail


def _measurement(step: Step) -> dict:
    """How often and until when it is measured (datatype Timing); limits have no element of their own and are said."""
    asked = step.asked
    repeat = {"frequency": asked.times_a_day, "period": asked.every_days, "periodUnit": "d"}
    repeat["boundsPeriod"] = {"start": step.written_at.date().isoformat()}
    if step.due_on:
        repeat["boundsPeriod"]["end"] = step.due_on.isoformat()
    kind = BY_NAME[asked.measure]
    coding = {"system": LOINC, "code": kind.code, "display": kind.display}
    return {"code": {"coding": [coding]}, "scheduledTiming": {"repeat": repeat}} | _limits(asked)


def _limits(asked) -> dict:
    """Return the limits as words: FHIR R4 has no element for them short of a Goal."""
    pairs = ((asked.low, asked.high), (asked.low_second, asked.high_second))
    said = [f"{'' if low is None else low}..{'' if high is None else high}" for low, high in pairs]
    return (
        {"extension": [{"url": "urn:telepraxis:limits", "valueString": " ".join(said)}]}
        if any(limit is not None for pair in pairs for limit in pair)
        else {}
    )


def _performer(visit: Visit, step: Step) -> dict:
    if step.who == Step.Who.PATIENT:
        return _reference("Patient", visit.patient)
    if step.who == Step.Who.OTHER:
        return {"display": step.other or "Another clinician"}
    return {"display": visit.organization.name}


def _reference(kind: str, person) -> dict:
    return {"reference": f"{kind}/{person.logical_id}", "display": person.name_text}
