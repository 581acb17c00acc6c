"""Appointments and hours as FHIR R4 tells them (http://hl7.org/fhir/R4/appointment.html, /schedule.html). Pure.

The row is the truth: of the document it owns who meets whom, when, for what and how it stands. Whatever else a client
has written there stays, and so does a client's own way of saying the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .models import Appointment, Service

SERVICE = "urn:telepraxis:service"
MODALITY = "urn:telepraxis:modality"
JURISDICTION = "urn:telepraxis:patient-jurisdiction"
REASON_SYSTEM = "http://terminology.hl7.org/CodeSystem/v2-0276"
Status = Appointment.Status

# What the row's status is called; the first is what we write, the others say the same to us (AppointmentStatus).
STATUSES = {
    Status.BOOKED: ("booked", "proposed", "pending"),
    Status.ARRIVED: ("arrived", "checked-in"),
    Status.IN_PROGRESS: ("fulfilled",),  # "the encounter will exist and track further status changes"
    Status.FULFILLED: ("fulfilled",),
    Status.CANCELLED: ("cancelled",),
    Status.NO_SHOW: ("noshow",),
}


@dataclass(frozen=True)
class Person:
    """Somebody who takes part: how their document is called, and they."""

    type: str
    logical_id: str
    name: str

    @property
    def reference(self) -> str:
        return f"{self.type}/{self.logical_id}"


def appointment_document(row: Appointment, patient: Person, practitioner: Person, told: dict | None = None) -> dict:
    """Return the Appointment. `told` is the document so far, or as a client tells it now."""
    told = told or {}
    service = row.service
    owned = {
        "status": _kept(told, "status", STATUSES[row.status]),
        "cancelationReason": _cancelled_why(row, told),
        "serviceType": _service_type(service, told),
        "start": _same_moment(told, "start", row.starts_at),
        "end": _same_moment(told, "end", row.ends_at),
        "minutesDuration": round((row.ends_at - row.starts_at).total_seconds() / 60),
        "participant": _participants(told, patient, practitioner),
        "extension": _extensions(row, told),
    }
    beside = {
        "appointmentType": _kind(row),
        "created": row.booked_at.isoformat(),
        "reasonCode": [{"text": row.reason}] if row.reason else None,
    }
    doc = {"resourceType": "Appointment", "id": str(row.id)}
    doc |= {key: value for key, value in told.items() if key not in ("resourceType", "id")}
    doc |= {key: value for key, value in beside.items() if value and key not in told}
    doc |= owned
    return {key: value for key, value in doc.items() if value not in (None, "", [])}


def _kept(told: dict, key: str, same: tuple[str, ...]) -> str:
    return told[key] if told.get(key) in same else same[0]


def _same_moment(told: dict, key: str, moment: datetime) -> str:
    """Return the client's own spelling of the moment where it is one."""
    return told[key] if moment_of(told.get(key)) == moment else moment.isoformat()


def moment_of(text: str | None) -> datetime | None:
    """Return an instant (R4, datatypes.html#instant), None where it is none."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _cancelled_why(row: Appointment, told: dict) -> dict | None:
    if row.status != Status.CANCELLED:
        return None
    if why_cancelled(told) == row.cancelled_why and told.get("cancelationReason"):
        return told["cancelationReason"]
    return {"text": row.cancelled_why} if row.cancelled_why else None


def why_cancelled(told: dict) -> str:
    """Return the reason in words."""
    return words_of(told.get("cancelationReason", {}))[:200]


def words_of(concept: dict) -> str:
    """Return what a CodeableConcept says in words: its text, or a coding's display or code."""
    codings = concept.get("coding", [])
    shown = [coding.get("display") for coding in codings] + [coding.get("code") for coding in codings]
    return concept.get("text") or next((each for each in shown if each), "")


def _service_type(service: Service, told: dict) -> list[dict]:
    own = service_type(service)
    said = told.get("serviceType", [])
    if any(_means(each, service) for each in said):
        return said
    return [own, *(each for each in said if not service_of(each))]


def service_type(service: Service) -> dict:
    """Return the service as a CodeableConcept."""
    return {"coding": [{"system": SERVICE, "code": str(service.id), "display": service.name}], "text": service.name}


def service_of(concept: dict) -> str:
    """Return the id of our service that a concept names, "" where it names none."""
    return next((each.get("code", "") for each in concept.get("coding", []) if each.get("system") == SERVICE), "")


def _means(concept: dict, service: Service) -> bool:
    if named := service_of(concept):
        return named == str(service.id)
    return words_of(concept).casefold() == service.name.casefold()


def _participants(told: dict, patient: Person, practitioner: Person) -> list[dict]:
    """Return who takes part: ours in their places where they stand already, others as they are."""
    said = told.get("participant", [])
    standing = {_actor(entry) for entry in said}
    left = {person.type: person for person in (patient, practitioner) if person.reference not in standing}
    kept = []
    for entry in said:
        person = left.pop(_actor(entry).partition("/")[0], None)
        kept.append(_participant(person) if person else entry)
    return kept + [_participant(person) for person in left.values()]


def _actor(participant: dict) -> str:
    return participant.get("actor", {}).get("reference", "")


def _participant(person: Person) -> dict:
    actor = {"reference": person.reference} | ({"display": person.name} if person.name else {})
    return {"actor": actor, "required": "required", "status": "accepted"}


def _kind(row: Appointment) -> dict:
    code, display = ("WALKIN", "A previously unscheduled walk-in visit") if row.walk_in else ("ROUTINE", "Routine")
    return {"coding": [{"system": REASON_SYSTEM, "code": code, "display": display}]}


def _extensions(row: Appointment, told: dict) -> list[dict]:
    own = [{"url": MODALITY, "valueCode": row.modality}]
    if row.patient_jurisdiction:
        own.append({"url": JURISDICTION, "valueString": row.patient_jurisdiction})
    said = told.get("extension", [])
    return [each for each in said if each.get("url") not in (MODALITY, JURISDICTION) or each in own] + [
        each for each in own if each not in said
    ]


def extension_of(told: dict, url: str) -> str:
    """Return the value of one of our extensions, ""."""
    found = (each for each in told.get("extension", []) if each.get("url") == url)
    return next((each.get("valueCode") or each.get("valueString") or "" for each in found), "")


def schedule_document(practitioner: Person, uid: UUID, services: Iterable[Service], *, active: bool) -> dict:
    """Return the Schedule of somebody whose time can be booked; its Slots are computed, never stored."""
    doc = {
        "resourceType": "Schedule",
        "id": str(uid),
        "active": active,
        "serviceType": [service_type(service) for service in services],
        "actor": [
            {"reference": practitioner.reference} | ({"display": practitioner.name} if practitioner.name else {})
        ],
    }
    return {key: value for key, value in doc.items() if value not in (None, "", [])}
