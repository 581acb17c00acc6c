"""A visit between two browsers on a network of our own that turns thin, dark and strict: hands off, one visit."""

import time

import pytest
from playwright.sync_api import expect

from bench import network as deeds
from bench.houses import in_django
from bench.over_link import heard, scene_over_link, sent_again, visits
from tests.netlink import Access

pytestmark = [pytest.mark.browser, pytest.mark.media]

GENEROUS_MS = 90_000


@pytest.fixture(scope="module")
def scene(playwright):
    with scene_over_link("network-scene", playwright=playwright) as scene:
        yield scene


@pytest.fixture
def call(scene):
    """Dr Inês and Amara in a visit over a clean network."""
    ready = visits(scene, 1)
    made = deeds.begin(scene, ready, ready.visits[0])
    yield made
    scene.net.set("patient")
    deeds.end(made)


def rung(page, *names: str) -> None:
    """Wait until the page sends on one of the rungs."""
    page.wait_for_function(
        "names => names.includes(document.querySelector('[data-call]').dataset.rung)",
        arg=list(names),
        timeout=GENEROUS_MS,
    )


def test_a_dark_minute_heals_hands_off_in_the_same_visit_and_what_was_typed_arrives_once(call):
    amara, ines = call.pages
    call.scene.net.set("patient", Access(cut=True))
    expect(amara.locator("[data-part=link]")).to_have_attribute("data-tone", "warn", timeout=GENEROUS_MS)
    amara.get_by_role("textbox", name="Message").fill("Are you still there?")
    amara.get_by_role("button", name="Send", exact=True).click()
    expect(amara.get_by_role("region", name="Other ways to go on")).to_be_visible(timeout=GENEROUS_MS)
    expect(ines.get_by_role("region", name="Other ways to go on")).to_be_visible(timeout=GENEROUS_MS)

    call.scene.net.set("patient")
    call.back(time.time())

    assert call.clicks == 0
    expect(ines.get_by_role("region", name="Chat").get_by_text("Are you still there?")).to_have_count(
        1, timeout=GENEROUS_MS
    )
    for page in call.pages:
        expect(page.get_by_role("region", name="Other ways to go on")).to_be_hidden(timeout=GENEROUS_MS)
    assert in_django(call.scene.house, "bench.network:count_split", call.visit).split()[-1] == "0"


def test_at_sixty_kilobits_sound_goes_on_and_both_are_told_why_then_the_picture_comes_back(call):
    amara, ines = call.pages
    call.scene.net.set("patient", Access(rate_kbit=60))

    rung(amara, "stills", "voice")
    rung(ines, "stills", "voice")
    for page in call.pages:
        expect(page.locator("[data-part=network]")).to_contain_text("network", timeout=GENEROUS_MS)
    ines.locator("canvas[data-still-of]").wait_for(timeout=GENEROUS_MS)
    deeds.rest(call, 10)
    assert min(heard(page, 8)[0] for page in call.pages) > 0.8  # a bench measures it on a quiet machine
    assert max(sent_again(page, 7) for page in call.pages) < 10  # what is left of the picture does not fill the line

    call.scene.net.set("patient")
    rung(amara, "full", "good", "fair")
    rung(ines, "full", "good", "fair")
    expect(ines.locator("canvas[data-still-of]")).to_have_count(0, timeout=GENEROUS_MS)


def test_where_only_tls_gets_through_the_call_goes_over_the_relay(scene):
    scene.net.set("patient", Access(only_tcp_ports=(8443, 5349)))
    ready = visits(scene, 1)
    call = deeds.begin(scene, ready, ready.visits[0])

    try:
        expect(call.patient.locator("[data-call]")).to_have_attribute("data-relayed", "true", timeout=GENEROUS_MS)
    finally:
        scene.net.set("patient")
        deeds.end(call)
