"""Write the FHIR documents of appointments and hours, in the transaction that changes the rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base import audit, prepared, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Practitioner

from .document import Person, appointment_document, schedule_document
from .models import Appointment, Service, ServicePractitioner, WeeklyHours


@dataclass(frozen=True)
class Told:
    """An Appointment as a client tells it, and the version it has read. What the row does not own of it is kept."""

    document: dict
    if_version: int | None = None


def write_appointment(
    row: Appointment, *, by: Actor, now: datetime, is_new: bool = False, told: Told | None = None
) -> record.Stored:
    """Write the appointment's document as the row now stands. Four statements, five when it was written before.

    :raises record.VersionConflict: a client has read another version.
    """
    people = _people([row])
    before = told.document if told else {} if is_new else _before(row)
    doc = appointment_document(row, people[row.patient_id], people[row.practitioner_id], before)
    return record.write("Appointment", doc, by=by, now=now, if_version=told.if_version if told else None)


def write_appointments(rows: list[Appointment], *, by: Actor, now: datetime) -> None:
    """Write the documents of many appointments that have none yet."""
    if not rows:
        return
    people = _people(rows)
    docs = [appointment_document(row, people[row.patient_id], people[row.practitioner_id]) for row in rows]
    record.write_many(docs, by=by, now=now)


def write_schedules(practitioners: Collection[UUID], *, by: Actor, now: datetime) -> None:
    """Write the Schedule of each of these who has hours now or had them before, where it changes."""
    at_work = set(
        WeeklyHours.objects.filter(practitioner_id__in=practitioners).values_list("practitioner_id", flat=True)
    )
    ids = {str(uid): uid for uid in practitioners}
    known = {row.logical_id: record.content_of(row) for row in record.of_type("Schedule").filter(logical_id__in=ids)}
    wanted = sorted(at_work | {ids[logical_id] for logical_id in known})
    if not wanted:
        return
    people, services = _practitioners(wanted), _services(wanted)
    docs = [schedule_document(people[uid], uid, services.get(uid, ()), active=uid in at_work) for uid in wanted]
    changed = [doc for doc in docs if _content(known.get(doc["id"], {})) != _content(doc)]
    if changed:
        record.write_many(changed, by=by, now=now)


def _content(doc: dict) -> dict:
    return {key: value for key, value in doc.items() if key != "meta"}


def _before(row: Appointment) -> dict:
    found = record.of_type("Appointment").filter(logical_id=str(row.id)).first()
    return record.content_of(found) if found else {}


def _people(rows: Iterable[Appointment]) -> dict[UUID, Person]:
    """Return the patients and practitioners of appointments by uid. One query."""
    rows = list(rows)
    uids = [[row.patient_id for row in rows], [row.practitioner_id for row in rows]]
    return {uid: Person(*person) for uid, *person in prepared.rows_of(PEOPLE, uids)}


PEOPLE = """
SELECT uid, 'Patient', logical_id, name_text FROM record_patient WHERE uid = ANY(%b::uuid[])
UNION ALL SELECT uid, 'Practitioner', logical_id, name_text FROM record_practitioner WHERE uid = ANY(%b::uuid[])
"""


def _practitioners(uids: Collection[UUID]) -> dict[UUID, Person]:
    found = Practitioner.objects.filter(uid__in=uids).values_list("uid", "logical_id", "name_text")
    return {uid: Person("Practitioner", *person) for uid, *person in found}


def _services(practitioners: Collection[UUID]) -> dict[UUID, list[Service]]:
    offered = ServicePractitioner.objects.filter(practitioner_id__in=practitioners, service__retired_at=None)
    services: dict[UUID, list[Service]] = {}
    for each in offered.select_related("service").order_by("service__name"):
        services.setdefault(each.practitioner_id, []).append(each.service)
    return services


def catch_up(*, limit: int, by: Actor, now: datetime) -> int:
    """Write documents that are missing, and return of how many appointments."""
    rows, schedules = _undocumented(limit), _without_schedule()
    write_appointments(rows, by=by, now=now)
    write_schedules(schedules, by=by, now=now)
    if rows or schedules:
        audit.wrote(by, "scheduling.documented", reason=str(len(rows)))
    return len(rows)


def _undocumented(limit: int) -> list[Appointment]:
    """Return appointments from before they had documents, the newest first. One query."""
    return list(
        Appointment.objects.extra(
            where=[
                "NOT EXISTS (SELECT FROM record_resource AS document WHERE document.type = 'Appointment' AND "
                "document.organization_id = scheduling_appointment.organization_id AND "
                "document.logical_id = scheduling_appointment.id::text)"
            ]
        )
        .select_related("service")
        .order_by("-starts_at", "-id")[:limit]
    )


def _without_schedule() -> list[UUID]:
    """Return who has hours and no Schedule yet. Two queries."""
    at_work = set(WeeklyHours.objects.values_list("practitioner_id", flat=True))
    known = set(record.of_type("Schedule").values_list("logical_id", flat=True))
    return sorted(uid for uid in at_work if str(uid) not in known)
