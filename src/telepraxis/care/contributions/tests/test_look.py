"""In real browsers: Amara adds and asks on her phone, Dr Carvalho finds it marked, answers and decides, Amara reads."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base.access import Role
from telepraxis.care.contributions import adding
from telepraxis.care.entries import keeping
from telepraxis.care.measurements.taking import record_measurements
from telepraxis.commons.documents.tests import poison
from telepraxis.registry.patients.registration import register
from telepraxis.registry.practitioners.enrolment import enrol
from tests.browser import sideways
from tests.people import colleague, patient_with_account
from tests.sites import in_practice, open_as

from .scene import taken

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def scene(practice):
    now = timezone.now()
    with in_practice(practice) as system:
        doctor = enrol(
            title="Dr", given="Inês", family="Carvalho", specialty_code="family-medicine", languages=["en"],
            time_zone="Europe/Lisbon", by=system, now=now,
        )  # fmt: skip
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
        row = register(
            given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), gender="female", email="amara@example.org",
            phone="+351 910 555 014", language="en", jurisdiction="PT", by=system, now=now,
        )  # fmt: skip
        amara = patient_with_account(row, system)
        for what in ("Asthma", "Hay fever"):
            keeping.add(patient=row.uid, kind="problem", values={"what": what}, by=ines, now=now)
        for value in ("118", "124"):
            record_measurements(patient=row.uid, taken=[taken("blood_pressure", value, "78")], by=ines, now=now)
    return SimpleNamespace(practice=practice, amara=amara, ines=ines, patient=row.uid)


def ready(page):
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


def looked_at(page, name, axe, shot):
    """Take pictures in both themes; no fault for a screen reader, and nothing to push sideways."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        shot(page, f"contributions-{name}-{theme}")
        axe(page, without=MENU)
    page.emulate_media(color_scheme="light")
    assert sideways(page) == 0, name


