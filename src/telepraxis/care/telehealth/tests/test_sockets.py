"""The call's socket as strangers, waiting patients and other organizations find it."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import websockets
from django.test import Client
from django.utils import timezone

from telepraxis.care.encounters import visits

from ..models import ChatMessage, Seat
from .clinic import open_clinic

pytestmark = pytest.mark.django_db(transaction=True)


def played(scene):
    """Play a scene in a loop of its own: the browser's loop may be running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scene).result(60)


class Line:
    """A raw socket: says JSON, hears JSON."""

    def __init__(self, socket):
        self.socket = socket

    async def say(self, **message):
        await self.socket.send(json.dumps(message))

    async def hear(self, kind: str) -> dict:
        """Return the next message of the kind."""
        while True:
            message = json.loads(await asyncio.wait_for(self.socket.recv(), 10))
            if message["kind"] == kind:
                return message

    async def hears_no(self, kind: str) -> bool:
        """Tell that no such message comes before the answer to a question asked now."""
        await self.say(kind="ice")
        while True:
            message = json.loads(await asyncio.wait_for(self.socket.recv(), 10))
            if message["kind"] == kind:
                return False
            if message["kind"] == "ice":
                return True


def connect(site: str, clinic, side: str, session: str = ""):
    address = site.replace("http", "ws") + f"/live/call/{clinic.visit_id}/{side}/?session=test-{side}"
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    return websockets.connect(address, origin=site, additional_headers=headers)


async def closed_with(connection) -> int:
    async with connection as socket:
        try:
            while True:
                await asyncio.wait_for(socket.recv(), 10)
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code


def test_a_socket_without_a_session_is_refused(clinic, site):
    assert played(closed_with(connect(site, clinic, "patient"))) == 4403
    assert played(closed_with(connect(site, clinic, "clinician"))) == 4403
    with clinic.serving():
        assert Seat.objects.count() == 0


def test_another_organization_is_refused(clinic, site):
    hillcrest = open_clinic("hillcrest", "Hillcrest Clinic")

    assert played(closed_with(connect(site, clinic, "clinician", hillcrest.clinician_cookie()))) == 4403
    assert played(closed_with(connect(site, clinic, "patient", hillcrest.patient_cookie()))) == 4403
    with clinic.serving():
        assert Seat.objects.count() == 0


def test_a_patient_may_not_take_the_clinicians_door(clinic, site):
    assert played(closed_with(connect(site, clinic, "clinician", clinic.patient_cookie()))) == 4403


def test_who_waits_cannot_signal_and_cannot_admit_themself(clinic, site):
    clinic.answer_card()

    async def scene():
        async with (
            connect(site, clinic, "clinician", clinic_cookies["ines"]) as one,
            connect(site, clinic, "patient", clinic_cookies["amara"]) as two,
        ):
            ines, amara = Line(one), Line(two)
            seat_of_ines = (await ines.hear("welcome"))["me"]
            await amara.hear("welcome")
            offer = {"generation": "g.1", "description": {"type": "offer", "sdp": "v=0"}}
            await amara.say(kind="signal", to=seat_of_ines, data=offer)
            await amara.say(kind="admit")
            return await ines.hears_no("signal"), await closed(two)

    async def closed(socket) -> int:
        try:
            while True:
                await asyncio.wait_for(socket.recv(), 10)
        except websockets.ConnectionClosed as ended:
            return ended.rcvd.code

    clinic_cookies = {"ines": clinic.clinician_cookie(), "amara": clinic.patient_cookie()}
    nothing_came, code = played(scene())

    assert nothing_came is True
    assert code == 4403
    assert clinic.visit().status == "ready" or clinic.visit().status == "waiting"


def test_admitted_their_steps_are_passed_on_with_ids_from_the_server(clinic, site):
    clinic.answer_card()
    ines_cookie, amara_cookie = clinic.clinician_cookie(), clinic.patient_cookie()
    offer = {"generation": "g.1", "description": {"type": "offer", "sdp": "v=0"}}

    async def scene():
        async with (
            connect(site, clinic, "patient", amara_cookie) as two,
            connect(site, clinic, "clinician", ines_cookie) as one,
        ):
            ines, amara = Line(one), Line(two)
            me = (await amara.hear("welcome"))["me"]
            welcome = await ines.hear("welcome")
            await ines.say(kind="admit", to=me, data={**offer, "from": "somebody else"})
            return welcome["me"], await amara.hear("signal")

    seat, heard = played(scene())

    assert heard == {"kind": "signal", "from": seat, "data": offer}
    assert clinic.visit().status == "in_progress"


