"""Bring the diary into the rooms: appointments, the visits that took place, their notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from telepraxis.care.chart.importing import FormerNote, import_notes
from telepraxis.care.encounters.importing import FormerVisit, import_visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.scheduling.importing import FormerAppointment, import_appointments
from telepraxis.care.scheduling.models import Appointment

from .diary import WHY_CANCELLED, Calendar, Entry, cases, diary

if TYPE_CHECKING:
    from .build import Clinic

AMARAS_PAST = (("ines", 7, "Tired all the time"), ("ines", 35, "Cough for two weeks"), ("hana", 70, "Acne review"))
UNSIGNED = 2  # notes of each colleague that still wait to be signed this morning


def fill_diary(clinic: Clinic, calendars: Sequence[Calendar]) -> None:
    """Import every appointment, the visits of those that took place, and their notes but for this morning's last."""
    entries = [*_of_amara(clinic), *_of_everybody(clinic, calendars)]
    appointments = import_appointments(
        former=[_appointment(clinic, entry) for entry in entries], by=clinic.by, now=clinic.now
    )
    seen = [pair for pair in zip(entries, appointments, strict=True) if pair[0].fate == "fulfilled"]
    visits = import_visits(
        former=[_visit(clinic, entry, appointment) for entry, appointment in seen], by=clinic.by, now=clinic.now
    )
    told = [(entry, visit) for (entry, _), visit in zip(seen, visits, strict=True)]
    waiting = _still_to_sign(clinic, told)
    notes = [_note(entry, visit) for entry, visit in told if visit.id not in waiting]
    import_notes(former=notes, by=clinic.by, now=clinic.now)
    clinic.to_sign = [(entry, visit) for entry, visit in told if visit.id in waiting]


def next_grid_time(clinic: Clinic) -> datetime:
    """Return when Amara's visit begins: the next full twenty minutes that leave her time to get ready."""
    local = clinic.now.astimezone(clinic.zone).replace(second=0, microsecond=0)
    begins = local + timedelta(minutes=20 - (local.minute - 10) % 20)
    return begins if begins - clinic.now >= timedelta(minutes=6) else begins + timedelta(minutes=20)


def _of_everybody(clinic: Clinic, calendars: Sequence[Calendar]) -> list[Entry]:
    return [
        entry
        for entry in diary(calendars, [row.birth_date for row in clinic.patients], clinic.place.zone, clinic.now)
        if not _in_the_story(entry, clinic) and _is_free(entry, clinic)
    ]


def _in_the_story(entry: Entry, clinic: Clinic) -> bool:
    """Tell whether Dr Carvalho is then with Amara, or with who comes before her; each takes twenty minutes."""
    hers = next_grid_time(clinic)
    return entry.colleague == "ines" and timedelta(minutes=-40) < entry.starts_at - hers < timedelta(minutes=20)


def _is_free(entry: Entry, clinic: Clinic) -> bool:
    """Tell whether the patient is not part of today's story."""
    is_today = entry.starts_at.astimezone(clinic.zone).date() == clinic.today
    return entry.patient > 1 and not (is_today and entry.patient == _who_waits(clinic))


def _who_waits(clinic: Clinic) -> int:
    """Return somebody old enough for a blood pressure review, who has no account."""
    grown = range(6, len(clinic.patients))
    return next(number for number in grown if clinic.today.year - clinic.patients[number].birth_date.year > 60)


def _of_amara(clinic: Clinic) -> list[Entry]:
    """Return Amara's past visits, early in the morning when nobody else comes, her visit today, and who comes before
    her and still waits."""
    begins = next_grid_time(clinic)
    past = [
        Entry(
            key,
            0,
            (begins - timedelta(days=days)).replace(hour=7, minute=30),
            "video",
            next(case for case in cases(_specialty(key)) if case.reason == reason),
            "fulfilled",
            3,
        )
        for key, days, reason in AMARAS_PAST
    ]
    before_her = Entry(
        "ines",
        _who_waits(clinic),
        begins - timedelta(minutes=20),
        "in_person",
        _case("Blood pressure review"),
        "booked",
        9,
    )
    return [*past, before_her, Entry("ines", 0, begins, "video", _case("Rash on both elbows"), "booked", 1)]


def _case(reason: str):
    return next(case for case in cases("family-medicine") if case.reason == reason)


def _specialty(key: str) -> str:
    from .people import COLLEAGUES

    return next(one.specialty for one in COLLEAGUES if one.key == key)


def _appointment(clinic: Clinic, entry: Entry) -> FormerAppointment:
    booked_at = min(entry.starts_at - timedelta(days=entry.booked_days_before), clinic.now - timedelta(hours=1))
    cancelled = entry.fate == "cancelled"
    return FormerAppointment(
        patient=clinic.patients[entry.patient].uid,
        practitioner=clinic.practitioners[entry.colleague].uid,
        service=clinic.services[_specialty(entry.colleague)],
        modality=entry.modality,
        starts_at=entry.starts_at,
        status=Appointment.Status(entry.fate),
        reason=entry.case.reason,
        jurisdiction=clinic.place.jurisdiction,
        booked_at=booked_at,
        arrived_at=entry.starts_at - timedelta(minutes=7) if entry.fate == "fulfilled" else None,
        cancelled_at=min(clinic.now, entry.starts_at - timedelta(hours=30)) if cancelled else None,
        cancelled_why=WHY_CANCELLED[entry.patient % 3] if cancelled else "",
    )


def _visit(clinic: Clinic, entry: Entry, appointment: Appointment) -> FormerVisit:
    luck = Random(f"{entry.colleague} {entry.starts_at.isoformat()}")
    late = timedelta(minutes=luck.randint(0, 9))
    minutes = luck.randint(8, appointment.service.minutes + 4)
    admitted_at = entry.starts_at + late
    return FormerVisit(
        patient=clinic.patients[entry.patient],
        practitioner=clinic.practitioners[entry.colleague],
        appointment=appointment.id,
        modality=entry.modality,
        planned_at=entry.starts_at,
        ready_at=entry.starts_at - timedelta(minutes=luck.randint(1, 6)),
        admitted_at=min(admitted_at, clinic.now - timedelta(minutes=9)),
        ended_at=min(admitted_at + timedelta(minutes=minutes), clinic.now - timedelta(minutes=1)),
    )


def _note(entry: Entry, visit: Visit) -> FormerNote:
    return FormerNote(
        visit=visit,
        sections=entry.case.sections,
        summary=entry.case.summary,
        signed_at=visit.ended_at + timedelta(minutes=4),
    )


def _still_to_sign(clinic: Clinic, told: list[tuple[Entry, Visit]]) -> set:
    """Return the visits of this morning whose notes are written but not signed: each colleague's last two."""
    waiting: dict[str, list] = {}
    for entry, visit in sorted(told, key=lambda pair: pair[1].ended_at, reverse=True):
        if visit.ended_at.astimezone(clinic.zone).date() == clinic.today and entry.patient:
            waiting.setdefault(entry.colleague, []).append(visit.id)
    return {visit for ids in waiting.values() for visit in ids[:UNSIGNED]}
