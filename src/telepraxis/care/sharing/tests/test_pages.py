"""The patient's page of links, and all of the record to keep."""

import io
import json
import re
from urllib.parse import urlsplit
from zipfile import ZipFile

import pypdfium2
import pytest
from django.test import Client

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.sharing import links, opening, shlink
from telepraxis.care.sharing.models import Opening, SharedLink
from telepraxis.commons.documents import keeping
from telepraxis.commons.documents.tests import poison
from tests.people import MONDAY_8AM

from .test_links import NOW, by_hand, shared

PAGE_QUERIES = 16


@pytest.fixture(autouse=True)
def nobody_has_asked():
    opening.ASKED.known.clear()


def page_of(charted) -> str:
    return f"/me/{charted.patient_id}/sharing/"


def making(client, charted, **more):
    page = client.get(page_of(charted)).content.decode()
    id = re.search(r'name="id" value="([0-9a-f-]{36})"', page)[1]
    return client.post(page_of(charted), {"id": id, "label": "For the dermatologist", "lasts": "week"} | more), id


def link_in(page: str) -> str:
    return re.search(r'value="(http[^"]+#shlink:/[^"]+)"', page)[1]


def test_amara_makes_a_link_and_sees_it_this_once(charted, browse):
    client = browse(charted)
    made, id = making(client, charted, passcode="heron-7")
    page = made.content.decode()

    payload = shlink.read(link_in(page))
    assert (payload.flag, made["Cache-Control"]) == ("P", "no-store")
    assert "We cannot show this link again." in page and "<svg" in page
    listed = client.get(page_of(charted)).content.decode()
    assert "For the dermatologist" in listed and "not yet" in listed and payload.key not in listed
    again = client.post(page_of(charted), {"id": id, "label": "For the dermatologist", "lasts": "week"})
    assert (again.status_code, SharedLink.objects.count()) == (302, 1)
    assert "1 link works now" in client.get("/").content.decode()


def test_what_is_missing_is_said_and_nothing_is_shared(charted, browse):
    answer, _id = making(browse(charted), charted, label="", lasts="year", passcode="123")

    assert (answer.status_code, SharedLink.objects.count()) == (422, 0)


def test_documents_go_along_when_they_are_chosen(charted, browse):
    kept = keeping.keep(content=poison.pdf(), name="letter.pdf", patient=charted.patient_id, by=charted, now=MONDAY_8AM)
    made, _id = making(browse(charted), charted, documents=[str(kept.uid)])

    payload = shlink.read(link_in(made.content.decode()))
    sealed = Client().get(urlsplit(payload.url).path, {"recipient": "Dr Berg"}).content.decode()
    every = [entry["resource"] for entry in by_hand(sealed, payload.key)["entry"]]
    [document] = [each for each in every if each["resourceType"] == "DocumentReference"]
    [binary] = [each for each in every if each["resourceType"] == "Binary"]
    assert (document["content"][0]["attachment"]["title"], binary["contentType"]) == ("letter.pdf", "application/pdf")
    assert binary["data"].startswith("JVBERi")


def test_more_than_5_mb_of_documents_are_refused(charted, browse, monkeypatch):
    monkeypatch.setattr(links, "LONGEST_DOCUMENTS", 100)
    kept = keeping.keep(content=poison.pdf(), name="a.pdf", patient=charted.patient_id, by=charted, now=MONDAY_8AM)
    answer, _id = making(browse(charted), charted, documents=[str(kept.uid)])

    assert "The documents are larger than 5 MB together." in answer.content.decode()
    assert SharedLink.objects.count() == 0


def test_who_looked_stands_there_and_in_the_log_of_the_record(charted, browse):
    made = shared(charted)
    Client().get(urlsplit(shlink.read(made.text).url).path, {"recipient": "Dr <b>Berg</b>"})

    client = browse(charted)
    assert "Dr &lt;b&gt;Berg&lt;/b&gt;" in client.get(page_of(charted)).content.decode()
    log = client.get("/record/access/").content.decode()
    assert "(as they said) opened the summary that you share" in log


