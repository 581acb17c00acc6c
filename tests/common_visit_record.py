"""Who is there when the common visit begins, and what stands in the record after it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from telepraxis.base.access import Actor, Role
from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.care.chart import notes, phrases, summaries
from telepraxis.care.chart.history import with_notes
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.entries import keeping
from telepraxis.care.entries.lists import lists_of
from telepraxis.care.follow_up.due import steps_of_visit
from telepraxis.care.measurements import taking
from telepraxis.care.measurements.reading import of_encounter
from telepraxis.care.scheduling import attendance
from telepraxis.registry.patients.registration import register
from telepraxis.registry.practitioners.enrolment import enrol
from tests.common_visit import TEMPLATE
from tests.people import colleague

MINUTE = timedelta(minutes=1)
BEFORE = timedelta(days=91)


@dataclass
class Scene:
    ines: Actor
    patient: UUID


def set_the_scene(system: Actor, now: datetime) -> Scene:
    """Write who is here: Tomasz waits in the hall; three months ago his blood pressure was high."""
    from telepraxis.care.encounters.tests.people import booked

    doctor = enrol(
        title="Dr", given="Inês", family="Carvalho", specialty_code="family-medicine", languages=["pt", "en"],
        time_zone="Europe/Lisbon", by=system, now=now,
    )  # fmt: skip
    ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
    row = register(
        given="Tomasz", family="Wilk", birth_date=date(1955, 2, 2), phone="+351 910 555 021",
        email="tomasz@example.org", language="en", by=system, now=now,
    )  # fmt: skip
    tomasz, doctor = Patient.objects.get(uid=row.uid), Practitioner.objects.get(uid=doctor.uid)
    _earlier(tomasz, doctor, ines, now - BEFORE)
    words = {"kind": "template", "shortcut": "htn", "title": "Hypertension review", "sections": TEMPLATE}
    words = phrases.Words(**words, suggested_for="blood pressure, hypertension")
    phrases.keep(words=words, for_practice=True, by=ines, now=now)
    waiting = booked(tomasz, doctor, "in_person", now - 5 * MINUTE)
    type(waiting).objects.filter(id=waiting.id).update(reason="Blood pressure check")
    attendance.check_in(appointment=waiting, by=system, now=now - 7 * MINUTE)
    return Scene(ines, tomasz.uid)


def _earlier(patient: Patient, doctor: Practitioner, ines: Actor, began: datetime) -> None:
    from telepraxis.care.encounters.tests.people import booked

    visit = visits.visit_for(appointment=booked(patient, doctor, "in_person", began), now=began)
    presences.start_talking(visit=visit, by=ines, now=began)
    visit.refresh_from_db()
    pressure = taking.Taken(kind="blood_pressure", values=(Decimal(152), Decimal(94)))
    taking.record_measurements(patient=patient.uid, taken=[pressure], visit=visit, by=ines, now=began)
    keeping.state_none_known(patient=patient.uid, by=ines, now=began)
    tablet = {"what": "Hydrochlorothiazide 25 mg", "dose": "once a day", "source": "elsewhere"}
    keeping.add(patient=patient.uid, kind="medicine", values=tablet, by=ines, now=began)
    visits.finish(visit=visit, by=ines, now=began + 14 * MINUTE)
    sections = {"subjective": "Headaches in the morning.", "plan": "Water tablet."}
    notes.save_draft(visit=visit, sections=sections, revision=0, by=ines, now=began)
    notes.sign(visit=visit, by=ines, now=began + 20 * MINUTE)


def said_of(patient: UUID) -> dict:
    """Return what stands in the record of the visit of today, in words."""
    visit = Visit.objects.filter(patient_id=patient).latest("planned_at")
    [past] = with_notes([visit])
    lists = lists_of(patient)
    return {
        "note": dict(past.note.sections) if past.note else {},
        "from the record": {label: filling.words for label, filling in past.note.filled.items()} if past.note else {},
        "problems": [(entry.kind.read(entry.doc)["what"].code, entry.when) for entry in lists.standing("problem")],
        "medicines": [(entry.what, entry.more[0]) for entry in lists.standing("medicine")],
        "stopped": [(entry.what, entry.state, entry.more[-1]) for entry in lists.past("medicine")],
        "measured": sorted((one.kind.name, one.text) for one in of_encounter(visit.encounter_id)),
        "next": [(step.text, step.due_on) for step in steps_of_visit(visit)],
        "summary": told.text if (told := summaries.summary_for(visit)) else "",
    }
