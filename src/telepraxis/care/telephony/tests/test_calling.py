"""Calling with real programs: a browser, Janus, Kamailio as the provider, baresip as the patient's telephone."""

import pytest
from playwright.sync_api import expect

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Encounter
from telepraxis.care.encounters.models import Presence, Visit
from telepraxis.care.telehealth.models import SafetyCard
from telepraxis.care.telehealth.tests.scenes import sees_picture, to_waiting_room
from telepraxis.care.telephony.models import Trunk
from tests.exchange import AMARA, BUSY, NOBODY, PRACTICE, Telephone
from tests.waiting import wait_until

from .conftest import TONE, last_call, line_state, set_up_line

pytestmark = [pytest.mark.browser, pytest.mark.media, pytest.mark.django_db(transaction=True)]
PATIENCE_MS = 30_000

# The loudest frequency in what the page plays.
LOUDEST = """
async () => {
  const audio = document.querySelector("audio[data-part=sound]");
  if (!audio.srcObject) return 0;
  const context = new AudioContext(), analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  context.createMediaStreamSource(audio.srcObject).connect(analyser);
  await new Promise(done => setTimeout(done, 700));
  const heard = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(heard);
  const best = heard.indexOf(Math.max(...heard));
  const loud = heard[best] > -60;
  const hertz = best * context.sampleRate / analyser.fftSize;
  await context.close();
  return loud ? hertz : 0;
}
"""


def by_phone(clinic) -> None:
    """The visit was booked by phone from the start."""
    with clinic.serving():
        from telepraxis.care.encounters import presences

        presences.go_on_by(visit=clinic.visit(), modality="phone", by=clinic.system, now=clinic.visit().opened_at)


def stands(page, words: str) -> None:
    expect(page.locator("[data-part=standing]")).to_contain_text(words, timeout=PATIENCE_MS)


def hears(page, hertz: float) -> None:
    wait_until(lambda: abs(page.evaluate(LOUDEST) - hertz) < 30, 30)


def test_both_hear_each_other_and_the_minutes_are_those_of_the_call(clinic, site, telephone, desk):
    by_phone(clinic)
    desk.goto(f"{site}/visit/{clinic.visit_id}/")
    desk.get_by_role("button", name="Call by phone").click()
    stands(desk, "On the phone with Amara Okonjo")

    hears(desk, 440)
    wait_until(lambda: telephone.loudness(TONE) > 0.5, 30)
    with clinic.serving():
        assert sorted(Presence.objects.filter(left_at=None).values_list("role", "modality")) == [
            ("clinician", "phone"), ("patient", "phone"),
        ]  # fmt: skip
        assert Visit.objects.get().status == "in_progress"

    desk.get_by_role("button", name="Hang up").click()
    stands(desk, "The call with Amara Okonjo has ended")
    wait_until(lambda: not telephone.do("listcalls")["data"].count(AMARA), 20)
    call = last_call(clinic)
    assert (call.outcome, call.number, call.direction) == ("finished", AMARA, "out")
    with clinic.serving():
        assert Presence.objects.filter(left_at=None).count() == 0
        assert Encounter.objects.count() == 1
        kept = list(
            AuditEvent.objects.filter(action__startswith="phone.").order_by("at").values_list("action", flat=True)
        )
    assert kept == ["phone.set_up", "phone.dialled", "phone.rang", "phone.answered", "phone.ended"]


@pytest.fixture
def on_the_phone(clinic, site, telephone, desk):
    """Dr Inês has Amara on the phone, in a visit by phone from the start."""
    by_phone(clinic)
    desk.goto(f"{site}/visit/{clinic.visit_id}/")
    desk.get_by_role("button", name="Call by phone").click()
    stands(desk, "On the phone with Amara Okonjo")
    wait_until(lambda: telephone.loudness(TONE) > 0.5, 30)
    return desk


def test_on_hold_nobody_hears_the_room_and_then_both_go_on(on_the_phone, telephone, clinic, shot):
    desk = on_the_phone
    shot(desk, "phone-talking")
    desk.get_by_role("button", name="Hold").click()
    stands(desk, "Amara Okonjo is on hold")
    wait_until(lambda: telephone.is_quiet(), 30)

    desk.get_by_role("button", name="Hold").click()
    stands(desk, "On the phone with Amara Okonjo")
    hears(desk, 440)
    # This telephone does not go on recording after a hold; that we speak again is read from our own sender.
    assert desk.evaluate("document.querySelector('[data-phone]').phone.connection.getSenders()[0].track.enabled")
    assert last_call(clinic).held_at is None


