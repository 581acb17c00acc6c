"""What people try who mean no good: each is refused, stands in the patient's trail, and has changed nothing."""

import asyncio
import json
from datetime import timedelta

import pytest
import websockets
from django.test import Client
from django.utils import timezone

from telepraxis.base.access.pace import Pace, Paces
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.ui.headers import CONTENT_SECURITY_POLICY
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Presence, Visit

from .. import consumers, inviting, misuse
from ..links import MOST_DEVICES
from ..models import ChatMessage, Invitation, JoinedDevice, Seat
from .test_guests import come_in, invite, path_of
from .test_sockets import Line, connect, played

pytestmark = pytest.mark.django_db(transaction=True)

OFFER = {"generation": "g.1", "description": {"type": "offer", "sdp": "v=0"}}


@pytest.fixture(autouse=True)
def fresh_paces(monkeypatch):
    """Nobody has tried anything yet."""
    monkeypatch.setattr(misuse, "WRITTEN", Paces(rate=1 / 60, burst=5))
    monkeypatch.setattr(misuse, "OPENED", Paces(rate=0, burst=30))
    monkeypatch.setattr(consumers, "DOORS", Paces(rate=1, burst=40))


def refused_actions(clinic) -> list[str]:
    with clinic.serving():
        known = AuditEvent.objects.filter(action__startswith="telehealth.").order_by("at")
        return [event.action for event in known if event.patient_id == clinic.amara]


def as_guest(site: str, clinic, browser: Client):
    """Open the guest's socket with everything that browser holds."""
    cookies = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    address = site.replace("http", "ws") + f"/live/call/{clinic.visit_id}/guest/?session=guest"
    return websockets.connect(address, origin=site, additional_headers={"Cookie": cookies})


async def code_of(socket) -> int:
    try:
        while True:
            await asyncio.wait_for(socket.recv(), 20)
    except websockets.ConnectionClosed as ended:
        return ended.rcvd.code


def now_let_in(clinic, invitation: Invitation) -> None:
    with clinic.serving():
        row = Invitation.objects.get(id=invitation.id)
        inviting.let_in(invitation=row, by=clinic.as_ines(), now=timezone.now())


def now_ended(clinic, invitation: Invitation) -> None:
    with clinic.serving():
        inviting.end(invitation=invitation, by=clinic.as_ines(), now=timezone.now())


def test_a_guest_is_seated_when_let_in_and_counted_from_then(in_visit, site):
    invitation = invite(in_visit)
    browser = come_in(invitation)

    async def scene():
        async with as_guest(site, in_visit, browser) as socket:
            marta = Line(socket)
            await marta.hear("knocking")
            await asyncio.to_thread(now_let_in, in_visit, invitation)
            welcome = await marta.hear("welcome")
            await marta.say(kind="beat")
            await marta.hear("beat")
            await marta.hears_no("nothing")
            return welcome, await asyncio.to_thread(present, in_visit)

    welcome, names = played(scene())

    assert welcome["status"] == "in_progress"
    assert names == ["Marta Silva"]


def present(clinic) -> list[str]:
    with clinic.serving():
        return list(Presence.objects.filter(left_at=None).values_list("name", flat=True))


def test_who_waits_before_the_door_hears_and_says_nothing(in_visit, site):
    browser = come_in(invite(in_visit))
    ines_cookie = in_visit.clinician_cookie()

    async def scene():
        async with (
            connect(site, in_visit, "clinician", ines_cookie) as one,
            as_guest(site, in_visit, browser) as two,
        ):
            ines, marta = Line(one), Line(two)
            seat_of_ines = (await ines.hear("welcome"))["me"]
            await marta.hear("knocking")
            await ines.say(kind="chat", key="0193a000-0000-7000-8000-000000000001", text="Between us")
            await ines.hear("chat")
            await marta.say(kind="signal", to=seat_of_ines, data=OFFER)
            await marta.say(kind="chat", key="0193a000-0000-7000-8000-000000000002", text="Hello?")
            await marta.say(kind="ice")
            await marta.say(kind="beat")
            heard = [json.loads(await asyncio.wait_for(two.recv(), 20))["kind"]]
            return heard, await ines.hears_no("signal")

    heard, silent = played(scene())

    assert [kind for kind in heard if kind not in ("guests", "visit")] in ([], ["beat"])
    assert silent is True
    assert "telehealth.spoke_without_seat" in refused_actions(in_visit)
    with in_visit.serving():
        assert [message.text for message in ChatMessage.objects.all()] == ["Between us"]
        assert Seat.objects.filter(role="interpreter").count() == 0


