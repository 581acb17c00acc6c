"""The first visit, end to end: what the whole platform is for."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base import record
from telepraxis.base.record.models import Composition, Encounter
from telepraxis.care.chart.models import Signature
from telepraxis.care.scheduling.models import Appointment
from telepraxis.care.telehealth.tests.scenes import moves_on, sees_picture
from tests.journeys.people import book_as_newcomer, come_in, open_practice, running_worker, sign_note, write_note
from tests.sites import in_practice, open_as, running_relay, running_site
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.media]
TOLD = "Stop the new washing powder. Put the cream on twice a day for 7 days."


@pytest.fixture(scope="session")
def relay(tmp_path_factory):
    with running_relay(tmp_path_factory.mktemp("turn")) as relay:
        yield relay


@pytest.fixture
def site(transactional_db, relay, settings):
    with running_site(settings, relay) as address:
        yield address


def link_in(mailbox, subject: str) -> str:
    """Wait for the mail to Amara and return its first link."""
    found = wait_until(
        lambda: [one for one in mailbox.letters(to="amara@example.org") if subject in one.subject.lower()], within_s=60
    )
    return re.search(r"https?://\S+", found[0].text)[0]


def sign_in_by_code(page, mailbox) -> None:
    """Give the address, read the code in the mail, enter it."""
    page.get_by_role("textbox", name="E-mail address").first.fill("amara@example.org")
    page.get_by_role("button", name="Send me a code").click()
    letter = wait_until(
        lambda: [one for one in mailbox.letters(to="amara@example.org") if "code" in one.subject.lower()], 60
    )
    page.get_by_label("Code").fill(re.search(r"[\d-]{6,}", letter[0].subject)[0])
    page.get_by_role("button", name="Continue").click()


def test_a_newcomer_is_booked_seen_documented_told_and_finds_who_looked(site, practice, mailbox, phone, desktop, shot):
    opened = open_practice(practice, timezone.now())
    with running_worker(mailbox, site):
        # Inês starts her day; Amara books from her phone and reads her mail.
        ines = open_as(desktop, site, opened.ines.account_id, practice)
        ines.goto(f"{site}/day/")
        ines.locator("body[data-live-state=open]").wait_for()
        amara = phone.new_page()
        book_as_newcomer(amara, f"{site}/c/quayside/book/")
        amara.goto(link_in(mailbox, "booked"))

        # She comes in, and appears on Inês's page by herself.
        amara.get_by_role("link", name="Join visit").or_(amara.get_by_role("button", name="Join visit")).click()
        come_in(amara)
        expect(ines.get_by_role("region", name="Waiting")).to_contain_text("Amara Okonjo")
        ines.keyboard.press("j")
        ines.get_by_role("button", name="Admit").click()
        sees_picture(ines)
        sees_picture(amara)

        # The note is written while the record moves and the picture does not stop.
        write_note(ines)
        for panel in ("Chart", "Schedule", "Today", "Note"):
            ines.locator("#work-tabs").get_by_role("link", name=panel, exact=True).click()
            expect(ines.locator("#work-tabs [aria-current]")).to_have_text(panel)
        moves_on(ines)
        moves_on(amara)
        shot(ines, "journey-call", whole=False)
        sign_note(ines, TOLD)
        ines.get_by_role("button", name="Finish visit").click()
        expect(amara.get_by_text("The visit is over")).to_be_visible(timeout=10_000)

        # She reads the summary from the bare link, and who looked at her record.
        amara.goto(link_in(mailbox, "summary"))
        sign_in_by_code(amara, mailbox)
        expect(amara.get_by_text(TOLD)).to_be_visible(timeout=10_000)
        shot(amara, "journey-summary")
        amara.goto(f"{site}/record/access/")
        looks = amara.get_by_role("listitem")
        expect(looks.filter(has_text="Dr Inês Carvalho signed the note of your visit")).to_be_visible()
        expect(looks.filter(has_text="Dr Inês Carvalho read your chart")).to_be_visible()
        shot(amara, "journey-who-looked")

    with in_practice(practice):
        signature = Signature.objects.get()
        note = Composition.objects.get(uid=signature.composition_id)
        assert signature.sha256 == record.digest(note.doc)
        assert (Encounter.objects.get().status, Appointment.objects.get().status) == ("finished", "fulfilled")
    words = " ".join(letter.text + letter.subject for letter in mailbox.letters())
    assert not {"rash", "powder", "cream", "dermatitis"} & set(re.findall(r"\w+", words.lower()))
