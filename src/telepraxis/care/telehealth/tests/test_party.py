"""Four people in four real browsers: invited, let in, named, removed; and a fifth who finds no place."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from telepraxis.care.encounters.models import Presence
from tests.browser import DESKTOP, PHONE, sideways
from tests.waiting import wait_until

from .. import inviting
from ..models import Invitation

pytestmark = [pytest.mark.browser, pytest.mark.media, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def new_context(new_machine):
    """Everybody sits at a machine of their own, and four of them share ours."""

    def make(**settings):
        context = new_machine(**settings)
        context.set_default_timeout(60_000)
        return context

    expect.set_options(timeout=30_000)
    yield make
    expect.set_options(timeout=5_000)


def invites(ines: Page, name: str, role: str = "Interpreter") -> str:
    """Dr Inês invites somebody and copies the link."""
    ines.get_by_role("button", name="People in this visit").click()
    dialog = ines.get_by_role("dialog", name="People in this visit")
    dialog.get_by_text(role, exact=True).click()
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Invite", exact=True).click()
    link = dialog.get_by_role("textbox", name="Link for the guest")
    expect(dialog.get_by_text(f"{name} is invited.")).to_be_visible()
    address = link.input_value()
    dialog.get_by_role("button", name="Close").click()
    return address


def knocks(guest: Page, address: str) -> None:
    """The guest opens the link, agrees, and waits before the door."""
    guest.goto(address)
    expect(guest.get_by_role("heading", name="You are invited")).to_be_visible()
    guest.locator("[data-media=checked]").wait_for()
    guest.get_by_label("I keep to myself").check()
    guest.get_by_role("button", name="Continue").click()
    expect(guest.get_by_role("region", name="Waiting room")).to_contain_text("sees that you are here")


def lets_in(ines: Page, name: str) -> None:
    ines.get_by_role("button", name=f"Let in {name}").click()


def sees(page: Page, count: int) -> None:
    """Wait until that many pictures move here."""
    page.wait_for_function(
        """count => { const videos = [...document.querySelectorAll(".remote video[data-participant]")];
            const moves = video => video.videoWidth > 0 && video.currentTime > 0 && !video.paused;
            return videos.length === count && videos.every(moves) }""",
        arg=count,
        timeout=60_000,
    )


def a_guest(ines: Page, new_context, name: str, role: str = "Interpreter", **settings) -> Page:
    guest = new_context(**settings).new_page()
    knocks(guest, invites(ines, name, role))
    lets_in(ines, name)
    return guest


@pytest.fixture
def four(in_call, new_context):
    """Amara, Dr Inês, Marta who interprets and Chidi, Amara's brother."""
    amara, ines = in_call
    marta = a_guest(ines, new_context, "Marta Silva")
    chidi = a_guest(ines, new_context, "Chidi Okonjo", "Family member or carer")
    people = (amara, ines, marta, chidi)
    for page in people:
        sees(page, 3)
    return people


def test_four_people_see_each_other_and_stand_in_the_record(four, clinic):
    amara, ines, marta, chidi = four

    for page, first in ((amara, "Dr Inês Carvalho"), (ines, "Amara Okonjo"), (marta, "Dr Inês Carvalho")):
        names = page.locator("figure.seat figcaption b").all_text_contents()
        assert len(names) == 3
        assert page.locator("figure.seat[style*='order: 0'] figcaption b").text_content() == first
    expect(amara.get_by_text("Marta Silva", exact=True)).to_be_visible()
    wait_until(lambda: roles_present(clinic) == ["clinician", "interpreter", "patient", "relative"], 60)

    chidi.reload()
    sees(chidi, 3)
    sees(ines, 3)


def roles_present(clinic) -> list[str]:
    with clinic.serving():
        return sorted(Presence.objects.filter(left_at=None).values_list("role", flat=True))


def test_a_fifth_finds_no_place_and_the_clinician_is_told(four, new_context):
    amara, ines, *_ = four
    guest = new_context().new_page()

    knocks(guest, invites(ines, "Dr Rui Pinto", "Colleague"))
    lets_in(ines, "Dr Rui Pinto")

    full = "Four people are in this visit, and more it does not hold. Somebody must leave first."
    expect(ines.locator(".knocking-place").get_by_role("alert")).to_have_text(full)
    expect(guest.get_by_role("region", name="Waiting room")).to_be_visible()
    sees(amara, 3)


def test_removed_a_guest_is_out_at_once_and_the_others_go_on(in_call, new_context, clinic):
    amara, ines = in_call
    marta = a_guest(ines, new_context, "Marta Silva")
    sees(amara, 2)

    ines.get_by_role("button", name="People in this visit").click()
    dialog = ines.get_by_role("dialog", name="People in this visit")
    dialog.get_by_role("button", name="Remove Marta Silva").click()

    expect(marta.get_by_text("You are not in this visit any more")).to_be_visible()
    sees(amara, 1)
    sees(ines, 1)
    marta.reload()
    expect(marta.get_by_role("heading", name="Your part in this visit has ended")).to_be_visible()
    with clinic.serving():
        assert Presence.objects.get(role="interpreter").left_at is not None


