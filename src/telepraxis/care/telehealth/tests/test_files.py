"""Files in the chat of a visit: both sides send, both see, strangers and poison do not come in."""

import asyncio
import io

import pytest
from django.test import Client

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.files.models import StoredFile
from telepraxis.base.record.models import DocumentReference
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import *  # noqa: F403
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.commons.documents.keeping import entered_in_error
from telepraxis.commons.documents.tests import poison
from telepraxis.commons.documents.tests.test_opening import MARKUP

from ..models import ChatMessage
from .test_sockets import Line, connect, played

KEY = "01890000-0000-7000-8000-00000000000a"


def send(client, path: str, content: bytes, name="arm.jpg", key=KEY):
    file = io.BytesIO(content)
    file.name = name
    return client.post(path, {"file": file, "key": key})


@pytest.fixture
def begun(video_visit, amara, ines):
    visits.patient_ready(visit=video_visit, by=amara, now=TEN_FORTY)
    return visits.admit(visit=video_visit, by=ines, now=TEN_FORTY)


def test_amara_sends_a_picture_and_it_lands_in_the_encounter_once(begun, amara, browse):
    client = browse(amara)
    answers = [send(client, f"/visits/{begun.id}/files/", poison.photograph()) for _ in range(2)]

    row, message = DocumentReference.objects.get(), ChatMessage.objects.get()
    assert [answer.json() for answer in answers] == [{"sent": str(message.id)}] * 2
    assert (row.encounter_id, row.patient_id, row.title) == (begun.encounter_id, begun.patient_id, "arm.jpg")
    assert (message.text, message.name, message.document_id) == ("arm.jpg", "Amara Okonjo", row.uid)
    assert AuditEvent.objects.filter(action="telehealth.file_sent", patient_id=amara.patient_id).count() == 1


def test_a_poisoned_picture_in_the_chat_is_refused_audited_and_nothing_is_kept(begun, amara, ines, browse):
    sides = ((amara, f"/visits/{begun.id}/files/"), (ines, f"/visit/{begun.id}/files/"))
    answers = [send(browse(person), path, b"<svg><script>alert(1)</script></svg>") for person, path in sides]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(422, {"refused": MARKUP})] * 2
    assert (DocumentReference.objects.count(), ChatMessage.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    assert AuditEvent.objects.filter(action="documents.refused", reason="markup").count() == 2


def test_what_ines_sends_amara_saves_through_her_visit(begun, amara, ines, tomasz, browse):
    send(browse(ines), f"/visit/{begun.id}/files/", poison.pdf(), "exercises.pdf")
    path = f"/visits/{begun.id}/files/{DocumentReference.objects.get().uid}/"
    saved, small = browse(amara).get(path), browse(amara).get(f"{path}small/")

    assert saved["Content-Disposition"] == "attachment; filename*=UTF-8''exercises.pdf"
    assert (saved["X-Content-Type-Options"], small["Content-Type"]) == ("nosniff", "image/jpeg")
    assert browse(tomasz).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_a_file_of_another_way_is_not_had_through_the_visit(begun, amara, ines, browse):
    from telepraxis.commons.documents.keeping import keep

    row = keep(content=poison.png(), name="x.png", patient=amara.patient_id, by=amara, now=TEN_FORTY)

    assert browse(amara).get(f"/visits/{begun.id}/files/{row.uid}/").status_code == 404


def test_what_was_taken_out_is_had_no_more(begun, amara, ines, browse):
    send(browse(amara), f"/visits/{begun.id}/files/", poison.png(), "arm.png")
    row = DocumentReference.objects.get()
    entered_in_error(document=row, reason="Wrong arm", by=ines, now=TEN_FORTY)

    assert browse(amara).get(f"/visits/{begun.id}/files/{row.uid}/").status_code == 404


def test_after_the_visit_nothing_can_be_sent(begun, amara, ines, browse):
    visits.finish(visit=begun, by=ines, now=TEN_FORTY)
    answer = send(browse(amara), f"/visits/{begun.id}/files/", poison.png())

    assert (answer.status_code, answer.json()) == (422, {"refused": "The visit is over. Nothing was sent."})
    assert DocumentReference.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_other_side_sees_name_size_and_a_small_picture(clinic, site):
    ines_cookie, amara = clinic.clinician_cookie(), Client()
    amara.cookies["sessionid"] = clinic.patient_cookie()

    async def scene():
        async with connect(site, clinic, "clinician", ines_cookie) as socket:
            line = Line(socket)
            await line.hear("welcome")
            await asyncio.to_thread(send, amara, f"/visits/{clinic.visit_id}/files/", poison.photograph())
            await line.hear("resync")
            await line.say(kind="look")
            return (await line.hear("welcome"))["chat"]

    (said,) = played(scene())
    with clinic.serving():
        row = DocumentReference.objects.get()
    assert said["file"] == {
        "name": "arm.jpg",
        "size": row.size,
        "address": f"/files/{row.uid}/",
        "small": f"/files/{row.uid}/small/",
    }
