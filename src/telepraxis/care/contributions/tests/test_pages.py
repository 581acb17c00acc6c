"""The pages: adding, asking, answering; who finds none; and how often each asks the database."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from telepraxis.base import record
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.labels import Label
from telepraxis.base.record.models import DocumentReference, Observation
from telepraxis.care.chart import notes, summaries
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.commons.documents.tests import poison
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.patients import proxies

from .. import adding, corrections, questions
from ..models import Arrival, Correction, Question
from .scene import LATER, acting_for, ask, ask_for, problem_of, taken

OWN, INBOX = 21, 15


def record_of(patient) -> str:
    return f"/me/{patient.patient_id}/my-record/"


def about(patient, entry) -> str:
    return f"{record_of(patient)}Condition/{entry.uid}/"


def test_what_is_rare_is_asked_once_more_and_the_danger_said_at_once(amara, ines, browse):
    client, where = browse(amara), f"{record_of(amara)}measure/"
    typed = {"blood_pressure_0": "230", "blood_pressure_1": "125"}
    asked = client.post(where, typed)
    page = asked.content.decode()

    assert (asked.status_code, Observation.objects.count()) == (422, 0)
    assert "Are you sure?" in page and "230/125 mmHg" in page and "This blood pressure is very high." in page
    assert "tel:112" in page
    answer = client.post(where, typed | {"sure": "1"}, follow=True).content.decode()
    assert Observation.objects.count() == 1
    assert "This blood pressure is very high." in answer and "on the practice's list" in answer
    listed = browse(ines).get("/from-patients/").content.decode()
    assert "230/125 mmHg" in listed and "dangerous value" in listed


def test_the_impossible_is_said_at_its_field(amara, browse):
    answer = browse(amara).post(f"{record_of(amara)}measure/", {"oxygen_saturation": "140"})

    assert (answer.status_code, Observation.objects.count()) == (422, 0)
    assert "Oxygen saturation must be between 30 and 100 %" in answer.content.decode()


def test_a_symptom_and_a_photo_come_in_and_are_taken_back(amara, ines, browse):
    client = browse(amara)
    client.post(f"{record_of(amara)}symptom/", {"what": "Cough", "strength": "4", "since": "2026-11-01", "words": ""})
    file = SimpleUploadedFile("arm.jpg", poison.photograph(), "image/jpeg")
    client.post(f"{record_of(amara)}photo/", {"photo": file, "purpose": "The spot grows", "site": "forearm-left"})
    photo = DocumentReference.objects.get()
    assert {each.kind for each in Arrival.objects.all()} == {"symptom", "photo"}
    listed = browse(ines).get("/from-patients/?kind=photo").content.decode()
    assert "The spot grows" in listed and "Cough" not in listed

    page = client.post(f"{record_of(amara)}DocumentReference/{photo.uid}/take-back/", follow=True).content.decode()
    assert '<s><span translate="no">The spot grows' in page and "taken back" in page
    assert "taken back, or entered in error" in browse(ines).get("/from-patients/").content.decode()


def test_a_poisoned_photo_is_refused_with_a_sentence(amara, browse):
    file = SimpleUploadedFile("x.svg", b"<svg onload='x'/>", "image/svg+xml")
    answer = browse(amara).post(f"{record_of(amara)}photo/", {"photo": file, "purpose": "Look"})

    assert answer.status_code == 422
    assert "Web pages and drawings made of code cannot be kept here." in answer.content.decode()
    assert (DocumentReference.objects.count(), Arrival.objects.count()) == (0, 0)


def test_a_question_goes_out_comes_back_and_is_read(amara, ines, asthma, browse):
    client, doctor = browse(amara), browse(ines)
    listed = client.get(f"/me/{amara.patient_id}/record/").content.decode()
    assert about(amara, asthma) in listed and "Ask about this" in listed
    client.post(f"{about(amara, asthma)}ask/", {"text": "Is this for life?"})
    question = Question.objects.get()
    assert "Is this for life?" in doctor.get("/from-patients/").content.decode()
    doctor.post(f"/from-patients/questions/{question.id}/", {"text": "It often is.", "read": "1"})

    assert "1 new answer from your practice" in client.get("/").content.decode()
    page = client.get(about(amara, asthma)).content.decode()
    assert "It often is." in page and "from your practice" in page
    assert "1 new answer" not in client.get("/").content.decode()
    client.post(f"{record_of(amara)}asked/{question.id}/", {"text": "And for my children?"})
    assert Question.objects.get().answered_at is None


def test_the_second_who_answers_is_told_and_keeps_their_words(amara, ines, sam, asthma, browse):
    question = ask(amara, asthma)
    questions.answer(question=question.id, text="It often is.", read=1, by=ines, now=LATER)
    answer = browse(sam).post(f"/from-patients/questions/{question.id}/", {"text": "Never.", "read": "1"})

    page = answer.content.decode()
    assert (answer.status_code, Question.objects.get().texts) == (409, 2)
    assert "Dr Inês Carvalho wrote meanwhile." in page and "Never." in page


def test_a_correction_is_asked_for_with_a_photo_and_decided(amara, ines, asthma, browse):
    client, doctor = browse(amara), browse(ines)
    file = SimpleUploadedFile("letter.jpg", poison.photograph(), "image/jpeg")
    client.post(
        f"{about(amara, asthma)}correct/", {"wrong": "It was bronchitis", "instead": "Bronchitis", "picture": file}
    )
    correction = Correction.objects.get()
    assert correction.picture == DocumentReference.objects.get().uid
    where = f"/from-patients/corrections/{correction.id}/"
    early = doctor.post(where, {"how": "amended"})
    assert (early.status_code, "The entry still says what it said." in early.content.decode()) == (422, True)
    entry = doctor.get(f"/entries/{amara.patient_id}/problem/{asthma.uid}/").content.decode()
    assert "Correction asked for" in entry and where in entry
    doctor.post(where, {"how": "in_error", "words": ""})

    assert Correction.objects.get().how == "in_error"
    page = client.get(about(amara, asthma)).content.decode()
    assert "The entry was marked as entered in error" in page and "<s>Asthma</s>" in page


def test_a_declined_one_shows_its_statement_in_the_chart_ever_after(amara, ines, asthma, browse):
    correction = ask_for(amara, asthma)
    browse(ines).post(f"/from-patients/corrections/{correction.id}/", {"how": "decline", "words": "It was tested."})
    browse(amara).post(f"{record_of(amara)}declined/{correction.id}/", {"disagreement": "I was never tested."})

    doctor = browse(ines)
    doctor.get(f"/chart/{amara.patient_id}/")
    entry = doctor.get(f"/chart/{amara.patient_id}/entry/{asthma.uid}/").content.decode()
    assert "I was never tested." in entry and "Declined" in entry


def test_nobody_else_finds_any_of_it(amara, tomasz, rui, ines, system, asthma, browse):
    proxy, chidi = acting_for(amara, ["record"], system)
    question, correction = ask(amara, asthma), ask_for(amara, asthma)
    adding.write_symptom(patient=amara.patient_id, what="Cough", strength=3, by=amara, now=TEN_FORTY)
    arrival = Arrival.objects.get()
    theirs = [
        record_of(amara), f"{record_of(amara)}measure/", f"{record_of(amara)}symptom/", f"{record_of(amara)}photo/",
        about(amara, asthma),
    ]  # fmt: skip
    assert [browse(chidi).get(path).status_code for path in theirs] == [200] * 5
    proxies.revoke(proxy=proxy, by=system, now=LATER)

    for person in (tomasz, rui, ines, chidi):
        assert {browse(person).get(path).status_code for path in theirs} == {404}, person.name
    staffs = [f"/from-patients/questions/{question.id}/", f"/from-patients/corrections/{correction.id}/"]
    for person in (amara, tomasz, rui):
        client = browse(person)
        assert client.get("/from-patients/").status_code == 403
        assert {client.get(path).status_code for path in staffs} == {404}
        assert client.post(f"/from-patients/seen/{arrival.id}/").status_code == 404
    # Tomasz names Amara's question and entry beneath his own record
    assert browse(tomasz).post(f"{record_of(tomasz)}asked/{question.id}/", {"text": "Mine?"}).status_code == 404
    assert browse(tomasz).post(f"{about(tomasz, asthma)}ask/", {"text": "Mine?"}).status_code == 404
    assert (Question.objects.get().texts, Arrival.objects.get().seen_at) == (1, None)


def test_a_note_and_its_summary_can_be_asked_about(amara, ines, room_visit, browse):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    notes.save_draft(visit=visit, sections={"plan": "Cream twice a day"}, revision=0, by=ines, now=TEN_FORTY)
    note = notes.sign(visit=visit, by=ines, now=TEN_FORTY)
    summary = summaries.write_summary(visit=visit, text="Use the cream.", by=ines, now=TEN_FORTY)

    page = browse(amara).get(f"/visits/{visit.id}/summary/").content.decode()
    for uid in (note.uid, summary.uid):
        where = f"{record_of(amara)}Composition/{uid}/"
        assert f'href="{where}"' in page
        assert browse(amara).get(where).status_code == 200


def test_the_way_to_ones_record_leads_home(amara, ines, browse):
    assert browse(amara).get("/record/").url == record_of(amara)
    assert browse(ines).get("/record/").status_code == 403


def test_every_look_is_written_down(amara, ines, asthma, browse):
    question = ask(amara, asthma)
    browse(amara).get(record_of(amara))
    browse(ines).get("/from-patients/")
    browse(ines).get(f"/from-patients/questions/{question.id}/")

    looks = AuditEvent.objects.filter(kind="read", action__startswith="contributions.").order_by("at")
    assert list(looks.values_list("action", "actor_name", "patient_id")) == [
        ("contributions.listed", "Amara Okonjo", amara.patient_id),
        ("contributions.inbox", "Dr Inês Carvalho", None),
        ("contributions.inbox", "Dr Inês Carvalho", amara.patient_id),
    ]


@pytest.mark.parametrize("many", [1, 12])
def test_pages_ask_the_same_however_much_there_is(many, amara, ines, browse, django_assert_num_queries):
    for number in range(many):
        entry = problem_of(amara, ines)
        question = ask(amara, entry)
        correction = ask_for(amara, entry)
        if number == many - 1:
            questions.answer(question=question.id, text="Yes.", read=1, by=ines, now=LATER)
            corrections.decline(correction=correction.id, reason="No.", by=ines, now=LATER)
            question, correction = ask(amara, entry), ask_for(amara, entry)
        adding.write_symptom(patient=amara.patient_id, what=f"Cough {number}", strength=3, by=amara, now=TEN_FORTY)
    adding.add_measurements(
        patient=amara.patient_id, taken=[taken("blood_pressure", "190", "95")], by=amara, now=TEN_FORTY
    )
    client, doctor = browse(amara), browse(ines)
    for page, path, queries in ((client, record_of(amara), OWN), (doctor, "/from-patients/", INBOX)):
        page.get(path)
        with django_assert_num_queries(queries):
            answer = page.get(path)
        assert len(re.findall("<li", answer.content.decode())) > many


def test_what_was_asked_about_a_restricted_entry_is_restricted_like_it(amara, sam, ines, asthma, system, browse):
    question, correction = ask(amara, asthma), ask_for(amara, asthma)
    Membership.objects.filter(account_id__in=[sam.account_id, ines.account_id]).update(clearances=0)
    record.put_labels("Condition", asthma.logical_id, Label.MENTAL_HEALTH, by=system, now=TEN_FORTY)

    for person in (sam, ines):
        doctor = browse(person)
        listed = doctor.get("/from-patients/?whose=all").content.decode()
        assert "Is this for life?" not in listed and "It was bronchitis" not in listed
        for path in (f"questions/{question.id}", f"corrections/{correction.id}"):
            assert doctor.get(f"/from-patients/{path}/").status_code == 404
        assert doctor.post(f"/from-patients/questions/{question.id}/", {"text": "No", "read": "1"}).status_code == 404
    assert "Is this for life?" in browse(amara).get(about(amara, asthma)).content.decode()
    assert Question.objects.get().texts == 1
