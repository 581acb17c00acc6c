"""Two people in two real browsers: admitted, interrupted, back again, and never with a click."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.care.encounters.models import Presence
from telepraxis.registry.consents.giving import withdraw
from telepraxis.registry.organizations.models import OrganizationProfile
from tests.waiting import wait_until

from .. import relay
from ..models import ChatMessage, SafetyCard, Seat
from .scenes import moves_on, sees_picture, signed_in, to_waiting_room

pytestmark = [pytest.mark.browser, pytest.mark.media, pytest.mark.django_db(transaction=True)]

KEPT_BYTES = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === "telepraxis-kept")) return 0;
  const open = indexedDB.open("telepraxis-kept");
  const base = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  if (!base.objectStoreNames.contains("rows")) return 0;
  const all = base.transaction("rows").objectStore("rows").getAll();
  const rows = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  base.close();
  return rows.reduce((sum, row) => sum + row.sealed.byteLength, 0);
}"""


def test_admitted_they_see_each_other(in_call, clinic):
    amara, ines = in_call

    expect(amara.get_by_role("region", name="Waiting room")).to_have_count(0)
    assert clinic.visit().status == "in_progress"
    wait_until(lambda: people_present(clinic) == {("patient", "Amara Okonjo"), ("clinician", "Dr Inês Carvalho")})


# What this page says in a negotiation reaches the others two and a half seconds later, in order.
SAYS_LATE = """() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    if (String(text).includes('"kind":"signal"')) setTimeout(() => send.call(this, text), 2_500);
    else send.call(this, text);
  };
}"""


def test_whoever_waited_long_is_sent_one_offer_even_where_the_answer_is_slow(waiting):
    amara, ines = waiting
    amara.evaluate(SAYS_LATE)
    said = []
    ines.on("websocket", lambda socket: socket.on("framesent", lambda text: said.append(str(text))))
    ines.reload()
    ines.get_by_role("button", name="Admit").wait_for()
    ines.wait_for_function("() => performance.now() > 9000")  # longer than a link may take to come up

    ines.get_by_role("button", name="Admit").click()
    sees_picture(ines)
    sees_picture(amara)

    offers = [text for text in said if '"type":"offer"' in text]
    assert len(offers) == 1
    assert len(offers[0]) < 5500  # on a line of 60 kbit/s it takes 0.7 seconds


def test_reload_of_either_side_brings_both_back_without_a_click(in_call, clinic):
    amara, ines = in_call

    amara.reload()
    sees_picture(amara)
    moves_on(ines)
    ines.reload()
    sees_picture(ines)
    moves_on(amara)

    with clinic.serving():
        assert Seat.objects.filter(left_at=None, lost_at=None).count() == 2


def test_a_short_loss_of_network_heals_by_itself(in_call):
    amara, ines = in_call

    amara.context.set_offline(True)
    expect(amara.locator("[data-part=link]")).to_have_attribute("data-state", "line_lost_call_on", timeout=10_000)
    amara.context.set_offline(False)

    expect(amara.locator("[data-part=link]")).to_have_attribute("data-state", "good", timeout=10_000)
    moves_on(amara)
    moves_on(ines)


def test_a_web_process_that_dies_is_outlived_by_the_call(in_call, site_server):
    amara, ines = in_call

    site_server.stop()
    expect(amara.locator("[data-part=link]")).to_have_attribute("data-state", "line_lost_call_on", timeout=10_000)
    moves_on(amara)
    site_server.start()

    for page in (amara, ines):
        expect(page.locator("[data-part=link]")).to_have_attribute("data-state", "good", timeout=10_000)
        moves_on(page)


def test_what_is_typed_during_a_gap_arrives_once(in_call, clinic):
    amara, ines = in_call
    amara.context.set_offline(True)
    expect(amara.locator("[data-part=link]")).to_have_attribute("data-tone", "warn", timeout=10_000)

    amara.get_by_role("textbox", name="Message").fill("Can you hear me?")
    amara.get_by_role("button", name="Send", exact=True).click()
    expect(amara.get_by_role("region", name="Chat")).to_contain_text("Will be sent when the connection is back")
    amara.context.set_offline(False)

    expect(ines.get_by_role("region", name="Chat")).to_contain_text("Can you hear me?", timeout=10_000)
    with clinic.serving():
        assert [message.text for message in ChatMessage.objects.all()] == ["Can you hear me?"]


