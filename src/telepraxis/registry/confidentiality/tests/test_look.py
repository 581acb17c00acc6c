"""In real browsers: Samuel opens what is closed, Tomé reviews it, Amara reads who did, Marta says who is cleared."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.base import record
from telepraxis.base.access import Role
from telepraxis.base.record.labels import Label
from telepraxis.base.record.models import Opening
from telepraxis.registry.accounts import people
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.confidentiality import labelling, wishes
from telepraxis.registry.patients import proxies, registration
from tests.browser import DESKTOP, PHONE, sideways
from tests.people import colleague, patient_with_account
from tests.sites import in_practice, open_as

from .conftest import problem
from .test_breaking import WHY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"phone": PHONE, "desktop": DESKTOP}


@pytest.fixture
def scene(practice):
    with in_practice(practice) as system:
        now = timezone.now()
        row = registration.register(
            given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), gender="female", email="amara@example.org",
            language="en", jurisdiction="PT", by=system, now=now,
        )  # fmt: skip
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system)
        samuel = colleague("samuel@quayside.test", "Dr Samuel Adeyemi", {Role.PHYSICIAN}, system)
        tome = colleague("tome@quayside.test", "Tomé Reis", {Role.PRIVACY_OFFICER}, system)
        marta = colleague("marta@quayside.test", "Marta Nunes", {Role.MANAGER}, system)
        amara = patient_with_account(row, system)
        asthma = problem(row.uid, "Asthma", system)
        depression = problem(row.uid, "Depression", system)
        record.put_labels("Condition", depression.logical_id, Label.MENTAL_HEALTH, by=system, now=now)
        entry = labelling.entry_of(row.uid, "Condition", asthma.uid)
        wishes.ask(patient=row.uid, entry=entry, words="My employer is a patient here too.", by=amara, now=now)
        chidi = people.account_for_proxy(email="chidi@example.org", name="Chidi Okonjo", by=system, now=now)
        proxies.appoint(
            patient=row.uid, account=chidi, authority="patients_wish", scope=["record"], relation="brother", by=system,
            now=now,
        )  # fmt: skip
        member = Membership.objects.get(account_id=samuel.account_id)
    return SimpleNamespace(
        practice=practice, patient=row.uid, ines=ines, samuel=samuel, tome=tome, marta=marta, amara=amara,
        asthma=asthma.uid, member=member.id,
    )  # fmt: skip


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_what_is_closed_is_opened_reviewed_and_told(site, scene, new_context, axe, shot, device):
    def look(page, name):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            shot(page, f"confidentiality-{name}-{device}-{theme}")
            axe(page)
        page.emulate_media(color_scheme="light")
        assert sideways(page) == 0, name

    def as_(actor, hat="staff"):
        return open_as(new_context(**SIZES[device]), site, actor.account_id, scene.practice, hat=hat)

    page = as_(scene.samuel)
    page.goto(f"{site}/chart/{scene.patient}/")
    page.locator("html[data-ready]").wait_for(state="attached")
    expect(page.get_by_text("1 entry is restricted")).to_be_visible()
    look(page, "closed")
    page.get_by_role("link", name="Open in an emergency").click()
    dialog = page.get_by_role("dialog", name="Open in an emergency")
    dialog.get_by_role("button", name="Open for four hours").click()
    expect(dialog.get_by_text("Say why you need it now. Nothing was opened.")).to_be_visible()
    look(page, "dialog")
    dialog.get_by_label("Why do you need it now?").fill(WHY)
    dialog.get_by_role("button", name="Open for four hours").click()
    expect(page.get_by_text("Opened until")).to_be_visible()
    expect(page.get_by_text("Depression").first).to_be_visible()
    look(page, "opened")

    page.goto(f"{site}/chart/{scene.patient}/entry/{scene.asthma}/")
    page.locator("html[data-ready]").wait_for(state="attached")
    page.get_by_role("link", name="Restrict").click()
    page.get_by_label("Mental health").check()
    look(page, "restrict")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Restricted now.")).to_be_visible()
    look(page, "restricted")

    officer = as_(scene.tome)
    officer.goto(f"{site}/privacy/")
    look(officer, "inbox")
    officer.get_by_role("link", name="Dr Samuel Adeyemi").click()
    officer.get_by_text("Justified", exact=True).click()
    officer.get_by_label("What you found, and what follows").fill("She was unconscious; he called the psychiatrist.")
    look(officer, "opening")
    officer.get_by_role("button", name="Set down the review").click()
    officer.get_by_role("link", name="Amara Okonjo Keep").click()
    look(officer, "wish")
    officer.goto(f"{site}/privacy/clearances/")
    look(officer, "clearances")

    own = as_(scene.amara, hat="patient")
    own.goto(f"{site}/me/{scene.patient}/privacy/")
    expect(own.get_by_text(WHY)).to_be_visible()
    look(own, "own")
    own.get_by_role("link", name="Keep something private").click()
    look(own, "ask")

    manager = as_(scene.marta)
    manager.goto(f"{site}/setup/people/{scene.member}/")
    look(manager, "member")
    manager.get_by_label("Mental health").check()
    manager.get_by_role("button", name="Save clearance").click()
    expect(manager.get_by_label("Mental health")).to_be_checked()

    page.goto(f"{site}/chart/{scene.patient}/")
    page.locator("html[data-ready]").wait_for(state="attached")
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text("Opened until")).to_have_count(0)
    with in_practice(scene.practice):
        opening = Opening.objects.get(kind="break_glass")
        assert opening.justified is True and opening.ended_at is not None
