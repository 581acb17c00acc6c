"""Calls to measure: an installation with a small clinic, visits ready for admission, browsers' pages.

The browser's cameras are its fake ones, at 30 frames a second; everything runs on this machine.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.houses import Served, in_django, served
from tests.browser import FLAGS, chromium_path

WITHIN_MS = 120_000  # generous: other work may share the machine


@dataclass(frozen=True)
class Prepared:
    """What the installation was asked to make ready: sessions, and one visit for each measurement."""

    clinician: str
    patient: str
    device: str
    visits: list[str]


@contextmanager
def house_of_calls() -> Iterator[Served]:
    with served("calls") as house:
        yield house


def prepared(house: Served, visits: int) -> Prepared:
    """Return sessions of clinician and patient, and that many visits with a complete safety card."""
    return Prepared(**json.loads(in_django(house, "bench.calls:prepare", str(visits)).splitlines()[-1]))


@contextmanager
def browser() -> Iterator:
    from playwright.sync_api import sync_playwright

    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*FLAGS, *sandbox], ignore_default_args=["--mute-audio"]
        )
        yield started
        started.close()


def page_of(browser, url: str, session: str, device: str = ""):
    """Return a signed-in page in a browser context of its own; with `device` in a browser that was checked before."""
    context = browser.new_context(permissions=["camera", "microphone"], viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    if device:
        context.add_cookies([{"name": "device", "value": device, "url": url}])
    page = context.new_page()
    page.set_default_timeout(WITHIN_MS)
    return page


def wait_in_room(patient, clinician, house: Served, visit: str) -> None:
    """Bring both to where only "Admit" is missing: cameras open, the patient in the waiting room."""
    patient.goto(f"{house.url}/visits/{visit}/room/")
    patient.locator("[data-media=open]").wait_for()
    clinician.goto(f"{house.url}/visit/{visit}/")
    clinician.locator("[data-media=open]").wait_for()
    clinician.get_by_role("button", name="Admit").wait_for()
    clinician.locator("[data-part=link][data-state=ready]").wait_for()


def fill_card_at_once(patient) -> None:
    """Answer the safety card and go on."""
    patient.get_by_label("Street and town").fill("14 Ropewalk Street, Port Alder")
    patient.get_by_text("Only me").click()
    patient.get_by_label("I agree to be treated by video").check()
    patient.get_by_role("button", name="Continue").click(no_wait_after=True)


def prepare(visits: str, say) -> None:
    """In the installation: found the clinic once, and open visits for it now. Prints what `prepared` reads."""
    from uuid import uuid4

    from django.http import HttpResponse
    from django.utils import timezone

    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.encounters.visits import open_visit
    from telepraxis.care.telehealth import devices, safety
    from telepraxis.care.telehealth.tests import clinic as scene
    from telepraxis.registry.accounts import devices as browsers
    from telepraxis.registry.accounts.people import find_by_email

    slug = "bench-calls"
    tenant = Tenant.objects.filter(slug=slug).first()
    clinic = scene.open_clinic(slug, "Bench Calls") if tenant is None else None
    if clinic is None:
        ines, amara = find_by_email(f"ines@{slug}.example"), find_by_email(f"amara@{slug}.example")
        clinic = scene.Clinic(tenant, None, None, ines, amara, None)
        with clinic.serving():
            clinic.ines = ines.memberships.get().practitioner_id
            clinic.amara = amara.memberships.get().patient_id
    device, kept = uuid4(), HttpResponse()
    browsers.set_cookie(kept, device, secure=False)
    opened, now = [], timezone.now()
    for _ in range(int(visits)):
        with clinic.serving():
            visit = open_visit(
                patient=clinic.amara,
                practitioner=clinic.ines,
                modality="video",
                planned_at=now,
                by=clinic.system,
                now=now,
            )
            said = scene.complete_answers()
            text = safety.consent_text(visit, said.jurisdiction, "en", now)
            safety.answer(visit=visit, answers=said, text=text, by=clinic.as_amara(), now=now)
            devices.keep_check(
                visit=visit, found={"camera": "works", "microphone": "works"}, relay_ms=None, with_camera=True,
                device_id=device, device_name="", by=clinic.as_amara(), now=now,
            )  # fmt: skip
        opened.append(str(visit.id))
    found = {
        "clinician": clinic.clinician_cookie(),
        "patient": clinic.patient_cookie(),
        "device": kept.cookies["device"].value,
        "visits": opened,
    }
    print(json.dumps(found))
