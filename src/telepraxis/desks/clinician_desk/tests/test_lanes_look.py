"""Six lanes full of people, the nurse's page, writing to who waits and the waiting page itself, as they look."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone

from telepraxis.base.access import Actor, Role
from telepraxis.base.record.models import Practitioner
from telepraxis.care.encounters import rooming, visits
from telepraxis.care.encounters.importing import FormerVisit, import_visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.tests.people import booked
from telepraxis.care.rooming import intake
from telepraxis.care.scheduling import attendance
from telepraxis.care.telehealth import safety, written
from telepraxis.care.telehealth.tests.clinic import complete_answers
from tests.browser import DESKTOP, PHONE, sideways
from tests.people import colleague, patient_with_account
from tests.sites import in_practice, open_as

from .scene import MINUTE, Morning, _patient, morning_at

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@dataclass
class FullMorning:
    morning: Morning
    freya: Actor
    rui: Actor
    leila: Actor
    at_freya: Visit
    prepared: Visit
    waiting: Visit


@pytest.fixture
def full(practice):
    now = timezone.now()
    morning = morning_at(practice, now)
    with in_practice(practice) as system:
        doctor = Practitioner.objects.get()
        freya = colleague("freya@quayside.test", "Freya Lindqvist", {Role.NURSE}, system)
        rui = colleague("rui@quayside.test", "Rui Costa", {Role.FRONT_DESK}, system)
        henrik = _patient("Henrik", "Dahl", date(1950, 5, 5), "henrik@example.org", system, now)
        noor = _patient("Noor", "van Dijk", now.date() - timedelta(days=9 * 365), "noor@example.org", system, now)
        leila = _patient("Leila", "Haddadi", date(1982, 8, 1), "leila@example.org", system, now)
        _former(henrik, doctor, system, now)
        prepared = _waits(henrik, doctor, system, now, 19)
        rooming.take(visit=prepared, by=freya, now=now - 9 * MINUTE)
        intake.save(
            visit=prepared, reason="The left knee is swollen since the fall on Sunday.",
            medicines=[("Ramipril", "5 mg, mornings"), ("Metformin", "500 mg, twice a day")], takes_nothing=False,
            remarks="Needs a chair close by.", by=freya, now=now - 6 * MINUTE,
        )  # fmt: skip
        prepared = intake.ready_for_clinician(visit=prepared, by=freya, now=now - 4 * MINUTE)
        at_freya = rooming.take(visit=_waits(noor, doctor, system, now, 8), by=freya, now=now - 2 * MINUTE)
        waiting = _waits(leila, doctor, system, now, 6)
        written.write_to(visits=[waiting], phrase="late", minutes=20, by=rui, now=now - 3 * MINUTE)
        missed = booked(leila, doctor, "in_person", now - 60 * MINUTE)
        attendance.nobody_came(appointment=missed, by=system, now=now - 20 * MINUTE)
        hers = patient_with_account(leila, system)
    return FullMorning(morning, freya, rui, hers, at_freya, prepared, waiting)


def _former(patient, doctor, system, now) -> None:
    former = [
        FormerVisit(
            patient=patient, practitioner=doctor, modality="video", planned_at=now - timedelta(days=number),
            admitted_at=now - timedelta(days=number), ended_at=now - timedelta(days=number) + minutes * MINUTE,
        )
        for number, minutes in enumerate([9, 11, 12, 14, 16, 21], start=40)
    ]  # fmt: skip
    import_visits(former=former, by=system, now=now)


def _waits(patient, doctor, system, now, minutes) -> Visit:
    visit = visits.visit_for(appointment=booked(patient, doctor, "video", now - minutes * MINUTE), now=now)
    text = safety.consent_text(visit, "PT", "en", now)
    safety.answer(visit=visit, answers=complete_answers(), text=text, by=system, now=now)
    return visits.patient_ready(visit=visit, by=system, now=now - minutes * MINUTE)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, new_context, site, practice, full, axe, shot, device, theme):
    for who, name, path, hat in (
        (full.morning.ines, "lanes-doctor", "/day/", "staff"),
        (full.morning.ines, "visit-gathered", f"/visit/{full.prepared.id}/", "staff"),
        (full.freya, "lanes-nurse", "/day/", "staff"),
        (full.freya, "rooming", f"/visit/{full.at_freya.id}/rooming/", "staff"),
        (full.rui, "desk-lanes", "/desk/", "staff"),
        (full.rui, "write-to-one", f"/waiting/{full.waiting.id}/write/", "staff"),
        (full.rui, "write-to-all", "/waiting/write/", "staff"),
    ):
        context = new_context(**(PHONE if device == "phone" else DESKTOP))
        context.add_cookies([{"name": "theme", "value": theme, "url": site}])
        page = open_as(context, site, who.account_id, practice, hat)
        page.goto(site + path)
        page.locator("html[data-ready]").wait_for(state="attached")
        shot(page, f"{name}-{device}-{theme}")
        assert sideways(page) == 0, name
        axe(page, without=MENU)
        context.close()


def test_the_waiting_page_tells_what_it_knows(site, practice, full, phone, axe, shot):
    page = open_as(phone, site, full.leila.account_id, practice, "patient")
    page.goto(f"{site}/visits/{full.waiting.id}/devices/")
    page.locator("[data-media=checked]").wait_for(timeout=30_000)
    page.get_by_role("button", name="Continue").click()
    region = page.get_by_role("region", name="Waiting room")
    region.get_by_text("The doctor is about 20 minutes late").wait_for(timeout=30_000)
    assert "Expected wait" in region.inner_text()
    shot(page, "waiting-phone-light")
    axe(page)


def test_one_press_carries_what_the_nurse_gathered_into_the_note(site, practice, full, desktop):
    page = open_as(desktop, site, full.morning.ines.account_id, practice)
    page.goto(f"{site}/visit/{full.prepared.id}/")
    page.get_by_role("button", name="Carry into the note").click()

    assert page.get_by_label("Story", exact=True).input_value() == (
        "The left knee is swollen since the fall on Sunday.\n"
        "Takes, as the patient says: Ramipril 5 mg, mornings; Metformin 500 mg, twice a day.\n"
        "Nurse: Needs a chair close by."
    )
    page.locator("[data-saved][data-tone=ok]").wait_for(timeout=30_000)
