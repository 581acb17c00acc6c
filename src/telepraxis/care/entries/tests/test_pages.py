"""The lists in a browser's words: a typed line, a form, an entry with its versions, two who change it, the patient."""

import json

import pytest

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Resource
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.commons.documents.keeping import keep
from telepraxis.commons.documents.tests import poison

from .. import keeping
from .test_keeping import added

HTMX = {"HX-Request": "true"}


def address(patient, *parts) -> str:
    return "/".join(["/entries", str(patient.patient_id), *(str(part) for part in parts), ""])


def standing_form(patient, client, kind="problem") -> str:
    return client.get(address(patient, kind, "add"), headers=HTMX).content.decode()


def test_a_typed_line_becomes_a_filled_form_and_nothing_is_kept_yet(amara, ines, browse):
    client = browse(ines)
    page = client.post(address(amara, "line"), {"line": "amlodipine 5 mg once a day"}, headers=HTMX).content.decode()

    assert 'value="once a day"' in page and "Amlodipine 5 mg" in page
    assert "Understood from “amlodipine 5 mg once a day”" in page
    assert Resource.objects.filter(type="MedicationStatement").count() == 0


def test_the_nurse_adds_what_the_form_says_into_the_visit(amara, ines, freya, room_visit, browse):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    answer = browse(freya).post(
        address(amara, "problem", "add"),
        {"what": "Migraine", "onset": "March 2015", "state": "active", "visit": visit.id},
        headers=HTMX,
    )

    doc = json.loads(Resource.objects.get(type="Condition").doc)
    assert 'data-done="Migraine added"' in answer.content.decode()
    assert (doc["onsetDateTime"], doc["encounter"]["reference"].split("/")[0]) == ("2015-03", "Encounter")


def test_what_is_missing_is_said_at_its_field(amara, ines, browse):
    answer = browse(ines).post(
        address(amara, "allergy", "add"), {"severity": "severe", "what": "Latex", "state": "active"}, headers=HTMX
    )

    page = answer.content.decode()
    assert (answer.status_code, "Say which reaction was so severe." in page) == (422, True)
    assert Resource.objects.filter(type="AllergyIntolerance").count() == 0


def test_without_scripts_each_act_is_a_page(amara, ines, browse):
    client = browse(ines)
    form = client.get(address(amara, "problem", "add")).content.decode()
    answer = client.post(address(amara, "problem", "add"), {"what": "Migraine", "state": "active"})
    page = client.get(answer.url).content.decode()

    assert "<main" in form and 'name="what"' in form
    assert (answer.status_code, answer.url) == (302, address(amara))
    assert "Migraine" in page and "Migraine added" in page


def test_no_known_allergies_is_one_press_and_shows_in_the_banner(amara, ines, browse):
    client = browse(ines)
    asked = client.get(address(amara, "lists"), headers=HTMX).content.decode()
    client.post(address(amara, "none-known"), headers=HTMX)
    page = client.get(address(amara)).content.decode()
    added(amara, "allergy", ines, what="Latex")
    refused = client.post(address(amara, "none-known"), headers=HTMX).content.decode()

    assert "Not asked yet." in asked and "No known allergies" in page
    assert "There are allergies on the list." in refused


def test_an_entry_shows_its_versions_with_what_changed_and_by_whom(amara, ines, freya, browse):
    row = added(amara, "medicine", freya, what="Ramipril 5 mg", dose="once a day")
    keeping.amend(kind="medicine", entry=row.uid, values={"dose": "twice a day"}, if_version=1, by=ines, now=TEN_FORTY)
    page = browse(ines).get(address(amara, "medicine", row.uid), headers=HTMX).content.decode()

    assert "How it is taken: <del>once a day</del> → <ins>twice a day</ins>" in page
    assert "Freya Lindqvist" in page and "Dr Inês Carvalho" in page
    looks = AuditEvent.objects.filter(action="entries.read", entity_id=row.logical_id)
    assert [look.actor_name for look in looks] == ["Dr Inês Carvalho"]


