"""Across the rooms: what was written in two records of one person stands in one chart, on every page, for everybody."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from telepraxis.base.record.models import Patient
from telepraxis.care.chart import notes
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.tests.people import *  # noqa: F403
from telepraxis.care.encounters.tests.people import TEN_FORTY, booked, open_visit
from telepraxis.care.follow_up import planning
from telepraxis.care.letters import writing
from telepraxis.care.measurements.taking import Taken, record_measurements
from telepraxis.care.scheduling import letters as mails
from telepraxis.commons.documents.keeping import keep
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.consents import giving
from telepraxis.registry.consents.texts import current_text
from telepraxis.registry.patients import merging
from telepraxis.registry.patients.registration import register
from tests.people import MONDAY_8AM


@pytest.fixture
def amira_record(system, amara):
    """Amira Okonjo: Amara's second record, made by mistake."""
    return register(
        given="Amira",
        family="Okonjo",
        despite_duplicates=[amara.patient_id],
        birth_date=None,
        by=system,
        now=MONDAY_8AM,
    )


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


def treat(patient, ines, ines_record, rui, mark: str):
    """A visit of this record with everything in it, each thing marked."""
    visit = visits.admit(visit=open_visit("in_person", patient, ines_record, rui), by=ines, now=TEN_FORTY)
    draft = notes.save_draft(visit=visit, sections={"assessment": f"Rash {mark}"}, revision=0, by=ines, now=TEN_FORTY)
    planning.write_step(visit=visit, kind="task", who="patient", text=f"Cream {mark}", by=ines, now=TEN_FORTY)
    letter = writing.draft_letter(visit=visit, kind="attendance", said=writing.Said(), by=ines, now=TEN_FORTY)
    writing.sign_letter(letter=letter, by=ines, now=TEN_FORTY)
    visit = visits.finish(visit=visit, by=ines, now=TEN_FORTY)
    notes.sign(visit=visit, by=ines, now=TEN_FORTY, revision=draft.revision)
    kind = "weight" if mark == "one" else "temperature"
    value = Decimal("61.5") if mark == "one" else Decimal("37.5")
    record_measurements(patient=patient.uid, taken=[Taken(kind=kind, values=(value,))], by=ines, now=TEN_FORTY)
    keep(content=picture(), name=f"arm {mark}.png", patient=patient.uid, by=ines, now=TEN_FORTY)
    text = current_text("telehealth", "PT", "en", TEN_FORTY.date())
    giving.give(patient=patient.uid, text_id=text.id, spoken_by_staff=True, by=ines, now=TEN_FORTY)


@pytest.fixture
def treated(amara_record, amira_record, ines, ines_record, rui):
    for patient, mark in ((amara_record, "one"), (amira_record, "two")):
        treat(patient, ines, ines_record, rui, mark)
    booked(amira_record, ines_record, starts_at=TEN_FORTY.replace(year=2099))
    return merging.merge(survivor=amara_record.uid, retired=amira_record.uid, reason="Same card", by=rui, now=TEN_FORTY)


def test_the_chart_shows_what_was_written_in_both(browse, treated, ines, amara):
    chart = browse(ines).get(f"/chart/{amara.patient_id}/").text

    for written in ("Rash one", "Rash two", "61.5", "37.5"):
        assert written in chart


def test_files_and_measurements_of_both_are_on_their_pages(browse, treated, ines, amara):
    desk = browse(ines)

    files = desk.get(f"/files/of/{amara.patient_id}/").text
    measured = desk.get(f"/measurements/{amara.patient_id}/").text

    assert "arm one" in files and "arm two" in files
    assert "61.5" in measured and "37.5" in measured


def test_the_patients_page_counts_both_and_shows_the_others_appointment(browse, treated, rui, amara):
    page = browse(rui).get(f"/patients/{amara.patient_id}/").text

    assert "2099" in page
    assert "Merged from Amira Okonjo" in page