def test_a_chat_line_outlives_the_tab_in_which_it_was_typed(in_call, clinic):
    amara, ines = in_call
    amara.context.set_offline(True)
    expect(amara.locator("[data-part=link]")).to_have_attribute("data-tone", "warn", timeout=30_000)
    box = amara.get_by_role("textbox", name="Message")
    box.fill("Sent into the gap")
    amara.get_by_role("button", name="Send", exact=True).click()
    box.fill("And half a sent")
    both = '{"line":"And half a sent","unsent":[["00000000-0000-0000-0000-000000000000","Sent into the gap"]]}'
    wait_until(lambda: amara.evaluate(KEPT_BYTES) == len(both) + 16)
    address, context = amara.url, amara.context
    amara.close(run_before_unload=False)
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)
    expect(again.get_by_role("textbox", name="Message")).to_have_value("And half a sent", timeout=30_000)
    expect(ines.get_by_role("region", name="Chat")).to_contain_text("Sent into the gap", timeout=30_000)
    with clinic.serving():
        assert [message.text for message in ChatMessage.objects.all()] == ["Sent into the gap"]


def test_a_second_tab_takes_over(in_call):
    amara, ines = in_call

    second = amara.context.new_page()
    second.goto(amara.url)

    sees_picture(second)
    moves_on(ines)
    expect(amara.get_by_text("You are in this visit in another window")).to_be_visible()


def test_muting_and_camera_off_are_seen_by_the_other(in_call, clinic):
    amara, ines = in_call

    amara.get_by_role("button", name="Mute microphone").click()
    amara.get_by_role("button", name="Turn off camera").click()

    expect(amara.get_by_role("button", name="Mute microphone")).to_have_attribute("aria-pressed", "true")
    expect(ines.get_by_text("Amara Okonjo has no camera on. You hear each other.")).to_be_visible()
    amara.get_by_role("button", name="Turn off camera").click()
    expect(ines.get_by_text("Amara Okonjo has no camera on.")).to_be_hidden()
    moves_on(ines)


def test_a_device_can_be_changed_during_the_call(in_call):
    amara, ines = in_call

    amara.get_by_role("button", name="Choose camera").click()
    dialog = amara.get_by_role("dialog", name="Camera, microphone, speaker")
    microphones = dialog.get_by_label("Microphone").locator("option")
    other = microphones.nth(1).get_attribute("value")
    dialog.get_by_label("Microphone").select_option(other)
    dialog.get_by_role("button", name="Done").click()

    moves_on(ines)
    expect(amara.locator("[data-part=link]")).to_have_attribute("data-state", "good")


def test_leaving_is_said_and_coming_back_is_one_click(in_call, clinic):
    amara, ines = in_call

    amara.get_by_role("button", name="Leave visit").click()

    expect(amara.get_by_text("You have left the visit")).to_be_visible()
    expect(ines.get_by_text("You are alone in the call").first).to_be_visible()
    assert clinic.visit().status == "in_progress"
    amara.get_by_role("button", name="Come back in").click()
    sees_picture(amara)
    sees_picture(ines)


def test_the_organization_may_force_the_relay(clinic, site, new_context):
    with clinic.serving():
        OrganizationProfile.objects.update(force_relay=True)
    amara = new_context().new_page()
    to_waiting_room(amara, site + clinic.link())
    ines = signed_in(new_context(), site, clinic.clinician_cookie()).new_page()
    ines.goto(f"{site}/visit/{clinic.visit_id}/")

    ines.get_by_role("button", name="Admit").click()

    sees_picture(ines)
    sees_picture(amara)
    expect(amara.locator("[data-call]")).to_have_attribute("data-relayed", "true", timeout=10_000)
    expect(ines.locator("[data-call]")).to_have_attribute("data-relayed", "true", timeout=10_000)


