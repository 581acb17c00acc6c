"""The pages: the tray, a stack, one document; who sees what, and what each look costs."""

import io

import pytest

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import DocumentReference, Observation, Patient
from tests.people import MONDAY_8AM

from ..models import Original, PaperDocument, Sheet, Stack
from . import scene

TRAY, DOCUMENT, STACK = 14, 17, 13


@pytest.fixture
def desk(browse, ines):
    return browse(ines)


@pytest.fixture
def results(amara, rui):
    (document,) = scene.documents_of(scene.send_stack(scene.RESULTS, by=rui, now=MONDAY_8AM))
    return document


def confirming(document, patient, **more) -> dict:
    return {
        "patient": str(patient.patient_id),
        "title": "Laboratory report",
        "type": "11502-2",
        "dated": "2024-05-04",
        **more,
    }


def file_named(name: str, content: bytes):
    file = io.BytesIO(content)
    file.name = name
    return file


def test_rui_sends_a_stack_and_is_led_to_it(browse, rui):
    client = browse(rui)
    page = client.get("/paper/send/")
    assert 'accept="image/*" capture="environment"' in page.text

    sent = {"file": file_named("stack.pdf", scene.pdf(2)), "languages": ["eng"]}
    answer = client.post("/paper/send/", sent)

    stack = Stack.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/paper/stacks/{stack.id}/")
    assert "0 of 2 pages read." in client.get(answer.url).text
    assert "0 of 2 read" in client.get("/paper/").text


def test_a_poisoned_upload_is_explained_and_nothing_is_kept(browse, rui):
    sent = {"file": file_named("letter.pdf", b"<svg onload=alert(1)>"), "languages": ["eng"]}
    answer = browse(rui).post("/paper/send/", sent)

    assert answer.status_code == 422
    assert '<b translate="no">letter.pdf</b>: This kind of file cannot be read here.' in answer.text
    assert (Original.objects.count(), Sheet.objects.count()) == (0, 0)


def test_ines_confirms_with_a_value_and_it_is_in_the_chart(desk, results, amara):
    page = desk.get(f"/paper/{results.id}/")
    for said in ("Amara Okonjo", "The record number agrees: QS-40021", "Haemoglobin", "The date is labelled"):
        assert said in page.text
    assert page.text.count('class="place"') >= 4 and f'value="{amara.patient_id}"' in page.text

    answer = desk.post(
        f"/paper/{results.id}/",
        confirming(results, amara, **{"value-0": "take", "number-0": "10.9", "value-1": "leave"}),
    )

    assert (answer.status_code, answer.url) == (302, "/paper/")
    row = DocumentReference.objects.get()
    assert Observation.objects.get().patient_id == amara.patient_id
    assert desk.get(f"/paper/filed/{row.uid}/").url == f"/paper/{results.id}/"
    page = desk.get(f"/paper/{results.id}/")
    assert "Taken over" in page.text and "Left out" in page.text
    assert f"/paper/filed/{row.uid}/" in desk.get(f"/files/of/{amara.patient_id}/").text


def test_another_patient_is_asked_about_once_more(desk, results, tomasz):
    answer = desk.post(f"/paper/{results.id}/", confirming(results, tomasz))

    assert answer.status_code == 409
    assert "The paper seems to be somebody else's than Tomasz Wilk's." in answer.text
    assert DocumentReference.objects.count() == 0
    answer = desk.post(f"/paper/{results.id}/", confirming(results, tomasz, same_person="yes"))
    assert (answer.status_code, DocumentReference.objects.get().patient_id) == (302, tomasz.patient_id)


def test_the_question_stands_there_as_soon_as_somebody_is_chosen(desk, results, amara, tomasz):
    path = f"/paper/{results.id}/agreement/?patient="

    assert "agree with the paper" in desk.get(f"{path}{amara.patient_id}").text
    asked = desk.get(f"{path}{tomasz.patient_id}").text
    assert 'name="same_person"' in asked and "The birth date differs" in asked
    assert desk.get(f"{path}nonsense").text == ""


def test_a_patient_is_found_by_what_one_types(desk, results, tomasz):
    page = desk.get(f"/paper/{results.id}/people/?q=wilk").text

    assert f'value="{tomasz.patient_id}"' in page and "Tomasz Wilk" in page
    assert AuditEvent.objects.filter(action="patients.searched").count() == 1


def test_nothing_is_filed_without_a_patient(desk, results):
    answer = desk.post(f"/paper/{results.id}/", {"title": "Laboratory report"})

    assert (answer.status_code, "Choose whose paper this is." in answer.text) == (422, True)
    assert PaperDocument.objects.get().state == "to_confirm"


def test_confirming_leads_on_to_the_next_document(desk, amara, tomasz, rui):
    stack = scene.send_stack(scene.RESULTS, scene.LETTER, by=rui, now=MONDAY_8AM)
    first, second = scene.documents_of(stack)

    assert desk.post(f"/paper/{first.id}/", confirming(first, amara)).url == f"/paper/{second.id}/"


