"""The FHIR Encounter of a visit (R4, http://hl7.org/fhir/R4/encounter.html)."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from telepraxis.base import record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Encounter, Practitioner

from .models import Handover, Modality, Presence, Visit

ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
CLASSES = {
    Modality.VIDEO: {"system": ACT_CODE, "code": "VR", "display": "virtual"},
    Modality.PHONE: {"system": ACT_CODE, "code": "VR", "display": "virtual"},
    Modality.IN_PERSON: {"system": ACT_CODE, "code": "AMB", "display": "ambulatory"},
}
PARTICIPANT_TYPES = {
    Presence.Role.CLINICIAN: {"system": PARTICIPATION, "code": "PPRF", "display": "primary performer"},
    Presence.Role.COLLEAGUE: {"system": PARTICIPATION, "code": "SPRF", "display": "secondary performer"},
    Presence.Role.RELATIVE: {"system": PARTICIPATION, "code": "ESC", "display": "escort"},
    Presence.Role.INTERPRETER: {
        "system": "http://terminology.hl7.org/CodeSystem/participant-type",
        "code": "translator",
        "display": "Translator",
    },
}
MODALITY = "urn:telepraxis:modality"


def write_encounter(visit: Visit, *, by: Actor, now: datetime) -> Encounter:
    """Write the Encounter as the visit now stands: version 1 when somebody first has the patient, then one a change.

    Whoever works on a visit may do so although its Encounter is labelled and closed to them.
    """
    with tenancy.seeing_everything():
        return _written(visit, by, now)


def _written(visit: Visit, by: Actor, now: datetime) -> Encounter:
    known = Encounter.objects.filter(uid=visit.encounter_id).first() if visit.encounter_id else None
    presences = list(Presence.objects.filter(visit=visit).order_by("joined_at"))
    handovers = list(Handover.objects.filter(visit=visit).select_related("taken_from").order_by("at"))
    document = encounter_document(visit, presences, handovers)
    if known is None:
        return record.write("Encounter", document, by=by, now=now)
    return record.write("Encounter", {"id": known.logical_id} | document, by=by, now=now, if_version=known.version)


def encounter_document(visit: Visit, presences: list[Presence], handovers: Sequence[Handover] = ()) -> dict:
    """Return the resource without id and meta. The patient is its subject, everybody else a participant."""
    document = {
        "resourceType": "Encounter",
        "status": _status(visit),
        "statusHistory": _status_history(visit),
        "class": CLASSES[Modality(visit.modality)],
        "type": [{"coding": [{"system": MODALITY, "code": way}]} for way in _ways_of_meeting(visit, presences)],
        "subject": {"reference": f"Patient/{visit.patient.logical_id}", "display": visit.patient.name_text},
        "participant": [*_treating(visit, handovers), *_nurse(visit), *_others(presences)],
        "period": _period(visit.began_at or visit.ready_at or visit.opened_at, visit.ended_at or visit.cancelled_at),
    }
    if visit.appointment_id:
        document["appointment"] = [{"reference": f"Appointment/{visit.appointment_id}"}]
    return document


def _status(visit: Visit) -> str:
    """Return the status; `triaged` is said once the nurse has assessed the patient, as the standard words it."""
    if visit.cancelled_at:
        return "cancelled"
    if visit.admitted_at:
        return "finished" if visit.ended_at else "in-progress"
    return "triaged" if visit.rooming_ended_at else "arrived"


def _status_history(visit: Visit) -> list[dict]:
    """Return the status and its time, one after the other, without gaps."""
    met = visit.admitted_at or visit.cancelled_at
    arrived = visit.ready_at or visit.rooming_began_at
    if arrived and met and met < arrived:
        arrived = None  # corrected to an earlier begin: nobody arrives after they met
    history = []
    if arrived:
        history.append({"status": "arrived", "period": _period(arrived, visit.rooming_ended_at or met)})
    if visit.rooming_ended_at and visit.rooming_ended_at != met:
        history.append({"status": "triaged", "period": _period(visit.rooming_ended_at, met)})
    if visit.admitted_at:
        history.append({"status": "in-progress", "period": _period(visit.admitted_at, visit.ended_at)})
    return history


def _ways_of_meeting(visit: Visit, presences: list[Presence]) -> list[str]:
    """Return each way once, in the order it was used."""
    return list(dict.fromkeys([presence.modality for presence in presences] + [visit.modality]))


def _treating(visit: Visit, handovers: Sequence[Handover]) -> list[dict]:
    """Return who treats, or did at the end, first; then who treated before them, each with their time."""
    began, former = visit.admitted_at, []
    for handover in handovers:
        if visit.admitted_at and handover.at > visit.admitted_at:
            former.append(_practitioner(handover.taken_from, began, handover.at))
            began = handover.at
    return [_practitioner(visit.practitioner, began, visit.ended_at), *reversed(former)]


def _practitioner(who: Practitioner, began: datetime | None, ended: datetime | None) -> dict:
    return {
        "type": [{"coding": [PARTICIPANT_TYPES[Presence.Role.CLINICIAN]]}],
        **({"period": _period(began, ended)} if began else {}),
        "individual": {"reference": f"Practitioner/{who.logical_id}", "display": who.name_text},
    }


def _nurse(visit: Visit) -> list[dict]:
    """Return who roomed the patient, as a secondary performer, or nobody."""
    if visit.rooming_began_at is None:
        return []
    return [
        {
            "type": [{"coding": [PARTICIPANT_TYPES[Presence.Role.COLLEAGUE]]}],
            "period": _period(visit.rooming_began_at, visit.rooming_ended_at),
            "individual": {"display": visit.nurse_name},
        }
    ]


def _others(presences: list[Presence]) -> list[dict]:
    """Return one participant for each further person, from when they first came to when they last left."""
    people: dict[str, list[Presence]] = {}
    for presence in presences:
        if presence.role not in (Presence.Role.PATIENT, Presence.Role.CLINICIAN):
            people.setdefault(presence.participant, []).append(presence)
    return [
        {
            "type": [{"coding": [PARTICIPANT_TYPES[Presence.Role(stretches[0].role)]]}],
            "period": _period(stretches[0].joined_at, stretches[-1].left_at),
            "individual": {"display": stretches[0].name},
        }
        for stretches in people.values()
    ]


def _period(start: datetime, end: datetime | None) -> dict:
    return {"start": start.isoformat()} | ({"end": end.isoformat()} if end else {})


def times_in(doc: str) -> tuple[datetime, datetime] | None:
    """Return (began, ended) as a stored Encounter says, None while it says no end."""
    history = orjson.loads(doc).get("statusHistory", [])
    period = next((entry["period"] for entry in history if entry["status"] == "in-progress"), {})
    if "end" not in period:
        return None
    return datetime.fromisoformat(period["start"]), datetime.fromisoformat(period["end"])