def test_from_the_phone_to_the_chart_and_back(site, scene, phone, desktop, axe, shot):
    patient = open_as(phone, site, scene.amara.account_id, scene.practice, hat="patient")
    doctor = open_as(desktop, site, scene.ines.account_id, scene.practice)

    # She measures: it is asked once more, said at once what to do, and kept.
    patient.goto(f"{site}/record/")
    ready(patient).get_by_role("link", name="Measurement", exact=True).click()
    ready(patient).get_by_label("Upper (systolic)").fill("225")
    patient.get_by_label("Lower (diastolic)").fill("112")
    patient.get_by_role("button", name="Record").click()
    expect(patient.get_by_text("Are you sure?")).to_be_visible()
    looked_at(patient, "sure-phone", axe, shot)
    patient.get_by_role("button", name="Yes, keep it so").click()
    expect(ready(patient).get_by_role("heading", name="This blood pressure is very high.")).to_be_visible()
    expect(patient.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")

    # She asks about one entry, and asks to have another corrected.
    patient.get_by_role("link", name="Problems, allergies, medicines").click()
    ready(patient).get_by_role("link", name="Ask about this Asthma").click()
    ready(patient).get_by_text("Ask about this", exact=True).click()
    patient.get_by_label("Your question").fill("Is this for life?")
    patient.get_by_role("button", name="Send the question").click()
    expect(ready(patient).get_by_text("Open since")).to_be_visible()
    patient.go_back()
    patient.goto(f"{site}/me/{scene.patient}/record/")
    ready(patient).get_by_role("link", name="Ask about this Hay fever").click()
    ready(patient).get_by_text("Something is wrong here").click()
    patient.get_by_label("What is wrong?").fill("I never had it")
    patient.get_by_label("What should it say?").fill("Nothing: take it out")
    looked_at(patient, "about-phone", axe, shot)
    patient.get_by_role("button", name="Ask for the correction").click()
    expect(ready(patient).get_by_text("Answer due")).to_be_visible()

    # The doctor finds all three, and in the chart the value marked.
    doctor.goto(f"{site}/day/")
    ready(doctor).locator(".topbar").get_by_role("link", name="From patients").click()
    expect(ready(doctor).get_by_text("225/112 mmHg")).to_be_visible()
    looked_at(doctor, "inbox-desktop", axe, shot)
    doctor.goto(f"{site}/chart/{scene.patient}/")
    expect(ready(doctor).locator("#timeline-lines .by-patient")).to_have_count(1)
    expect(doctor.locator("#measurements .by-patient")).to_have_count(1)
    shot(doctor, "contributions-chart-desktop")
    doctor.goto(f"{site}/from-patients/")
    ready(doctor).get_by_role("link", name="Answer Amara Okonjo, Asthma").click()
    ready(doctor).get_by_label("Your answer").fill("It often is, and can be quiet for years.")
    looked_at(doctor, "question-desktop", axe, shot)
    doctor.get_by_role("button", name="Send the answer").click()
    ready(doctor).get_by_role("link", name="Decide Amara Okonjo, Hay fever").click()
    expect(ready(doctor).get_by_role("button", name="Accept: mark as entered in error")).to_be_visible()
    looked_at(doctor, "correction-desktop", axe, shot)
    doctor.get_by_role("button", name="Accept: mark as entered in error").click()
    row = ready(doctor).locator(".from-patients [data-row]")
    row.focus()
    doctor.keyboard.press("s")
    expect(ready(doctor).get_by_text("Nothing waits")).to_be_visible()

    # She reads.
    patient.goto(f"{site}/me/{scene.patient}/my-record/")
    expect(ready(patient).get_by_text("seen by Dr Inês Carvalho")).to_be_visible()
    looked_at(patient, "own-phone", axe, shot)
    patient.get_by_role("link", name="Asthma").click()
    expect(ready(patient).get_by_text("It often is, and can be quiet for years.")).to_be_visible()
    looked_at(patient, "answered-phone", axe, shot)


def test_a_symptom_and_a_photo_on_the_phone_and_how_it_looks_elsewhere(
    site, scene, phone, desktop, axe, shot, tmp_path
):
    picture = tmp_path / "arm.jpg"
    picture.write_bytes(poison.photograph())
    patient = open_as(phone, site, scene.amara.account_id, scene.practice, hat="patient")
    patient.goto(f"{site}/me/{scene.patient}/my-record/symptom/")
    ready(patient).get_by_label("What do you feel?").fill("Headache")
    patient.locator(".strength").get_by_text("6", exact=True).click()
    looked_at(patient, "symptom-phone", axe, shot)
    patient.get_by_role("button", name="Write it down").click()
    expect(ready(patient).get_by_text("Headache 6 of 10", exact=True)).to_be_visible()
    patient.goto(f"{site}/me/{scene.patient}/my-record/photo/")
    ready(patient).locator("input[type=file]").set_input_files(picture)
    patient.get_by_label("What does it show, and why do you send it?").fill("The spot grows")
    looked_at(patient, "photo-phone", axe, shot)
    patient.get_by_role("button", name="Send the photo").click()
    expect(ready(patient).get_by_text("The spot grows", exact=True)).to_be_visible()

    with in_practice(scene.practice):
        adding.add_measurements(
            patient=scene.patient, taken=[taken("oxygen_saturation", "88")], by=scene.amara, now=timezone.now()
        )
    at_desk = open_as(desktop, site, scene.amara.account_id, scene.practice, hat="patient")
    at_desk.goto(f"{site}/me/{scene.patient}/my-record/")
    expect(ready(at_desk).get_by_role("heading", name="This is too little oxygen.")).to_be_visible()
    looked_at(at_desk, "own-desktop", axe, shot)
    on_phone = open_as(phone, site, scene.ines.account_id, scene.practice)
    on_phone.goto(f"{site}/from-patients/")
    expect(ready(on_phone).locator(".from-what", has_text="The spot grows")).to_be_visible()
    looked_at(on_phone, "inbox-phone", axe, shot)