def test_the_patient_hangs_up_and_the_visit_stays_open(on_the_phone, telephone, clinic):
    telephone.do("hangup")

    stands(on_the_phone, "The call with Amara Okonjo has ended")
    expect(on_the_phone.get_by_role("button", name="Call by phone")).to_be_visible()
    with clinic.serving():
        assert Visit.objects.get().status == "in_progress"
        assert Presence.objects.filter(left_at=None).count() == 0


def test_a_line_that_is_cut_is_said_and_the_minutes_stop(on_the_phone, telephone, clinic):
    telephone.kill()

    stands(on_the_phone, "The line was cut. Call again: it stays the same visit.")
    assert last_call(clinic).outcome == "cut"
    with clinic.serving():
        assert Presence.objects.filter(left_at=None).count() == 0
        assert Visit.objects.get().status == "in_progress"


def test_a_media_server_that_dies_ends_the_call_and_the_line_comes_back_by_itself(
    on_the_phone, telephone, janus, clinic
):
    _media, program = janus
    program.kill()

    stands(on_the_phone, "The line was cut. Call again: it stays the same visit.")
    assert last_call(clinic).outcome == "cut"
    wait_until(lambda: line_state(clinic) == "silent", 20)
    telephone.do("hangup")  # it has heard nothing of the end yet
    program.begin()
    wait_until(lambda: line_state(clinic) == "registered", 40)
    on_the_phone.get_by_role("button", name="Call by phone").click()
    stands(on_the_phone, "On the phone with Amara Okonjo")
    with clinic.serving():
        assert Encounter.objects.count() == 1


def ring(desk, site, clinic) -> None:
    by_phone(clinic)
    desk.goto(f"{site}/visit/{clinic.visit_id}/")
    desk.get_by_role("button", name="Call by phone").click()


def test_busy_is_said(clinic, site, line, desk):
    clinic.answer_card(callback_phone=BUSY)
    ring(desk, site, clinic)

    stands(desk, "Amara Okonjo is on another call. Try again in a few minutes.")
    assert last_call(clinic).outcome == "busy"


def test_a_number_that_nobody_has_is_said(clinic, site, line, desk):
    clinic.answer_card(callback_phone=NOBODY)
    ring(desk, site, clinic)

    stands(desk, "No phone has this number. Check it with the patient.")
    assert last_call(clinic).outcome == "wrong_number"


def test_no_answer_is_said_after_the_time_that_was_set(clinic, site, line, exchange_folder, desk):
    silent = Telephone(line, exchange_folder, answers=False)
    with clinic.serving():
        Trunk.objects.update(ring_seconds=3)
    try:
        ring(desk, site, clinic)
        stands(desk, "It rings at Amara Okonjo")
        stands(desk, "Amara Okonjo did not answer. Try again, or another number.")
        wait_until(lambda: AMARA not in silent.do("listcalls")["data"], 20)
    finally:
        silent.end()

    assert last_call(clinic).outcome == "no_answer"
    with clinic.serving():
        assert Visit.objects.get().status == "waiting"
        assert Presence.objects.count() == 0


def test_a_provider_that_is_dead_is_said_with_what_to_do(clinic, site, line, desk):
    line.kill()
    ring(desk, site, clinic)

    stands(desk, "The phone provider did not connect the call. Try again, or dial on your own phone.")
    assert last_call(clinic).outcome == "provider"


def test_wrong_credentials_are_said_where_one_calls_and_where_one_sets_up(clinic, site, provider, switchboard, desk):
    set_up_line(clinic, provider, secret="not-the-secret")
    wait_until(lambda: line_state(clinic) == "refused", 20)
    ring(desk, site, clinic)

    expect(desk.locator("[data-part=trouble]")).to_contain_text("Dial the number on your own phone.")
    expect(desk.locator("[data-part=line]")).to_have_text(
        "The phone provider refuses the user or the secret. Check both under Set-up, Phone."
    )
    assert last_call(clinic) is None
    assert "not-the-secret" not in desk.content()