def test_a_stranger_with_an_old_link_is_refused(clinic):
    now = timezone.now()
    with clinic.serving():
        missed = visits.open_visit(
            patient=clinic.amara, practitioner=clinic.ines, modality="video", planned_at=now - timedelta(hours=5),
            by=clinic.system, now=now,
        )  # fmt: skip
    clinic.visit_id = missed.id
    old = clinic.link()

    answer = Client().get(old)

    assert answer.status_code == 410
    assert "This link has expired" in answer.content.decode()
    assert refused_actions(clinic)[-1] == "telehealth.link_refused"
    with clinic.serving():
        assert JoinedDevice.objects.count() == 0


def test_a_removed_guest_is_cut_off_and_refused_with_everything_they_still_hold(in_visit, site):
    invitation = invite(in_visit)
    browser = come_in(invitation)

    async def scene():
        async with as_guest(site, in_visit, browser) as socket:
            marta = Line(socket)
            await marta.hear("knocking")
            await asyncio.to_thread(now_let_in, in_visit, invitation)
            await marta.hear("welcome")
            await asyncio.to_thread(now_ended, in_visit, invitation)
            first = await code_of(socket)
        async with as_guest(site, in_visit, browser) as again:
            return first, await code_of(again)

    codes = played(scene())

    assert codes == (4403, 4403)
    assert browser.get(path_of(invitation)).status_code == 410
    assert browser.get(f"/visits/{in_visit.visit_id}/guest/room/").status_code == 410
    actions = refused_actions(in_visit)
    assert "telehealth.guest_removed" in actions
    assert {"telehealth.socket_refused", "telehealth.guest_link_refused"} <= set(actions)
    with in_visit.serving():
        assert Seat.objects.get(role="interpreter").left_at is not None
        assert Invitation.objects.get().ended_why == "removed"


def test_a_message_with_anothers_seat_goes_out_under_ones_own(in_visit, site):
    invitation = invite(in_visit)
    browser, ines_cookie, amara_cookie = come_in(invitation), in_visit.clinician_cookie(), in_visit.patient_cookie()

    async def scene():
        async with (
            connect(site, in_visit, "patient", amara_cookie) as one,
            connect(site, in_visit, "clinician", ines_cookie) as two,
            as_guest(site, in_visit, browser) as three,
        ):
            amara, ines, marta = Line(one), Line(two), Line(three)
            seat_of_amara = (await amara.hear("welcome"))["me"]
            seat_of_ines = (await ines.hear("welcome"))["me"]
            await marta.hear("knocking")
            await asyncio.to_thread(now_let_in, in_visit, invitation)
            seat_of_marta = (await marta.hear("welcome"))["me"]
            forged = {"from": seat_of_ines, "seat": seat_of_ines, "visit": str(in_visit.visit_id)}
            await marta.say(kind="signal", to=seat_of_amara, data=OFFER, **forged)
            await marta.say(kind="shows", shows={"microphone": True}, **forged)
            return (await amara.hear("signal"))["from"], (await amara.hear("shows"))["id"], seat_of_marta

    signalled, shown, marta = played(scene())

    assert (signalled, shown) == (marta, marta)


def test_a_guest_may_not_admit_anybody(in_visit, site):
    invitation = invite(in_visit)
    browser = come_in(invitation)

    async def scene():
        async with as_guest(site, in_visit, browser) as socket:
            marta = Line(socket)
            await marta.hear("knocking")
            await asyncio.to_thread(now_let_in, in_visit, invitation)
            await marta.hear("welcome")
            await marta.say(kind="admit")
            return await code_of(socket)

    assert played(scene()) == 4403
    assert "telehealth.deed_refused" in refused_actions(in_visit)