@pytest.mark.parametrize(
    "said",
    [
        "not json",
        json.dumps({"kind": "signal", "to": "x", "data": {"generation": "g", "description": {"type": "script"}}}),
        json.dumps({"kind": "signal", "to": "x", "data": {"generation": "g", "candidate": {"candidate": ["x"]}}}),
        json.dumps({"kind": "signal", "to": "x", "data": {"generation": "g"}, "more": "x" * 70_000}),
    ],
)
def test_forged_and_oversized_messages_end_the_line(clinic, site, said):
    clinic.answer_card()

    async def scene(cookie):
        async with connect(site, clinic, "patient", cookie) as socket:
            await Line(socket).hear("welcome")
            await socket.send(said)
            try:
                while True:
                    await asyncio.wait_for(socket.recv(), 10)
            except websockets.ConnectionClosed as ended:
                return ended.rcvd.code

    assert played(scene(clinic.patient_cookie())) == 4408


def test_a_flood_ends_the_line(clinic, site):
    clinic.answer_card()

    async def scene(cookie):
        async with connect(site, clinic, "patient", cookie) as socket:
            await Line(socket).hear("welcome")
            try:
                for _ in range(2_000):
                    await socket.send('{"kind": "nothing"}')
                while True:
                    await asyncio.wait_for(socket.recv(), 10)
            except websockets.ConnectionClosed as ended:
                return ended.rcvd.code

    assert played(scene(clinic.patient_cookie())) == 4408


def test_chat_is_kept_once_and_shown_as_text(clinic, site):
    clinic.answer_card()
    key = "0193a000-0000-7000-8000-000000000001"

    async def scene(ines_cookie, amara_cookie):
        async with (
            connect(site, clinic, "clinician", ines_cookie) as one,
            connect(site, clinic, "patient", amara_cookie) as two,
        ):
            ines, amara = Line(one), Line(two)
            await ines.hear("welcome")
            await amara.hear("welcome")
            for _ in range(2):
                await amara.say(kind="chat", key=key, text="<script>alert(1)</script>")
            return await ines.hear("chat")

    heard = played(scene(clinic.clinician_cookie(), clinic.patient_cookie()))

    assert heard["line"]["text"] == "<script>alert(1)</script>"
    assert heard["line"]["mine"] is False
    with clinic.serving():
        assert ChatMessage.objects.get().name == "Amara Okonjo"


def test_a_link_lets_its_browser_into_the_socket_and_no_other(clinic, site):
    phone = Client()
    phone.get(clinic.link(), follow=True)
    phone.post(f"/visits/{clinic.visit_id}/devices/", {"microphone": "works"})
    clinic.answer_card()
    cookies = "; ".join(f"{name}={one.value}" for name, one in phone.cookies.items())
    stolen = f"sessionid={phone.cookies['sessionid'].value}"  # without the device's own cookie

    async def first(header: str) -> dict | int:
        address = site.replace("http", "ws") + f"/live/call/{clinic.visit_id}/patient/"
        async with websockets.connect(address, origin=site, additional_headers={"Cookie": header}) as socket:
            try:
                return json.loads(await asyncio.wait_for(socket.recv(), 10))
            except websockets.ConnectionClosed as closed:
                return closed.rcvd.code

    assert played(first(cookies))["kind"] == "welcome"
    assert played(first(stolen)) == 4403


def test_a_visit_that_is_over_seats_nobody(clinic, site):
    clinic.answer_card()
    now = timezone.now()
    with clinic.serving():
        visits.patient_ready(visit=clinic.visit(), by=clinic.system, now=now)
        visits.admit(visit=clinic.visit(), by=clinic.system, now=now)
        visits.finish(visit=clinic.visit(), by=clinic.system, now=now)

    assert played(closed_with(connect(site, clinic, "patient", clinic.patient_cookie()))) == 4404
    with clinic.serving():
        assert Seat.objects.count() == 0