def test_somebody_calls_and_the_chart_is_offered(clinic, site, telephone, desk, shot, axe):
    desk.goto(f"{site}/phone/")
    desk.locator("[data-connected]").wait_for()
    desk.get_by_role("button", name="Take calls here").click()
    telephone.do("dial", f"sip:{PRACTICE}@{telephone.provider.address}")

    incoming = desk.locator("[data-part=incoming]")
    expect(incoming).to_contain_text("+351 910 555 014 is calling", timeout=PATIENCE_MS)
    expect(incoming).to_contain_text("Amara Okonjo")
    shot(desk, "phone-rings")
    axe(desk, without=["label-content-name-mismatch"])  # the menu shows initials, hidden from screen readers
    desk.get_by_role("button", name="Answer").click()
    stands(desk, "On the phone with +351 910 555 014")
    expect(desk.locator("[data-part=callers]").get_by_role("link")).to_contain_text("Amara Okonjo")
    hears(desk, 440)
    wait_until(lambda: telephone.loudness(TONE) > 0.5, 30)
    shot(desk, "phone-answered")

    telephone.do("hangup")
    expect(desk.get_by_role("region", name="Latest calls")).to_contain_text("called us", timeout=PATIENCE_MS)
    assert (last_call(clinic).outcome, last_call(clinic).name) == ("finished", "Dr Inês Carvalho")
    with clinic.serving():
        seen = AuditEvent.objects.filter(action="phone.caller_shown", patient_id=clinic.amara)
        assert {event.actor_name for event in seen} == {"Dr Inês Carvalho"}


def test_a_call_that_nobody_takes_is_on_the_list_of_missed_ones(clinic, site, telephone, desk):
    telephone.do("dial", f"sip:{PRACTICE}@{telephone.provider.address}")
    wait_until(lambda: last_call(clinic) and last_call(clinic).state == "ringing", 20)
    telephone.do("hangup")
    wait_until(lambda: last_call(clinic).outcome == "missed", 20)

    desk.goto(f"{site}/phone/")
    missed = desk.get_by_role("region", name="Missed calls")
    expect(missed).to_contain_text("+351 910 555 014")
    missed.get_by_role("button", name="Done").click()
    expect(desk.get_by_role("region", name="Missed calls")).to_contain_text("Nobody called in vain.")


def test_video_goes_on_by_phone_with_one_click_and_the_patient_is_told(
    clinic, site, telephone, desk, new_context, shot
):
    amara = new_context(viewport={"width": 390, "height": 844}).new_page()
    to_waiting_room(amara, site + clinic.link())
    desk.goto(f"{site}/visit/{clinic.visit_id}/")
    desk.get_by_role("button", name="Admit").click()
    wait_until(lambda: clinic.visit().status == "in_progress", 30)
    encounter = clinic.visit().encounter_id

    desk.get_by_role("button", name="Go on by phone").click()

    stands(desk, "On the phone with Amara Okonjo")
    expect(amara.locator(".phone-banner")).to_contain_text("You are on the phone", timeout=PATIENCE_MS)
    shot(amara, "phone-patient-told", whole=False)
    wait_until(lambda: telephone.loudness(TONE) > 0.5, 30)
    hears(desk, 440)
    visit = clinic.visit()
    assert (visit.encounter_id, visit.modality) == (encounter, "phone")
    with clinic.serving():
        assert SafetyCard.objects.get(visit=visit).consent_id is not None

    desk.get_by_role("button", name="Hang up").click()
    stands(desk, "The call with Amara Okonjo has ended")
    expect(amara.locator(".phone-banner")).to_contain_text("Your visit goes on by phone", timeout=PATIENCE_MS)
    desk.get_by_role("button", name="Go on by video").click()
    sees_picture(desk)
    expect(amara.locator(".phone-banner")).to_have_text("")


def test_what_a_page_forges_is_refused_and_kept(clinic, site, line, desk):
    """A page that is not ours asks for a premium number, another's call, and a recording."""
    desk.goto(f"{site}/visit/{clinic.visit_id}/")
    told = desk.evaluate(
        """async ({ visit }) => {
            const socket = new WebSocket(`ws://${location.host}/live/phone/`), told = [];
            await new Promise(open => socket.onopen = open);
            const answer = () => new Promise(next => socket.onmessage = ({ data }) => {
                const said = JSON.parse(data); if (said.kind === "refused") { told.push(said.why); next(); } });
            for (const asked of [{ kind: "call", number: "+351 760 123 456", visit, sdp: "v=0" },
                                 { kind: "record", visit }]) {
                const heard = answer(); socket.send(JSON.stringify(asked)); await heard; }
            return told; }""",
        {"visit": str(clinic.visit_id)},
    )

    assert told == [
        "This is a number at extra cost: it is never called from here.",
        "Nothing is recorded: patient and clinician must both agree first.",
    ]
    with clinic.serving():
        kept = AuditEvent.objects.filter(action__in=["phone.refused", "phone.recording_refused"]).order_by("at")
        assert [(event.action, event.actor_name, event.reason) for event in kept] == [
            ("phone.refused", "Dr Inês Carvalho", "premium …456"),
            ("phone.recording_refused", "Dr Inês Carvalho", "not both agreed"),
        ]
    assert last_call(clinic) is None