def test_old_links_to_the_retired_record_lead_on(browse, treated, ines, amara, amira_record):
    desk = browse(ines)

    for path in ("/chart/{}/", "/files/of/{}/", "/measurements/{}/", "/patients/{}/"):
        page = desk.get(path.format(amira_record.uid), follow=True)
        assert page.redirect_chain == [(path.format(amara.patient_id), 302)]
        assert "The record of Amira Okonjo was merged into this one." in page.text


def test_the_patient_sees_all_of_theirs(browse, treated, amara, amira_record):
    mine = browse(amara)

    home = mine.get("/").text
    visits_ = mine.get("/visits/").text
    papers = mine.get("/letters/").text
    consents = mine.get(f"/me/{amara.patient_id}/consents/").text
    files = mine.get(f"/me/{amara.patient_id}/files/").text
    measured = mine.get(f"/me/{amara.patient_id}/measurements/").text

    assert "Cream one" in home and "Cream two" in home
    assert "2099" in visits_ and "For Amira" not in visits_
    assert consents.count('name="consent"') == 2
    assert "arm one" in files and "arm two" in files
    assert "61.5" in measured and "37.5" in measured
    assert papers.count('href="/letters/') == 2 and "for Amira" not in papers


def test_who_looked_at_either_record_is_in_the_patients_own_log(browse, treated, amara, freya, amira_record):
    record_measurements(
        patient=amira_record.uid, taken=[Taken(kind="weight", values=(Decimal("62"),))], by=freya, now=TEN_FORTY
    )

    log = browse(amara).get("/record/access/")

    assert "Freya Lindqvist" in log.text


def test_mail_about_the_retired_records_visit_goes_to_the_survivors_address(treated, amara, amira_record):
    assert mails.reader_of(amira_record.uid) == mails.reader_of(amara.patient_id)
    assert mails.reader_of(amira_record.uid).email == "amara@example.org"


def test_in_a_visit_that_was_booked_for_the_retired_record_she_is_the_patient(
    quayside, treated, amara, amira_record, ines_record, rui
):
    visit = open_visit("video", amira_record, ines_record, rui)
    actor = actor_of_account(Account.objects.get(pk=amara.account_id), quayside.id, now=TEN_FORTY)

    assert presences.participant_of(actor, visit).role == "patient"


def test_two_who_are_in_visits_at_this_moment_are_not_one(amara_record, amira_record, ines, ines_record, rui):
    for patient in (amara_record, amira_record):
        visit = open_visit("video", patient, ines_record, rui)
        presences.joined(visit=visit, participant=presences.patient_of(visit), by=ines, now=TEN_FORTY)

    with pytest.raises(merging.InTheWay, match="they are two people"):
        merging.merge(survivor=amara_record.uid, retired=amira_record.uid, reason="x", by=rui, now=TEN_FORTY)

    assert Patient.objects.get(uid=amira_record.uid).version == 1


def test_parting_gives_each_chart_its_own_again(browse, treated, ines, rui, amara, amira_record):
    merging.part(merge=treated.id, reason="Two sisters", by=rui, now=TEN_FORTY)
    desk = browse(ines)

    one, other = (desk.get(f"/chart/{uid}/").text for uid in (amara.patient_id, amira_record.uid))

    assert ("Rash one" in one, "Rash two" in one) == (True, False)
    assert ("Rash one" in other, "Rash two" in other) == (False, True)


def queries_of(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_merged_chart_takes_no_more_questions_than_another(browse, treated, ines, rui, amara):
    paths = ("/chart/{}/", "/files/of/{}/", "/measurements/{}/")
    desk = browse(ines)
    merged = [queries_of(desk, path.format(amara.patient_id)) for path in paths]

    merging.part(merge=treated.id, reason="Two sisters", by=rui, now=TEN_FORTY)

    assert [queries_of(desk, path.format(amara.patient_id)) for path in paths] == merged