def test_relay_credentials_are_renewed_during_the_call_and_the_picture_goes_on(clinic, site, new_context, monkeypatch):
    monkeypatch.setattr(relay, "GOOD_FOR", timedelta(seconds=6))
    with clinic.serving():
        OrganizationProfile.objects.update(force_relay=True)
    amara = new_context().new_page()
    to_waiting_room(amara, site + clinic.link())
    ines_context = signed_in(new_context(), site, clinic.clinician_cookie())
    ines = ines_context.new_page()
    heard = []
    ines.on("websocket", lambda socket: socket.on("framereceived", lambda text: heard.append(text)))
    ines.goto(f"{site}/visit/{clinic.visit_id}/")
    ines.get_by_role("button", name="Admit").click()
    sees_picture(ines)

    ines.wait_for_function("() => document.querySelector('video[data-participant]').currentTime > 14", timeout=60_000)

    assert len({name for text in heard for name in re.findall(r'"username":"(\d+)', str(text))}) >= 3
    moves_on(ines)
    moves_on(amara)
    expect(ines.locator("[data-call]")).to_have_attribute("data-relayed", "true")


def test_the_screen_can_be_shared_and_taken_back(in_call):
    amara, ines = in_call

    ines.get_by_role("button", name="Share screen").click()
    expect(ines.get_by_role("button", name="Share screen")).to_have_attribute("aria-pressed", "true")
    moves_on(amara)
    ines.get_by_role("button", name="Share screen").click()

    expect(ines.get_by_role("button", name="Share screen")).to_have_attribute("aria-pressed", "false")
    moves_on(amara)


def test_a_visit_that_is_finished_ends_on_both_sides(in_call, clinic):
    amara, ines = in_call

    ines.get_by_role("button", name="Finish visit").click()

    expect(amara.get_by_text("The visit is over")).to_be_visible()
    assert clinic.visit().status == "finished"
    amara.goto(amara.url)
    expect(amara.get_by_role("heading", name="This visit is over")).to_be_visible()


def test_a_consent_taken_back_ends_the_call_and_both_are_told_at_once(in_call, clinic):
    amara, ines = in_call
    with clinic.serving():
        withdraw(consent=SafetyCard.objects.get().consent, by=clinic.as_amara(), now=timezone.now())

    expect(ines.get_by_role("region", name="Safety card")).to_contain_text("Consent taken back")
    expect(ines.locator("[data-part=link]")).to_have_text("You are alone in the call")
    expect(amara.get_by_text("This page may not be in the visit any more")).to_be_visible()
    wait_until(lambda: people_present(clinic) == {("clinician", "Dr Inês Carvalho")})


def test_a_refused_camera_is_said_and_the_visit_goes_on_with_sound(clinic, site, new_context):
    clinic.answer_card()
    amara = signed_in(new_context(), site, clinic.patient_cookie()).new_page()
    amara.add_init_script(
        """const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = want => want.video
            ? Promise.reject(new DOMException("Permission denied", "NotAllowedError")) : real(want);"""
    )
    amara.goto(f"{site}/visits/{clinic.visit_id}/way-in/")
    expect(amara.get_by_text("The browser does not allow the camera.").first).to_be_visible()
    expect(amara.get_by_role("heading", name="How to allow it in your browser")).to_be_visible()
    amara.get_by_role("button", name="Continue").click()
    ines = signed_in(new_context(), site, clinic.clinician_cookie()).new_page()
    ines.goto(f"{site}/visit/{clinic.visit_id}/")
    expect(ines.get_by_role("region", name="Waiting room")).to_contain_text("Camera: not allowed in the browser")
    ines.get_by_role("button", name="Admit").click()

    sees_picture(amara)
    expect(amara.get_by_text("The visit goes on with sound.").first).to_be_visible()
    expect(ines.get_by_text("Amara Okonjo has no camera on. You hear each other.")).to_be_visible()
    assert hears(ines)


def people_present(clinic) -> set[tuple[str, str]]:
    with clinic.serving():
        return set(Presence.objects.filter(left_at=None).values_list("role", "name"))


def hears(page) -> bool:
    """Tell whether sound of the other side arrives."""
    return page.evaluate(
        """async () => { const video = document.querySelector("video[data-participant]");
            return video.srcObject.getAudioTracks().some(track => track.readyState === "live" && !track.muted) }"""
    )
