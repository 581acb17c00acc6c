"""Nurse Freya talks with waiting Amara over the visit's own line, while Dr Inês waits outside."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from django.test import Client
from django.utils import timezone

from telepraxis.base.access import Actor, Role
from telepraxis.care.encounters import rooming
from telepraxis.registry.accounts import hats, people
from telepraxis.registry.accounts.models import Account
from tests.signing_in import sign_in_client

from ..models import Seat
from .test_sockets import Line, connect, played

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = {"generation": "freya", "description": {"type": "offer", "sdp": "v=0"}}


@pytest.fixture
def freya(clinic) -> Account:
    return people.create_staff_account(
        email="freya@quayside.example", name="Freya Lindqvist", roles={Role.NURSE}, by=clinic.system, now=timezone.now()
    )


@pytest.fixture
def cookies(clinic, freya) -> dict[str, str]:
    client = Client()
    sign_in_client(client, freya, clinic.tenant, hat=hats.STAFF)
    hers = client.cookies["sessionid"].value
    return {"amara": clinic.patient_cookie(), "ines": clinic.clinician_cookie(), "freya": hers}


@pytest.fixture
def come(clinic, site, cookies):
    """Return a function that opens somebody's page: it sits when the function returns."""

    async def come(lines: AsyncExitStack, who: str) -> Line:
        side = "patient" if who == "amara" else "clinician"
        line = Line(await lines.enter_async_context(connect(site, clinic, side, cookies[who])))
        line.welcome = await line.hear("welcome")
        return line

    return come


def as_freya(clinic, freya) -> Actor:
    return Actor(
        organization_id=clinic.tenant.id, account_id=freya.id, name="Freya Lindqvist", roles=frozenset({Role.NURSE})
    )


def with_nurse(clinic, freya) -> None:
    clinic.answer_card()
    with clinic.serving():
        rooming.take(visit=clinic.visit(), by=as_freya(clinic, freya), now=timezone.now())


def test_nurse_and_patient_talk_and_the_doctor_is_not_in_it(clinic, freya, come):
    async def scene():
        async with AsyncExitStack() as lines:
            amara, nurse, doctor = [await come(lines, who) for who in ("amara", "freya", "ines")]
            seen = [line.welcome for line in (amara, nurse, doctor)]
            await nurse.say(kind="signal", to=seen[0]["me"], data=OFFER)
            await doctor.say(kind="signal", to=seen[0]["me"], data=OFFER | {"generation": "ines"})
            heard = await amara.hear("signal")
            return seen, heard, await amara.hears_no("signal")

    with_nurse(clinic, freya)
    (amara, nurse, doctor), heard, nothing_more = played(scene())

    assert [one["status"] for one in (amara, nurse, doctor)] == ["in_progress", "in_progress", "ready"]
    assert [other["name"] for other in nurse["others"]] == ["Amara Okonjo"]
    assert doctor["others"] == []
    assert (heard["from"], nothing_more) == (nurse["me"], True)


def test_ready_for_the_doctor_ends_the_talk_and_the_patient_waits_on(clinic, freya, come):
    async def scene():
        async with AsyncExitStack() as lines:
            amara, doctor = [await come(lines, who) for who in ("amara", "ines")]
            await asyncio.to_thread(ready)
            again = [await line.hear("welcome") for line in (amara, doctor)]
            await amara.say(kind="signal", to=again[1]["me"], data=OFFER)
            return again, await doctor.hears_no("signal")

    def ready():
        with clinic.serving():
            rooming.ready_for_clinician(visit=clinic.visit(), by=as_freya(clinic, freya), now=timezone.now())

    with_nurse(clinic, freya)
    (amara, doctor), silent = played(scene())

    assert (amara["status"], doctor["status"], silent) == ("ready", "ready", True)
    assert [other["name"] for other in doctor["others"]] == ["Amara Okonjo"]


def test_the_doctor_admits_out_of_the_nurses_hands_and_all_three_meet(clinic, freya, come):
    async def scene():
        async with AsyncExitStack() as lines:
            amara, nurse, doctor = [await come(lines, who) for who in ("amara", "freya", "ines")]
            await doctor.say(kind="admit")
            return [await line.hear("welcome") for line in (amara, nurse, doctor)]

    with_nurse(clinic, freya)
    welcomes = played(scene())

    assert {one["status"] for one in welcomes} == {"in_progress"}
    assert [sorted(other["role"] for other in one["others"]) for one in welcomes] == [
        ["clinician", "colleague"],
        ["clinician", "patient"],
        ["colleague", "patient"],
    ]
    with clinic.serving():
        assert clinic.visit().rooming_ended_at is not None
        assert Seat.objects.count() == 3
