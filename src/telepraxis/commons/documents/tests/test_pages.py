"""Files in a browser's words: sent by the patient, seen by whom the rule lets, refused with nothing kept."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from telepraxis.base import files, record
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.files.models import StoredFile
from telepraxis.base.record.models import DocumentReference
from tests.fhir import faults
from tests.people import MONDAY_8AM

from .. import keeping
from ..measuring import Line, TooClose, length_by
from . import poison
from .test_opening import MARKUP, REFUSED

PAGE_QUERIES = 13


def sending(client, patient, content: bytes, name="rash.jpg", path=None, **more):
    file = io.BytesIO(content)
    file.name = name
    return client.post(path or f"/me/{patient.patient_id}/files/", {"file": file, **more})


def kept(amara, content=None, name="rash.jpg"):
    return keeping.keep(
        content=content or poison.photograph(), name=name, patient=amara.patient_id, by=amara, now=MONDAY_8AM
    )


def blobs(organization) -> list[Path]:
    return [path for path in Path(settings.FILES_HOME, str(organization.id)).rglob("*") if path.is_file()]


def test_amara_sends_a_photograph_into_her_record(amara, browse, quayside):
    ToldFact.objects.all().delete()
    answer = sending(
        browse(amara),
        amara,
        poison.photograph_taken_lying_down(),
        "../../etc/rash <1>.jpg.exe",
        about="Since Monday",
        site="forearm-left",
    )

    row = DocumentReference.objects.get()
    document = json.loads(row.doc)
    assert (answer.status_code, answer.url) == (302, f"/me/{amara.patient_id}/files/")
    assert faults(document) == []
    assert (row.kind, row.title, row.media_type) == ("photograph", "rash 1 jpg.jpg", "image/jpeg")
    assert document["context"]["related"] == [
        {"identifier": {"system": "urn:telepraxis:body-site", "value": "forearm-left"}, "display": "Left forearm"}
    ]
    assert (document["author"][0]["display"], document["description"]) == ("Amara Okonjo", "Since Monday")
    assert Image.open(io.BytesIO(files.read(row.sha256))).size == (300, 400)
    assert len(blobs(quayside)) == StoredFile.objects.count() == 2  # the picture and its small one, both sealed
    assert not any(path.read_bytes().startswith(b"\xff\xd8") for path in blobs(quayside))
    assert [fact.kind for fact in ToldFact.objects.all()] == ["commons.documents.FileKept"]


@pytest.mark.parametrize("what", ["SVG with script", "HTML named .jpg", "a picture bomb", "half a photograph"])
def test_a_poisoned_file_is_refused_audited_and_nothing_is_kept(what, amara, browse, quayside):
    sent, sentence = REFUSED[what]
    answer = sending(browse(amara), amara, sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (DocumentReference.objects.count(), StoredFile.objects.count(), blobs(quayside)) == (0, 0, [])
    assert AuditEvent.objects.filter(action="documents.refused", patient_id=amara.patient_id).count() == 1


def test_of_two_files_the_good_one_is_kept_and_the_other_explained(amara, browse):
    good, bad = io.BytesIO(poison.png()), io.BytesIO(b"<svg/>")
    good.name, bad.name = "arm.png", "drawing.svg"
    answer = browse(amara).post(f"/me/{amara.patient_id}/files/", {"file": [good, bad]})

    page = answer.content.decode()
    assert "drawing.svg</b>: " + MARKUP in page and "arm.png" in page
    assert DocumentReference.objects.get().title == "arm.png"


def test_nothing_chosen_is_said(amara, browse):
    answer = browse(amara).post(f"/me/{amara.patient_id}/files/", {})

    assert "Choose a file first." in answer.content.decode()


def test_a_file_is_served_only_as_a_file_and_every_opening_is_audited(amara, ines, browse):
    row = kept(amara)
    client = browse(ines)
    saved, seen = (client.get(f"/files/{row.uid}/{way}") for way in ("", "picture/"))

    assert saved.content == seen.content == files.read(row.sha256)
    assert saved["Content-Disposition"] == "attachment; filename*=UTF-8''rash.jpg"
    assert seen["Content-Disposition"] == "inline; filename*=UTF-8''rash.jpg"
    for answer in (saved, seen):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].endswith("sandbox")
        assert answer["Cache-Control"] == "private, no-store"
    opened = AuditEvent.objects.filter(action="documents.opened", patient_id=amara.patient_id)
    assert [event.actor_name for event in opened] == ["Dr Inês Carvalho"] * 2


def test_a_pdf_and_a_text_are_never_shown_in_place(amara, ines, browse):
    for content, name in ((poison.pdf(), "letter.pdf"), (b"Dear doctor", "letter.txt")):
        row = kept(amara, content, name)
        answer = browse(ines).get(f"/files/{row.uid}/picture/")
        assert answer["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"


def test_strangers_and_the_front_desk_find_nothing(amara, tomasz, rui, browse):
    row = kept(amara)
    paths = [f"/files/{row.uid}/", f"/files/{row.uid}/picture/", f"/files/{row.uid}/small/", f"/files/{row.uid}/look/"]

    found = {browse(person).get(path).status_code for person in (tomasz, rui) for path in paths}
    assert found == {404}
    assert AuditEvent.objects.filter(action="documents.opened").count() == 0


def test_what_was_taken_out_opens_no_more_and_its_history_stays(amara, ines, browse):
    row = kept(amara)
    client = browse(amara)
    refused = client.post(f"/files/{row.uid}/wrong/", {"reason": " "})
    assert DocumentReference.objects.get().status == "current"
    client.post(f"/files/{row.uid}/wrong/", {"reason": "My sister's arm"})

    assert refused.status_code == 302
    assert DocumentReference.objects.get().status == "entered-in-error"
    assert len(record.history("DocumentReference", row.logical_id)) == 2
    assert [browse(person).get(f"/files/{row.uid}/").status_code for person in (amara, ines)] == [404, 404]


def test_a_length_is_measured_by_two_rings_50_mm_apart(amara, ines, browse):
    row = kept(amara)
    client = browse(ines)
    answer = client.post(
        f"/files/{row.uid}/size/", {"known": "10,10,210,10", "known_mm": "50", "wanted": "30,50,30,98"}
    )
    page = client.get(f"/files/{row.uid}/look/").content.decode()

    assert answer.status_code == 302
    assert "12.0 mm, by a distance of 50 mm in the picture" in page
    document = json.loads(DocumentReference.objects.get().doc)
    assert document["extension"][0]["valueString"] == "12.0 mm, by a distance of 50 mm in the picture"


@pytest.mark.parametrize("marks", ["10,10,12,10", "10,10", "a,b,c,d", "-5,1,100,1"])
def test_marks_that_measure_nothing_are_refused(marks, amara, ines, browse):
    row = kept(amara)
    answer = browse(ines).post(f"/files/{row.uid}/size/", {"known": marks, "known_mm": "50", "wanted": "1,1,9,9"})

    assert answer.status_code == 422
    assert DocumentReference.objects.get().version == 1


def test_a_line_as_long_as_the_known_one_is_as_long():
    assert length_by(Line(0, 0, 30, 40), Decimal(50), Line(100, 100, 130, 140)) == Decimal("50.0")
    with pytest.raises(TooClose):
        length_by(Line(0, 0, 1, 1), Decimal(50), Line(0, 0, 9, 9))


def test_the_list_costs_the_same_however_much_was_sent(amara, browse, django_assert_num_queries):
    client = browse(amara)
    client.get(f"/me/{amara.patient_id}/files/")
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"/me/{amara.patient_id}/files/")
    for side in (10, 11, 12):
        kept(amara, poison.png(side, side))

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"/me/{amara.patient_id}/files/")


def test_the_scale_card_has_its_true_size(client):
    answer = client.get("/files/scale-card.svg")

    assert b'width="90mm" height="56mm"' in answer.content
    assert answer["Content-Security-Policy"].endswith("sandbox")
