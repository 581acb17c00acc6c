"""A patient's photo: cut to a small square, agreed to, shown to whom may see the patient, taken out again."""

import io
from base64 import b64encode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.fhir import validation
from telepraxis.base.files.models import StoredFile
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients import photo
from tests.people import MONDAY_8AM

from ..faces import take_photo
from . import poison


def face(width=600, height=900) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (180, 120, 90)).save(out, "JPEG")
    return out.getvalue()


def sent(**more) -> dict:
    return {"file": SimpleUploadedFile("me.jpg", face(), "image/jpeg"), "agreed": "on"} | more


def taken(patient, by) -> Patient:
    return take_photo(patient=patient.patient_id, content=face(), agreed=True, by=by, now=MONDAY_8AM)


def test_the_front_desk_takes_a_photo_and_the_banner_shows_it(amara, rui, ines, browse):
    answer = browse(rui).post(f"/files/photo/{amara.patient_id}/", sent())
    row = Patient.objects.get(uid=amara.patient_id)
    address = photo.address_of(row)
    picture = browse(ines).get(address)
    page = browse(ines).get(f"/chart/{amara.patient_id}/").content.decode()

    doc = record.content_of(row)
    assert (answer.status_code, answer.url) == (302, f"/patients/{amara.patient_id}/")
    assert Image.open(io.BytesIO(picture.content)).size == (144, 144) and len(picture.content) < 24_000
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/jpeg", "private, max-age=86400, immutable")
    assert f'<img src="{address}" alt="Photo of Amara Okonjo">' in page
    assert [(issue.severity, issue.text) for issue in validation.check(doc)] == []
    assert doc["photo"][0]["extension"] == [{"url": "urn:telepraxis:photo-consent", "valueString": "Rui Tavares"}]
    assert AuditEvent.objects.get(action="patients.photo_set").actor_name == "Rui Tavares"


def test_without_a_yes_or_with_a_poisoned_file_nothing_is_kept(amara, rui, browse):
    client, before = browse(rui), Patient.objects.get(uid=amara.patient_id).version
    unasked = client.post(f"/files/photo/{amara.patient_id}/", {"file": sent()["file"]})
    bad = SimpleUploadedFile("me.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    poisoned = client.post(f"/files/photo/{amara.patient_id}/", sent(file=bad))
    text = client.post(f"/files/photo/{amara.patient_id}/", sent(file=SimpleUploadedFile("a.jpg", b"plain words")))

    assert [answer.status_code for answer in (unasked, poisoned, text)] == [422, 422, 422]
    assert "Ask the patient first" in unasked.content.decode()
    row = Patient.objects.get(uid=amara.patient_id)
    assert (row.version, StoredFile.objects.count()) == (before, 0)


def test_the_patient_sets_it_and_takes_it_out_and_initials_stand_again(amara, ines, browse):
    client = browse(amara)
    client.post(f"/files/photo/{amara.patient_id}/", sent())
    address = photo.address_of(Patient.objects.get(uid=amara.patient_id))
    own = client.get(f"/me/{amara.patient_id}/").content.decode()
    client.post(f"/files/photo/{amara.patient_id}/", {"remove": "1"})
    page = browse(ines).get(f"/chart/{amara.patient_id}/").content.decode()

    assert address in own
    assert browse(ines).get(address).status_code == 404
    assert "<img src=" not in page.split("<main")[0].split("<h1")[1] and ">AO</span>" in page
    assert Patient.objects.get(uid=amara.patient_id).version == 3


def test_another_patient_neither_sees_nor_sets_it(amara, tomasz, rui, browse):
    address = photo.address_of(taken(amara, rui))
    with pytest.raises(NotAllowed):
        taken(amara, tomasz)
    answers = [browse(tomasz).get(address), browse(tomasz).post(f"/files/photo/{amara.patient_id}/", sent())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Patient.objects.get(uid=amara.patient_id).version == 2


def test_a_picture_that_came_from_elsewhere_is_kept_and_never_shown(amara, rui, ines, system, browse):
    row = Patient.objects.get(uid=amara.patient_id)
    theirs = {
        "contentType": "image/jpeg",
        "data": b64encode(poison.photograph()).decode(),
        "extension": [{"url": photo.CONSENT, "valueString": "Somebody"}],
    }
    keeper = keepers.keeper_of("Patient")
    after = keeper.keep(record.content_of(row) | {"photo": [theirs]}, if_version=1, by=system, now=MONDAY_8AM)

    assert browse(ines).get(f"/patients/{amara.patient_id}/photo/").status_code == 404
    assert record.content_of(after)["photo"][0]["data"] == theirs["data"]
    taken(amara, rui)
    assert browse(ines).get(f"/patients/{amara.patient_id}/photo/").status_code == 200