def test_an_entry_from_a_paper_leads_to_it(amara, tomasz, ines, browse):
    paper = keep(content=poison.photograph(), name="letter.jpg", patient=amara.patient_id, by=ines, now=TEN_FORTY)
    entries = [
        keeping.add(
            patient=patient.patient_id,
            kind="problem",
            values={"what": "Migraine"},
            source=f"DocumentReference/{paper.logical_id}",
            by=ines,
            now=TEN_FORTY,
        )
        for patient in (amara, tomasz)
    ]
    client = browse(ines)
    pages = [
        client.get(address(patient, "problem", entry.uid), headers=HTMX).content.decode()
        for patient, entry in zip((amara, tomasz), entries, strict=True)
    ]

    assert f'href="/files/{paper.uid}/look/"' in pages[0]
    assert "/look/" not in pages[1] and "a document" in pages[1]


def test_of_two_who_change_an_entry_the_second_sees_both_and_nothing_is_lost(amara, ines, freya, browse):
    row = added(amara, "problem", freya, what="Asthma")
    keeping.amend(kind="problem", entry=row.uid, values={"onset": "2015"}, if_version=1, by=freya, now=TEN_FORTY)
    typed = {"what": "Allergic asthma", "state": "active", "certainty": "confirmed", "onset": "", "version": "1"}
    client = browse(ines)
    answer = client.post(address(amara, "problem", row.uid, "change"), typed, headers=HTMX)
    page = answer.content.decode()
    client.post(address(amara, "problem", row.uid, "change"), typed | {"onset": "2015", "version": "2"}, headers=HTMX)

    assert answer.status_code == 409
    assert "Freya Lindqvist changed this entry meanwhile" in page and "<ins>2015</ins>" in page
    assert 'value="Allergic asthma"' in page and 'value="2015"' in page and 'value="2"' in page
    doc = json.loads(Resource.objects.get(uid=row.uid).doc)
    assert (doc["code"], doc["onsetDateTime"]) == ({"text": "Allergic asthma"}, "2015")


def test_stopped_and_entered_in_error_from_the_entrys_page(amara, ines, browse):
    stopped = added(amara, "medicine", ines, what="Ramipril 5 mg")
    wrong = added(amara, "allergy", ines, what="Latex")
    client = browse(ines)
    client.post(address(amara, "medicine", stopped.uid, "end"), {"day": "20 Nov 2026", "why": "cough", "version": 1})
    unsaid = client.post(address(amara, "allergy", wrong.uid, "wrong"), {"version": 1}, headers=HTMX)
    client.post(address(amara, "allergy", wrong.uid, "wrong"), {"reason": "Her sister's", "version": 1})
    page = client.get(address(amara)).content.decode()

    assert unsaid.status_code == 422
    assert "<s><b>Latex</b></s>" in page and "Her sister&#x27;s" in page
    doc = json.loads(Resource.objects.get(uid=stopped.uid).doc)
    assert (doc["effectivePeriod"]["end"], doc["statusReason"][0]["text"]) == ("2026-11-20", "cough")


def test_another_patients_entry_is_not_found(amara, tomasz, ines, browse):
    row = added(amara, "problem", ines, what="Migraine")

    assert browse(ines).get(address(tomasz, "problem", row.uid)).status_code == 404
    assert browse(ines).get(address(amara, "allergy", row.uid)).status_code == 404
    assert browse(ines).get(address(amara, "nonsense", row.uid)).status_code == 404


def test_amara_reads_her_own_and_nobody_elses(amara, tomasz, ines, browse):
    added(amara, "medicine", ines, what="Amlodipine 5 mg", told=True)
    client = browse(amara)
    page = client.get(f"/me/{amara.patient_id}/record/").content.decode()

    assert "Amlodipine 5 mg" in page and "as you told us" in page
    assert "Your practice has not asked you about allergies yet." in page
    assert client.get(f"/me/{tomasz.patient_id}/record/").status_code in (403, 404)
    assert client.get(address(amara)).status_code in (403, 404)


@pytest.mark.parametrize("path", ["", "lists/"])
def test_the_lists_cost_the_same_however_much_stands_on_them(path, amara, ines, browse, django_assert_num_queries):
    client = browse(ines)
    client.get(address(amara) + path)
    expected = {"": QUERIES_OF_THE_PAGE, "lists/": QUERIES_OF_THE_PANEL}[path]
    with django_assert_num_queries(expected):
        client.get(address(amara) + path)
    for number in range(12):
        for kind in ("problem", "allergy", "medicine"):
            added(amara, kind, ines, what=f"{kind} {number}")

    with django_assert_num_queries(expected):
        client.get(address(amara) + path)


QUERIES_OF_THE_PAGE = 13
QUERIES_OF_THE_PANEL = 13