def test_refused_a_guest_never_hears_a_word(in_call, new_context):
    amara, ines = in_call
    guest = new_context().new_page()
    knocks(guest, invites(ines, "Marta Silva"))

    ines.get_by_role("button", name="Refuse Marta Silva").click()

    expect(guest.get_by_text("You are not in this visit any more")).to_be_visible()
    expect(ines.get_by_role("group", name="Marta Silva waits")).to_have_count(0)


def test_who_comes_goes_and_mutes_is_spoken(in_call, new_context):
    amara, ines = in_call
    listen(amara)

    marta = a_guest(ines, new_context, "Marta Silva")
    sees(amara, 2)
    said(amara, "Marta Silva is here (Interpreter).")
    marta.get_by_role("button", name="Mute microphone").click()
    said(amara, "Marta Silva has muted the microphone.")
    marta.get_by_role("button", name="Leave visit").click()
    said(amara, "Marta Silva has left.")


def listen(page: Page) -> None:
    """Keep every sentence that a screen reader would speak."""
    page.evaluate(
        """() => { window.spoken = []; const region = document.getElementById("announcer");
            new MutationObserver(() => window.spoken.push(region.textContent)).observe(region, { childList: true }) }"""
    )


def said(page: Page, sentence: str) -> None:
    heard = "sentence => window.spoken.some(one => one.includes(sentence))"
    page.wait_for_function(heard, arg=sentence, timeout=20_000)


def test_the_call_can_be_run_by_single_keys_and_they_can_be_switched_off(in_call):
    amara, ines = in_call
    mute = amara.get_by_role("button", name="Mute microphone")

    amara.keyboard.press("m")
    expect(mute).to_have_attribute("aria-pressed", "true")
    amara.keyboard.press("c")
    amara.keyboard.type("m")
    expect(amara.get_by_role("textbox", name="Message")).to_have_value("m")
    expect(mute).to_have_attribute("aria-pressed", "true")
    amara.get_by_role("textbox", name="Message").blur()
    amara.keyboard.press("d")
    dialog = amara.get_by_role("dialog", name="Camera, microphone, speaker")
    dialog.get_by_text("Keyboard", exact=True).click()
    dialog.get_by_label("Single keys work").uncheck()
    dialog.get_by_role("button", name="Done").click()
    amara.keyboard.press("m")

    expect(mute).to_have_attribute("aria-pressed", "true")
    ines.keyboard.press("p")
    expect(ines.get_by_role("dialog", name="People in this visit")).to_be_visible()


def test_where_there_is_one_camera_and_no_engine_nothing_is_offered(in_call):
    amara, _ines = in_call

    assert amara.locator("[data-part=captions]").is_hidden()
    assert amara.locator("[data-part=captions-dial]").is_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_of_a_guest_is_without_a_barrier(in_call, new_context, axe, shot, theme, clinic):
    amara, ines = in_call
    for page in (amara, ines):
        page.emulate_media(color_scheme=theme)

    def seen(page, name):
        shot(page, f"telehealth-{name}-{theme}", whole=False)
        axe(page)
        assert sideways(page) == 0

    ines.get_by_role("button", name="People in this visit").click()
    expect(ines.get_by_role("heading", name="Invite somebody")).to_be_visible()
    seen(ines, "people-desktop")
    ines.get_by_role("button", name="Close").click()
    chidi = new_context(**PHONE, color_scheme=theme).new_page()
    address = invites(ines, "Chidi Okonjo", "Family member or carer")
    chidi.goto(address)
    chidi.locator("[data-media=checked]").wait_for()
    seen(chidi, "guest-phone")
    knocks(chidi, address)
    seen(chidi, "guest-waits-phone")
    expect(ines.get_by_role("group", name="Chidi Okonjo waits")).to_be_visible()
    seen(ines, "knocking-desktop")
    lets_in(ines, "Chidi Okonjo")
    sees(ines, 2)
    seen(ines, "three-desktop")
    seen(amara, "three-phone")
    marta = a_guest(ines, new_context, "Marta Silva", **DESKTOP, color_scheme=theme)
    for page in (amara, ines, marta, chidi):
        sees(page, 3)
    marta.get_by_role("button", name="Mute microphone").click()
    expect(amara.locator("figure.seat[data-muted]")).to_have_count(1)
    seen(ines, "four-desktop")
    seen(marta, "four-guest-desktop")
    seen(chidi, "four-phone")
    with clinic.serving():
        ended = Invitation.objects.get(name="Chidi Okonjo")
        inviting.end(invitation=ended, by=clinic.as_ines(), now=timezone.now())
    expect(chidi.get_by_text("You are not in this visit any more")).to_be_visible()
    seen(chidi, "guest-removed-phone")
    assert re.search("/guest/room/$", chidi.url)
    sees(marta, 2)
