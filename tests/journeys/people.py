"""A practice that opens this minute, and what its people do in their browsers."""

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from playwright.sync_api import Page, expect

from telepraxis.base.access import Actor, Role
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.scheduling import hours, offering
from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
from tests.people import colleague
from tests.sites import in_practice

expect.set_options(timeout=20_000)  # two browsers encode video beside the server
ALL_DAY = [hours.WeekRule(weekday, 0, 24 * 60) for weekday in range(7)]


@dataclass
class Opened:
    """The practice, its physician and its front desk."""

    practice: Tenant
    ines: Actor
    rui: Actor


def open_practice(practice: Tenant, now: datetime) -> Opened:
    """Let Dr Inês Carvalho offer video visits of 20 minutes, all day and from the next five minutes on."""
    with in_practice(practice) as system:
        doctor = enrol(
            title="Dr",
            given="Inês",
            family="Carvalho",
            specialty_code="family-medicine",
            languages=["en", "pt"],
            licences=[NewLicence(jurisdiction="PT", number="OM 41872", valid_from=date(2009, 9, 1))],
            time_zone="Europe/Lisbon",
            by=system,
            now=now,
        )
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
        rui = colleague("rui@quayside.test", "Rui Tavares", {Role.FRONT_DESK}, system)
        hours.set_week(practitioner=doctor.uid, rules=ALL_DAY, by=system, now=now)
        offering.offer_service(
            name="Talk to a doctor",
            minutes=20,
            grid_minutes=5,
            notice_minutes=0,
            cancel_cutoff_minutes=0,
            price_minor=3500,
            currency="EUR",
            modalities=["video"],
            practitioners=[doctor.uid],
            by=system,
            now=now,
        )
    return Opened(practice, ines, rui)


@contextmanager
def running_worker(mailbox, site: str):
    """Run the real worker on the test's database; its mails go to the test's mail server."""
    environment = os.environ | {
        "TELEPRAXIS_SMTP_URL": mailbox.url,
        "TELEPRAXIS_URL": site,
        "TELEPRAXIS_MAIL_FROM": "visits@clinic.example",
        "TELEPRAXIS_BOUNCE_DOMAIN": "clinic.example",
    }
    worker = subprocess.Popen([sys.executable, "-m", "telepraxis.server.worker"], env=environment)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(10)


def book_as_newcomer(page: Page, address: str) -> None:
    """Book the soonest visit in three screens, as somebody the practice has never seen."""
    page.goto(address)
    page.get_by_label("What is it about?").fill("Itchy rash on both elbows")
    page.get_by_text("No, none").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="When suits you?").wait_for()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("First name").fill("Amara")
    page.get_by_label("Last name").fill("Okonjo")
    page.get_by_label("Day").fill("12")
    page.get_by_label("Month").fill("3")
    page.get_by_label("Year").fill("1991")
    page.get_by_label("E-mail").fill("amara@example.org")
    page.get_by_label("Phone").fill("+351 910 555 014")
    page.get_by_role("button", name="Confirm booking").click()
    expect(page.get_by_role("heading", name="Your visit is booked")).to_be_visible()


def come_in(page: Page) -> None:
    """Check the devices and fill in the safety card, as far as the waiting room."""
    page.locator("[data-media=checked]").wait_for()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("region", name="Safety card").wait_for()
    page.get_by_label("Street and town").fill("14 Ropewalk Street, Port Alder")
    page.get_by_text("Only me").click()
    page.get_by_label("I agree to be treated by video").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("region", name="Waiting room")).to_be_visible()


def write_note(page: Page) -> None:
    note = page.get_by_role("region", name="Note")
    note.get_by_role("textbox", name="Story").fill("Itchy rash on both inner elbows for 7 days, after a new powder.")
    note.get_by_role("textbox", name="Seen").fill("Red, dry, slightly raised patches in both elbow folds.")
    note.get_by_role("textbox", name="Assessment").fill("Contact dermatitis")
    note.get_by_role("textbox", name="Plan").fill("Stop the powder. Hydrocortisone 1% twice a day for 7 days.")
    expect(note.get_by_role("status")).to_contain_text("Saved ")


def sign_note(page: Page, summary: str) -> None:
    note = page.get_by_role("region", name="Note")
    note.get_by_role("button", name="Sign note").click()
    note.get_by_label("Summary for").fill(summary)
    note.get_by_role("button", name="Sign note").click()
    expect(note).to_contain_text("Signed by Dr Inês Carvalho")