def test_one_link_is_ended_one_is_renewed_and_all_are_ended(charted, browse):
    client, (first, second) = browse(charted), (shared(charted), shared(charted))
    client.post(f"{page_of(charted)}{first.link.id}/end/")
    renewed = client.post(f"{page_of(charted)}{second.link.id}/renew/", {"lasts": "hour"})

    new = shlink.read(link_in(renewed.content.decode()))
    assert new.key != shlink.read(second.text).key
    assert set(SharedLink.objects.values_list("ended_why", flat=True)) == {"taken_back", "renewed", ""}
    client.post(f"{page_of(charted)}end-all/")
    assert SharedLink.objects.filter(ended_at=None).count() == 0


def test_others_find_no_page_and_no_record_to_save(charted, tomasz, ines, rui, browse):
    made = shared(charted)
    paths = [page_of(charted), f"/me/{charted.patient_id}/record.pdf", f"/me/{charted.patient_id}/record.zip"]

    assert {browse(who).get(path).status_code for who in (tomasz, ines, rui) for path in paths} == {404}
    # Tomasz names Amara's link beneath his own record
    assert browse(tomasz).post(f"/me/{tomasz.patient_id}/sharing/{made.link.id}/end/").status_code == 404
    assert SharedLink.objects.get().ended_at is None


def test_the_page_costs_the_same_however_many_links_there_are(charted, browse, django_assert_num_queries):
    client = browse(charted)
    shared(charted)
    client.get(page_of(charted))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(page_of(charted))
    for made in [shared(charted) for _ in range(5)]:
        Opening.objects.create(organization_id=made.link.organization_id, link=made.link, at=NOW, recipient="x")

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(page_of(charted))


def test_all_of_the_record_is_saved_as_files(charted, browse):
    keeping.keep(content=poison.pdf(), name="letter.pdf", patient=charted.patient_id, by=charted, now=MONDAY_8AM)
    answer = browse(charted).get(f"/me/{charted.patient_id}/record.zip")

    assert answer.streaming and answer["Content-Disposition"] == 'attachment; filename="health-record.zip"'
    packed = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    lines = {
        name.removeprefix("fhir/").removesuffix(".ndjson"): packed.read(name).decode().splitlines()
        for name in packed.namelist()
        if name.startswith("fhir/")
    }
    assert {type: len(docs) for type, docs in lines.items()} == {
        "Patient": 1, "Observation": 3, "DocumentReference": 1, "AllergyIntolerance": 2, "Condition": 2,
        "Immunization": 1, "MedicationStatement": 1,
    }  # fmt: skip
    assert {json.loads(line)["code"]["text"] for line in lines["Condition"]} == {"Asthma", "Broken wrist"}
    assert json.loads(packed.read("summary.json"))["type"] == "document"
    [pdf] = [name for name in packed.namelist() if name.startswith("files/")]
    assert pdf.endswith(".pdf") and packed.read(pdf).startswith(b"%PDF-")
    saved = AuditEvent.objects.get(action="sharing.saved")
    assert (saved.patient_id, saved.reason) == (charted.patient_id, "fhir")


def test_all_of_the_record_is_saved_to_read(charted, browse):
    answer = browse(charted).get(f"/me/{charted.patient_id}/record.pdf")

    pages = pypdfium2.PdfDocument(answer.content)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    for said in ("Your health record", "Amara Okonjo", "12 March 1991", "Penicillin", "Hives", "Two puffs when needed",
                 "Tetanus", "61.0 kg", "Nothing is noted.", "Quayside Practice"):  # fmt: skip
        assert said in text, said
    assert "Latex" not in text
    assert AuditEvent.objects.get(action="sharing.saved").reason == "pdf"


def test_a_link_to_nobodys_address_shows_a_page_that_opens_it_in_the_browser(db):
    answer = Client().get("/shared/view")

    assert (answer.status_code, answer["Referrer-Policy"]) == (200, "no-referrer")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
