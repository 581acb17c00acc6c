"""Appointments that come in from outside call the room's verbs (R4, http://hl7.org/fhir/R4/appointment.html).

An appointment with a colleague of ours is booked, moved, cancelled or checked in as the document says, or refused
whole; one between other people elsewhere is a document like any other. Hours and free time are the room's own.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.fhir.outcome import Issue, Refused, conflict, throttled, unprocessable
from telepraxis.base.record import computed, keepers
from telepraxis.base.record.guarding import guard, refusal, same_content
from telepraxis.base.record.models import Patient
from telepraxis.base.record.references import reference_in
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.practitioners.models import PractitionerProfile

from . import attendance, booking
from .availability import OfferedTime
from .document import (
    JURISDICTION,
    MODALITY,
    STATUSES,
    extension_of,
    moment_of,
    service_of,
    why_cancelled,
    words_of,
)
from .documenting import Told, write_appointment
from .models import Appointment, Service
from .offering import services_to_book
from .slots import SlotSource, read_slot_id

Status = Appointment.Status
BEGINS_AS = ("proposed", "pending", "booked", "arrived", "checked-in")


class AppointmentKeeper(keepers.PlainKeeper):
    """Books and changes appointments with colleagues of ours; keeps those of others as they come."""

    def __init__(self):
        super().__init__("Appointment")

    @transaction.atomic
    def keep(self, doc: dict, *, if_version: int | None = None, by: Actor, now: datetime) -> record.Stored:
        """Book the appointment, or change it as the document says.

        :raises Refused: what the practice cannot honour; nothing of it is done then.
        """
        row = _row_of(doc.get("id"))
        practitioner = _colleague_in(doc)
        if row is None and practitioner is None:
            return super().keep(doc, if_version=if_version, by=by, now=now)
        told = Told(doc, if_version)
        try:
            if row is None:
                row = _book(told, practitioner, by, now)
            else:
                _change(row, told, practitioner, by, now)
        except booking.TimeTaken as taken:
            near = ", ".join(time.starts_at.isoformat() for time in taken.alternatives)
            raise conflict(f"This time is not free.{f' Free near it: {near}.' if near else ''}", START) from None
        except booking.NotLicensed:
            raise _breaks("The practitioner may not treat a patient who is there on that day.") from None
        except booking.PatientBusy:
            raise conflict("The patient has another appointment at that time.", START) from None
        except booking.TooManyAtOnce:
            raise throttled("Others are booking this day just now. Send it again in a moment.") from None
        except booking.PastCutOff:
            raise conflict("It is too late to change this appointment without asking the practice.") from None
        except booking.NotOpen:
            raise conflict("The appointment is over, under way or cancelled: it does not change any more.") from None
        except attendance.NotYetTime:
            raise _breaks("Nobody has missed an appointment that has not begun.", "Appointment.status") from None
        return record.read("Appointment", str(row.id))

    @transaction.atomic
    def keep_many(self, docs: list[dict], *, by: Actor, now: datetime) -> list[record.Stored]:
        """Keep many, all or none: those of others in one go, each of ours by its verb."""
        ours = _positions_of_ours(docs)
        elsewhere = [doc for position, doc in enumerate(docs) if position not in ours]
        written = iter(super().keep_many(elsewhere, by=by, now=now) if elsewhere else ())
        return [
            self.keep(doc, by=by, now=now) if position in ours else next(written) for position, doc in enumerate(docs)
        ]

    @transaction.atomic
    def remove(self, logical_id: str, *, if_version: int | None = None, by: Actor, now: datetime) -> None:
        """Delete an appointment of others.

        :raises Refused: it is one of ours (409).
        """
        if _row_of(logical_id) is not None:
            raise refusal(f"Appointment/{logical_id} is kept here: set its status to cancelled instead.")
        super().remove(logical_id, if_version=if_version, by=by, now=now)


START = "Appointment.start"


def _breaks(why: str, expression: str = "") -> Refused:
    return unprocessable([Issue("error", "business-rule", why, expression)])


def _row_of(logical_id: object) -> Appointment | None:
    uid = _uid(logical_id)
    return Appointment.objects.select_related("service").filter(id=uid).first() if uid else None


def _uid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) and len(text) == 36 else None
    except ValueError:
        return None


def _named(doc: dict, type: str) -> list[str]:
    """Return the logical ids of the participants of a type."""
    found = (reference_in(entry.get("actor"), type) for entry in doc.get("participant", []))
    return [reference.logical_id for reference in found if reference]


def _colleague_in(doc: dict) -> UUID | None:
    """Return the practitioner of ours who takes part."""
    named = _named(doc, "Practitioner")
    if not named:
        return None
    found = PractitionerProfile.objects.filter(practitioner__logical_id__in=named)
    here = dict(found.values_list("practitioner__logical_id", "practitioner_id"))
    return next((here[each] for each in named if each in here), None)


def _positions_of_ours(docs: list[dict]) -> set[int]:
    """Return the positions of appointments that are rows here or are with a colleague. Two queries."""
    ids = {uid for doc in docs if (uid := _uid(doc.get("id")))}
    rows = {str(uid) for uid in Appointment.objects.filter(id__in=ids).values_list("id", flat=True)} if ids else set()
    named = {each for doc in docs for each in _named(doc, "Practitioner")}
    profiles = PractitionerProfile.objects.filter(practitioner__logical_id__in=named) if named else None
    here = set(profiles.values_list("practitioner__logical_id", flat=True)) if named else set()
    return {
        position
        for position, doc in enumerate(docs)
        if doc.get("id") in rows or here.intersection(_named(doc, "Practitioner"))
    }


def _book(told: Told, practitioner: UUID, by: Actor, now: datetime) -> Appointment:
    doc = told.document
    if told.if_version:
        raise record.VersionConflict("This appointment is not here.")
    if "id" in doc and _uid(doc["id"]) is None:
        raise _breaks(
            "An appointment with a colleague here gets its id from us: send it without one.", "Appointment.id"
        )
    if doc.get("status") not in BEGINS_AS:
        raise _breaks("An appointment with a colleague here begins as booked.", "Appointment.status")
    patient, starts_at = _patient_in(doc), _start_of(doc)
    service = _service_in(doc, practitioner, starts_at)
    row = booking.book_appointment(
        time=OfferedTime(practitioner, starts_at, starts_at + timedelta(minutes=service.minutes)),
        service=service,
        patient=patient,
        modality=_modality(doc, service),
        jurisdiction=extension_of(doc, JURISDICTION) or _lives_in(patient),
        idempotency_key=uuid7(),
        reason=_reason(doc),
        by=by,
        now=now,
        told=told,
        id=_uid(doc.get("id")),
    )
    if doc["status"] in STATUSES[Status.ARRIVED]:
        attendance.check_in(appointment=row, by=by, now=now, told=Told(doc))
    return row


def _patient_in(doc: dict) -> UUID:
    named = _named(doc, "Patient")
    found = dict(Patient.objects.filter(logical_id__in=named).values_list("logical_id", "uid")) if named else {}
    if len(named) != 1:
        raise _breaks(
            "An appointment here is about one patient: name them as a participant.", "Appointment.participant"
        )
    if named[0] not in found:
        raise record.UnknownReference(f"Patient/{named[0]} is not here.")
    return found[named[0]]


def _start_of(doc: dict) -> datetime:
    if (starts_at := moment_of(doc.get("start"))) is None:
        raise _breaks("Say when it begins.", START)
    return starts_at


def _service_in(doc: dict, practitioner: UUID, starts_at: datetime) -> Service:
    """Return the service that the document names, by its code, its name, its slot or its length.

    :raises Refused: it names none that this colleague offers, or its end is another one.
    """
    offered = list(services_to_book(practitioner))
    ends_at = moment_of(doc.get("end"))
    length = (ends_at - starts_at) if ends_at else None
    found = _by_type(doc, offered) or _by_slot(doc, offered)
    if not (doc.get("serviceType") or found):
        found = [service for service in offered if length in (None, timedelta(minutes=service.minutes))]
    if len(found) != 1:
        names = ", ".join(service.name for service in offered)
        raise _breaks(f"Say in serviceType which of these it is: {names}.", "Appointment.serviceType")
    if length not in (None, timedelta(minutes=found[0].minutes)):
        raise _breaks(f"{found[0].name} takes {found[0].minutes} minutes.", "Appointment.end")
    return found[0]


def _by_type(doc: dict, offered: list[Service]) -> list[Service]:
    said = doc.get("serviceType", [])
    codes = {service_of(each) for each in said} - {""}
    names = {words_of(each).casefold() for each in said}
    return [service for service in offered if (str(service.id) in codes if codes else service.name.casefold() in names)]


def _by_slot(doc: dict, offered: list[Service]) -> list[Service]:
    references = (reference_in(each, "Slot") for each in doc.get("slot", []))
    said = [read_slot_id(reference.logical_id) for reference in references if reference]
    wanted = {slot[1] for slot in said if slot}
    return [service for service in offered if service.id in wanted]


def _modality(doc: dict, service: Service) -> str:
    wanted = extension_of(doc, MODALITY) or service.modalities[0]
    if wanted not in service.modalities:
        raise _breaks(f"{service.name} is offered as: {', '.join(service.modalities)}.", "Appointment.extension")
    return wanted


def _lives_in(patient: UUID) -> str:
    return PatientProfile.objects.filter(patient_id=patient).values_list("jurisdiction", flat=True).first() or ""


def _reason(doc: dict) -> str:
    return "; ".join(filter(None, (words_of(each) for each in doc.get("reasonCode", []))))[:2000]


def _change(row: Appointment, told: Told, practitioner: UUID | None, by: Actor, now: datetime) -> None:
    """Do what the document says differently from the row, one verb after the other."""
    doc = told.document
    present = record.of_type("Appointment").filter(logical_id=str(row.id)).first()
    if present is not None and told.if_version in (None, present.version) and same_content(doc, present):
        return
    _refuse_other_people(row, doc, practitioner)
    _refuse_other_agreement(row, doc)
    done = False
    if (starts_at := _start_of(doc)) != row.starts_at or practitioner != row.practitioner_id:
        time = OfferedTime(practitioner, starts_at, starts_at + timedelta(minutes=row.service.minutes))
        row, done = booking.move_appointment(appointment=row, time=time, by=by, now=now, told=told), True
    if doc.get("status") not in STATUSES[row.status]:
        _change_status(row, Told(doc) if done else told, by, now)
    elif not done:
        write_appointment(row, by=by, now=now, told=told)
        audit.wrote(by, "fhir.changed", patient=row.patient_id, entity=("Appointment", row.id))


def _change_status(row: Appointment, told: Told, by: Actor, now: datetime) -> None:
    status = told.document.get("status")
    same = {"appointment": row, "by": by, "now": now, "told": told}
    if status == "cancelled":
        booking.cancel_appointment(why=why_cancelled(told.document), **same)
    elif status == "noshow":
        attendance.mark_no_show(**same)
    elif status in STATUSES[Status.ARRIVED]:
        attendance.check_in(**same)
    elif status in STATUSES[Status.BOOKED] and row.status == Status.ARRIVED:
        attendance.undo_check_in(**same)
    elif status in STATUSES[Status.BOOKED] and row.status == Status.NO_SHOW:
        attendance.undo_no_show(**same)
    elif status == "fulfilled":
        raise _breaks("The visit says when an appointment is fulfilled.", "Appointment.status")
    elif status == "entered-in-error":
        raise _breaks("Set the status to cancelled: the appointment was made.", "Appointment.status")
    else:
        raise conflict(f"A {row.status.replace('_', ' ')} appointment does not become {status}.", "Appointment.status")


def _refuse_other_people(row: Appointment, doc: dict, practitioner: UUID | None) -> None:
    if practitioner is None:
        raise _breaks("Name a colleague of the practice as a participant.", "Appointment.participant")
    if _patient_in(doc) != row.patient_id:
        raise _breaks("An appointment stays the same patient's: cancel it and book another.", "Appointment.participant")


def _refuse_other_agreement(row: Appointment, doc: dict) -> None:
    """Pass when what was agreed stays: service, length, way of meeting."""
    starts_at, ends_at, minutes = _start_of(doc), moment_of(doc.get("end")), doc.get("minutesDuration")
    long = timedelta(minutes=row.service.minutes) if starts_at != row.starts_at else row.ends_at - row.starts_at
    if (ends_at and ends_at - starts_at != long) or (minutes and timedelta(minutes=int(minutes)) != long):
        raise _breaks(f"{row.service.name} takes {row.service.minutes} minutes.", "Appointment.end")
    codes = {service_of(each) for each in doc.get("serviceType", [])} - {"", str(row.service_id)}
    if codes:
        raise _breaks("Another service is another appointment: cancel this one and book it.", "Appointment.serviceType")
    if (modality := extension_of(doc, MODALITY)) and modality != row.modality:
        raise _breaks("How you meet was agreed when it was booked; the visit can change it.", "Appointment.extension")


def learn_documents() -> None:
    """Let appointments from outside come to the verbs, and hours and free time be the room's own."""
    keepers.learn("Appointment", AppointmentKeeper())
    guard(
        "Schedule",
        ours=_schedules_here,
        claims=_for_colleagues,
        hint="Hours are set under Practice, Hours, and by the colleague themselves.",
    )
    guard(
        "Slot",
        ours=lambda ids: (),
        claims=_in_schedules_here,
        hint="Free time is computed from hours and appointments: book an Appointment.",
    )
    computed.learn("Slot", SlotSource())


def _schedules_here(ids: Collection[str]) -> set[str]:
    uids = [uid for each in ids if (uid := _uid(each))]
    here = PractitionerProfile.objects.filter(practitioner_id__in=uids) if uids else None
    return {str(uid) for uid in here.values_list("practitioner_id", flat=True)} if uids else set()


def _for_colleagues(docs: list[dict]) -> list[int]:
    """Return the positions of Schedules whose actor is a colleague."""
    named = {
        position: {
            reference.logical_id for each in doc.get("actor", []) if (reference := reference_in(each, "Practitioner"))
        }
        for position, doc in enumerate(docs)
    }
    every = set().union(*named.values())
    profiles = PractitionerProfile.objects.filter(practitioner__logical_id__in=every)
    here = set(profiles.values_list("practitioner__logical_id", flat=True)) if every else set()
    return [position for position, ids in named.items() if ids & here]


def _in_schedules_here(docs: list[dict]) -> list[int]:
    named = {
        position: reference.logical_id
        for position, doc in enumerate(docs)
        if (reference := reference_in(doc.get("schedule"), "Schedule"))
    }
    here = _schedules_here(set(named.values()))
    return [position for position, schedule in named.items() if schedule in here]
