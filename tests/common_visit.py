"""The most usual visit of a practice, charted: Tomasz Wilk comes for his blood pressure, Dr Carvalho changes a tablet.

`set_the_scene` writes who is there, what was known before and the practice's template; `chart_it` charts the visit in a
real browser, hands on the keyboard; `said_of` reads from the database what stands in the record afterwards. The scene
that counts (tests/journeys) and bench/charting.py use all three.
"""

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
from tests.people import colleague

MINUTE = timedelta(minutes=1)
BEFORE = timedelta(days=91)
TEMPLATE = {
    "subjective": "{age} years old, here for: {reason}. [what is told]",
    "objective": "BP {bp today}, pulse {pulse today}. Heart [regular|irregular], lungs [clear|crackles], "
    "ankles [no oedema|oedema].",
    "assessment": "Hypertension, [at target|above target].",
    "plan": "{medicines}. [what changes]",
}
LINE = (
    "essential hypertension since 2019; amlodipine 5 mg once a day; "
    "stop hydrochlorothiazide because of cramps; bp 138/86 pulse 72"
)
STORY = "No headaches any more. Cramps in the legs at night since the water tablet."
CHANGE = "Amlodipine instead of hydrochlorothiazide."
STEP = "Blood test for potassium in 2 weeks"
SUMMARY = "Your blood pressure fell. Take amlodipine once a day instead of the water tablet. Blood test in 2 weeks."


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


def chart_it(page, site: str) -> None:
    """Chart the visit from the day's page to the signature. Waiting for what appears is no interaction."""
    key = page.keyboard
    page.goto(f"{site}/day/")
    _ready(page)
    key.press("j")  # who has waited longest
    page.wait_for_url("**/visit/**")
    _ready(page)

    key.press("Alt+a")  # the line: what is new on the lists, and what was measured
    key.type(LINE)
    for heading in ("Problem", "Medicine", "Stop: Hydrochlorothiazide 25 mg", "Measurements"):
        key.press("Enter")
        page.get_by_role("dialog").get_by_role("heading", name=heading, exact=True).wait_for()
        page.locator("dialog[open] .entries-form :focus").wait_for()
    key.press("Enter")
    page.get_by_role("dialog").wait_for(state="hidden")

    key.press("Alt+p")  # what happens next
    key.type(STEP)
    key.press("Enter")
    page.locator(".plan-steps").get_by_text("Blood test for potassium").wait_for()

    key.press("Alt+t")  # the note: what fits the visit stands first
    page.get_by_role("option", name="Hypertension review").wait_for()
    key.press("Enter")
    _selected(page, "[what is told]")
    key.type(STORY)
    key.press("Tab")
    for number, place in (
        ("1", "[regular|irregular]"), ("1", "[clear|crackles]"), ("1", "[no oedema|oedema]"),
        ("2", "[at target|above target]"),
    ):  # fmt: skip
        _selected(page, place)
        page.locator("#note-choices").wait_for()
        key.press(number)
    _selected(page, "[what changes]")
    key.type(CHANGE)

    key.press("Control+Enter")
    page.locator("#note-summary:focus").wait_for()
    key.type(SUMMARY)
    key.press("Control+Enter")
    page.locator("#note-card").get_by_text("Signed", exact=True).wait_for()


def _ready(page) -> None:
    page.locator("html[data-ready]").wait_for(state="attached")


def _selected(page, place: str) -> None:
    page.wait_for_function(
        "place => { const field = document.activeElement;"
        " return field.value?.slice(field.selectionStart, field.selectionEnd) === place }",
        arg=place,
    )


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


def expected(today: date) -> dict:
    """Return what the record has to say."""
    return {
        "note": {
            "Story": f"71 years old, here for: Blood pressure check. {STORY}",
            "Seen": "BP 138/86 mmHg, pulse 72 /min. Heart regular, lungs clear, ankles no oedema.",
            "Assessment": "Hypertension, above target.",
            "Plan": f"Amlodipine 5 mg once a day. {CHANGE}",
        },
        "from the record": {
            "Story": "",
            "Seen": "From the record: bp today, pulse today",
            "Plan": "From the record: medicines",
        },
        "problems": [("I10", "2019")],
        "medicines": [("Amlodipine 5 mg", "once a day")],
        "stopped": [("Hydrochlorothiazide 25 mg", "stopped", "cramps")],
        "measured": [("blood_pressure", "138/86"), ("heart_rate", "72")],
        "next": [("Blood test for potassium", today + timedelta(days=14))],
        "summary": SUMMARY,
    }