def test_filed_paper_is_seen_by_whoever_may_see_that_patient_and_nobody_else(browse, results, amara, ines, rui, marta):
    sheet = results.sheets.get()
    paths = [f"/paper/{results.id}/", f"/paper/sheets/{sheet.id}/picture/", f"/paper/sheets/{sheet.id}/small/",
             f"/paper/originals/{sheet.original_id}/"]  # fmt: skip
    people = {"ines": browse(ines), "rui": browse(rui), "marta": browse(marta), "amara": browse(amara)}
    seen = {name: [client.get(path).status_code for path in paths] for name, client in people.items()}
    assert seen == {"ines": [200] * 4, "rui": [200] * 4, "marta": [404] * 4, "amara": [404] * 4}

    people["rui"].post(f"/paper/{results.id}/", confirming(results, amara))

    seen = {name: [client.get(path).status_code for path in paths] for name, client in people.items()}
    assert seen == {"ines": [200] * 4, "rui": [404] * 4, "marta": [404] * 4, "amara": [404] * 4}
    assert "is filed" in people["rui"].get(f"/paper/stacks/{results.stack_id}/").text
    assert AuditEvent.objects.filter(action="scanning.opened", patient_id=amara.patient_id).count() == 1


def test_values_of_what_the_desk_filed_wait_in_the_clinicians_tray(browse, results, amara, ines, rui):
    rui_at_desk, clinician = browse(rui), browse(ines)
    rui_at_desk.post(f"/paper/{results.id}/", confirming(results, amara, **{"value-0": "take"}))
    assert Observation.objects.count() == 0

    assert "2 values" in clinician.get("/paper/").text
    assert "2 values" not in rui_at_desk.get("/paper/").text
    clinician.post(f"/paper/{results.id}/values/", {"value-0": "take", "value-1": "leave"})
    assert (Observation.objects.count(), "2 values" in clinician.get("/paper/").text) == (1, False)


def test_wrong_paper_goes_back_to_the_tray(desk, results, amara):
    desk.post(f"/paper/{results.id}/", confirming(results, amara, **{"value-0": "take", "value-1": "take"}))
    assert desk.post(f"/paper/{results.id}/take-out/", {"reason": ""}).status_code == 422
    desk.post(f"/paper/{results.id}/take-out/", {"reason": "Another Amara"})

    assert {row.status for row in Observation.objects.all()} == {"entered-in-error"}
    page = desk.get(f"/paper/{results.id}/").text
    assert "It was filed wrongly and taken out again:" in page and "Another Amara" in page
    assert "was filed wrongly" in desk.get("/paper/").text


def test_pages_are_arranged_by_hand(desk, amara, tomasz, rui):
    stack = scene.send_stack(scene.RESULTS, scene.LETTER, by=rui, now=MONDAY_8AM)
    first, second = scene.documents_of(stack)
    sheet = second.sheets.get()

    desk.post(f"/paper/{second.id}/join/")
    assert [one.sheets.count() for one in scene.documents_of(stack)] == [2]
    desk.post(f"/paper/sheets/{sheet.id}/cut/")
    assert [one.sheets.count() for one in scene.documents_of(stack)] == [1, 1]
    desk.post(f"/paper/sheets/{sheet.id}/move/", {"to": first.position})
    assert [one.sheets.count() for one in scene.documents_of(stack)] == [2]
    desk.post(f"/paper/sheets/{sheet.id}/aside/")
    assert Sheet.objects.get(id=sheet.id).document is None
    desk.post(f"/paper/sheets/{sheet.id}/turn/", {"way": "over"})
    assert (Sheet.objects.get(id=sheet.id).state, Sheet.objects.get(id=sheet.id).turned) == ("waiting", 180)
    assert desk.post(f"/paper/sheets/{first.sheets.get().id}/cut/").url == f"/paper/stacks/{stack.id}/"
    assert scene.documents_of(stack)[0].sheets.count() == 1


def test_a_file_goes_out_as_a_file_and_a_page_as_a_picture_without_rights(desk, results):
    sheet = results.sheets.get()
    original = desk.get(f"/paper/originals/{sheet.original_id}/")
    picture = desk.get(f"/paper/sheets/{sheet.id}/picture/")

    assert original["Content-Disposition"].startswith("attachment;") and original.content == scene.pdf(1, 0)
    assert picture["Content-Disposition"].startswith("inline;")
    for answer in (original, picture):
        assert answer["Content-Security-Policy"].endswith("sandbox")
        assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")


@pytest.mark.parametrize(("name", "most"), [("tray", TRAY), ("document", DOCUMENT), ("stack", STACK)])
def test_each_page_costs_the_same_however_much_paper(name, most, desk, results, amara, rui, django_assert_num_queries):
    path = {"tray": "/paper/", "document": f"/paper/{results.id}/", "stack": f"/paper/stacks/{results.stack_id}/"}[name]
    desk.get(path)
    with django_assert_num_queries(most):
        desk.get(path)
    for mark in (1, 2, 3):
        stack = scene.send_stack(scene.RESULTS, scene.RESULTS, by=rui, now=MONDAY_8AM, mark=mark)
    stack.sheets.update(document=results, stack=results.stack)

    with django_assert_num_queries(most):
        desk.get(path)


def test_a_name_is_no_markup(desk, rui, system):
    stack = scene.send_stack("<script>alert(1)</script> Laboratory report", by=rui, now=MONDAY_8AM)
    (document,) = scene.documents_of(stack)

    assert "<script>alert(1)" not in desk.get(f"/paper/{document.id}/").text
    assert Patient.objects.count() == 0