@pytest.mark.parametrize(
    ("said", "code", "action"),
    [
        ("not json", 4408, "telehealth.message_forged"),
        (json.dumps({"kind": "signal", "to": "x", "data": {"generation": "g"}}), 4408, "telehealth.signal_forged"),
        (json.dumps({"kind": "chat", "text": "x" * 70_000}), 4408, "telehealth.flooded"),
        (json.dumps({"kind": "admit"}), 4403, "telehealth.deed_refused"),
    ],
)
def test_forged_messages_cut_the_line_and_leave_a_row(clinic, site, said, code, action):
    clinic.answer_card()

    async def scene(cookie):
        async with connect(site, clinic, "patient", cookie) as socket:
            await Line(socket).hear("welcome")
            await socket.send(said)
            return await code_of(socket)

    assert played(scene(clinic.patient_cookie())) == code
    assert refused_actions(clinic).count(action) == 1
    with clinic.serving():
        assert Visit.objects.get().admitted_at is None


def test_unknown_kinds_do_nothing_and_a_flood_of_them_leaves_five_rows(clinic, site):
    clinic.answer_card()

    async def scene(cookie):
        async with connect(site, clinic, "patient", cookie) as socket:
            amara = Line(socket)
            await amara.hear("welcome")
            for _ in range(50):
                await amara.say(kind="record", server=True)
            return await amara.hears_no("record")

    assert played(scene(clinic.patient_cookie())) is True
    assert refused_actions(clinic).count("telehealth.message_unknown") == 5


def test_a_flood_of_joins_fills_no_table(clinic):
    link = clinic.link()

    answers = [Client().get(link).status_code for _ in range(60)]

    assert answers.count(302) == MOST_DEVICES
    assert answers.count(403) == 30 - MOST_DEVICES
    assert answers[30:] == [429] * 30
    with clinic.serving():
        assert JoinedDevice.objects.count() == MOST_DEVICES
    assert refused_actions(clinic).count("telehealth.link_refused") == 5


def test_a_flood_of_sockets_is_turned_away_before_it_asks_the_database(clinic, site, monkeypatch):
    clinic.answer_card()
    monkeypatch.setattr(consumers, "DOORS", Paces(rate=0, burst=3))
    cookie = clinic.patient_cookie()

    async def scene():
        codes = []
        for _ in range(6):
            try:
                async with connect(site, clinic, "patient", cookie) as socket:
                    codes.append((await Line(socket).hear("welcome"))["kind"])
            except websockets.InvalidStatus as refused:
                codes.append(refused.response.status_code)
        return codes

    assert played(scene()) == ["welcome"] * 3 + [403] * 3
    with clinic.serving():
        assert Seat.objects.count() == 1


def test_a_pace_for_each_key_forgets_the_oldest():
    clock = [0.0]
    paces = Paces(rate=1, burst=1, most=2, clock=lambda: clock[0])

    assert [paces.allows("a"), paces.allows("a"), paces.allows("b")] == [True, False, True]
    clock[0] = 1.0
    assert paces.allows("a") is True
    assert (paces.allows("c"), len(paces.known)) == (True, 2)
    assert Pace(rate=1, burst=2, clock=lambda: clock[0]).allows() is True


def test_no_page_of_a_call_runs_a_script_from_elsewhere(clinic):
    phone = Client()
    page = phone.get(clinic.link(), follow=True)

    assert page.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "script-src 'self';" in CONTENT_SECURITY_POLICY


def test_a_guest_reads_the_chat_from_when_they_came_in(in_visit, site):
    invitation = invite(in_visit)
    browser, ines_cookie = come_in(invitation), in_visit.clinician_cookie()

    async def scene():
        async with (
            connect(site, in_visit, "clinician", ines_cookie) as one,
            as_guest(site, in_visit, browser) as two,
        ):
            ines, marta = Line(one), Line(two)
            await ines.hear("welcome")
            await marta.hear("knocking")
            await ines.say(kind="chat", key="0193a000-0000-7000-8000-000000000001", text="Between us")
            await ines.hear("chat")
            await asyncio.to_thread(now_let_in, in_visit, invitation)
            before = (await marta.hear("welcome"))["chat"]
            await ines.say(kind="chat", key="0193a000-0000-7000-8000-000000000002", text="Welcome, Marta")
            return before, (await marta.hear("chat"))["line"]["text"]

    assert played(scene()) == ([], "Welcome, Marta")
