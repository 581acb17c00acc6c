"""Rui and Inês write to those who wait; Amara reads it at once, in her language, and answers."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from django.utils import timezone

from telepraxis.base.access import Actor, NotAllowed, Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.presences import participant_of
from telepraxis.care.encounters.tests.people import *  # noqa: F403
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.registry.accounts.models import Account
from tests.signing_in import sign_in_client

from .. import chatting, written
from ..models import ChatMessage
from .test_sockets import Line, connect, played

LATE = "The doctor is about 20 minutes late. Thank you for waiting."


@pytest.fixture
def waiting(video_visit, amara):
    return visits.patient_ready(visit=video_visit, by=amara, now=TEN_FORTY)


def write(readers, by, **said):
    return written.write_to(visits=readers, by=by, now=TEN_FORTY, **said)


def test_a_line_from_the_desk_stands_in_the_chat_and_the_audit_and_in_no_mail(waiting, rui):
    [line] = write([waiting], rui, text=" The doctor is on her way. ")

    assert (line.text, line.name, line.role) == ("The doctor is on her way.", rui.name, "colleague")
    assert [each.id for each in chatting.messages_of(waiting)] == [line.id]
    event = AuditEvent.objects.get(action="telehealth.written_to_waiting")
    assert (event.patient_id, event.account_id) == (waiting.patient_id, rui.account_id)
    assert OutgoingMail.objects.count() == 0


def test_a_ready_phrase_is_read_in_the_patients_language(waiting, amara_record, ines):
    [line] = write([waiting], ines, phrase="late", minutes=20)
    assert line.text == LATE

    assert written.phrase_in("xx", "late", 20) == LATE


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"text": "  "}, chatting.NothingSaid),
        ({"text": "a" * 2001}, chatting.MessageTooLong),
        ({"phrase": "shout"}, written.UnknownPhrase),
    ],
)
def test_nothing_too_much_and_what_is_not_there_is_refused(waiting, rui, said, refusal):
    with pytest.raises(refusal):
        write([waiting], rui, **said)

    assert ChatMessage.objects.count() == 0


def test_patients_and_strangers_write_to_nobody(waiting, amara):
    stranger = Actor(organization_id=waiting.patient_id, roles=frozenset({Role.NURSE}))
    for somebody in (amara, stranger):
        with pytest.raises(NotAllowed):
            write([waiting], somebody, text="Hello")

    assert ChatMessage.objects.count() == 0


def test_in_the_visit_its_chat_is_the_place(waiting, ines, rui):
    visits.admit(visit=waiting, by=ines, now=TEN_FORTY)

    with pytest.raises(visits.VisitHasBegun):
        write([waiting], rui, text="Hello")


def browser(client, actor, tenant):
    sign_in_client(client, Account.objects.get(id=actor.account_id), tenant, hat="staff")
    return client


def test_the_desk_reads_the_answer_and_what_follows_is_the_visits(waiting, amara, ines, rui, quayside, client):
    desk, path = browser(client, rui, quayside), f"/waiting/{waiting.id}/write/"
    assert desk.post(path, {"phrase": "stay"}).status_code == 302
    chatting.write(
        visit=waiting, participant=participant_of(amara, waiting), key=waiting.id, text="Will it be long?",
        by=amara, now=TEN_FORTY,
    )  # fmt: skip
    assert "Will it be long?" in desk.get(path).content.decode()
    assert desk.post(path, {"text": ""}).status_code == 422

    admitted = visits.admit(visit=waiting, by=ines, now=timezone.now())
    chatting.write(
        visit=admitted, participant=participant_of(amara, admitted), key=amara.account_id, text="It itches here",
        by=amara, now=timezone.now(),
    )  # fmt: skip
    assert "It itches here" not in desk.get(path).content.decode()


def test_everybody_who_waits_gets_it_once(waiting, quayside, rui, client):
    desk = browser(client, rui, quayside)
    assert "1 person waits by video" in desk.get("/waiting/write/").content.decode()

    answer = desk.post("/waiting/write/", {"phrase": "late:20"})

    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert [line.text for line in ChatMessage.objects.all()] == [LATE]


@pytest.mark.django_db(transaction=True)
def test_amaras_page_hears_it_at_once(clinic, site):
    async def scene():
        async with AsyncExitStack() as lines:
            amara = Line(await lines.enter_async_context(connect(site, clinic, "patient", cookie)))
            await amara.hear("welcome")
            await asyncio.to_thread(say)
            return await amara.hear("chat")

    def say():
        with clinic.serving():
            written.write_to(
                visits=[clinic.visit()], phrase="late", minutes=20, by=clinic.as_ines(), now=timezone.now()
            )

    clinic.answer_card()
    cookie = clinic.patient_cookie()
    line = played(scene())["line"]

    assert (line["text"], line["name"], line["mine"]) == (LATE, "Dr Inês Carvalho", False)
