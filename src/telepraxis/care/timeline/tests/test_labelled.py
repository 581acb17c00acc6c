"""What is labelled in a chart: the pages of the house show it to those to whom it is open, and go on without it."""

import re
from datetime import timedelta

import pytest

from telepraxis.base import record, tenancy
from telepraxis.base.record.labels import SENSITIVITY, Label
from telepraxis.care.chart import notes
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.patients.identity import records_of

from ..keeping import bring_up_to_date
from ..models import Chart, Line
from .chart import asthma, kept, potassium

HTMX = {"HX-Request": "true"}
LOW = {"code": {"text": "Depression since the divorce"}, "onsetDateTime": "2020"}


@pytest.fixture
def depression(amara, system):
    """A problem on Amara's list that is labelled as mental health."""
    row = kept(asthma(amara.patient_id, **LOW), system)
    return record.put_labels("Condition", row.logical_id, Label.MENTAL_HEALTH, by=system, now=TEN_FORTY)


@pytest.fixture
def chart(amara):
    return f"/chart/{amara.patient_id}/"


@pytest.fixture
def doctor(browse, ines):
    cleared(ines, Label(0))
    return browse(ines)


@pytest.fixture
def psychiatrist(browse, sam):
    cleared(sam, Label.MENTAL_HEALTH)
    return browse(sam)


def cleared(actor, clearances: Label) -> None:
    Membership.objects.filter(account_id=actor.account_id).update(clearances=int(clearances))


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", each) for each in re.findall(r'<b translate="no">(.*?)</b>', page)]


def test_the_timeline_shows_and_counts_what_is_open(chart, doctor, psychiatrist, depression, amara, ines):
    kept(asthma(amara.patient_id), ines)
    for_ines, for_sam = text(doctor.get(chart)), text(psychiatrist.get(chart))

    assert "Depression" not in for_ines and "Asthma since childhood" in for_ines
    assert "Depression since the divorce" in for_sam
    with tenancy.serving(ines.organization_id, sees=tenancy.UNLABELLED):
        assert bring_up_to_date(records_of(amara.patient_id)).counts == {"entries": 1}
    assert bring_up_to_date(records_of(amara.patient_id)).counts == {"entries": 2}


def test_whoever_reads_first_makes_the_lines_for_all(chart, doctor, depression, amara):
    doctor.get(chart)

    [line], [made] = Line.objects.all(), Chart.objects.all()
    assert (line.uid, line.labels, made.documents, made.counts) == (depression.uid, 1, 1, {"entries": 1})
    doctor.get(chart)
    assert Line.objects.get().version == line.version  # and nobody makes them again


def test_a_label_that_goes_shows_the_line_again(chart, doctor, depression, system):
    assert "Depression" not in text(doctor.get(chart))
    record.put_labels("Condition", depression.logical_id, Label(0), by=system, now=TEN_FORTY)

    assert "Depression since the divorce" in text(doctor.get(chart))


def test_the_search_finds_nothing_of_it(chart, doctor, psychiatrist, depression):
    found = [
        titles(text(client.post(f"{chart}timeline/", {"q": "divorce"}, headers=HTMX)))
        for client in (doctor, psychiatrist)
    ]
    assert found == [[], ["Depression since the divorce"]]


def test_it_cannot_be_opened_by_its_address(chart, doctor, psychiatrist, depression, amara):
    places = (f"{chart}entry/{depression.uid}/", f"/entries/{amara.patient_id}/problem/{depression.uid}/")
    for place in places:
        assert (doctor.get(place).status_code, psychiatrist.get(place).status_code) == (404, 200), place


def test_the_lists_leave_it_out(doctor, psychiatrist, depression, amara):
    place = f"/entries/{amara.patient_id}/"
    assert "Depression" not in text(doctor.get(place))
    assert "Depression since the divorce" in text(psychiatrist.get(place))


def test_the_patient_reads_her_own(browse, depression, amara):
    assert "Depression since the divorce" in text(browse(amara).get(f"/me/{amara.patient_id}/record/"))


def test_a_signed_note_that_is_labelled_is_gone_from_the_visit_and_the_chart(
    chart, doctor, psychiatrist, room_visit, ines, system
):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    notes.save_draft(visit=visit, sections={"plan": "Cannot sleep"}, revision=0, by=ines, now=TEN_FORTY)
    note = notes.sign(visit=visit, by=ines, now=TEN_FORTY)
    record.put_labels("Composition", note.logical_id, Label.MENTAL_HEALTH, by=system, now=TEN_FORTY)

    for place in (chart, f"/visit/{visit.id}/", f"/visit/{visit.id}/note/", f"/visit/{visit.id}/chart/"):
        answer = doctor.get(place, headers=HTMX)
        assert answer.status_code == 200 and b"Cannot sleep" not in answer.content, place
    assert "Cannot sleep" in text(psychiatrist.get(chart))


def test_a_visit_whose_encounter_is_closed_goes_on(doctor, room_visit, ines, system):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    encounter = visit.encounter
    record.put_labels("Encounter", encounter.logical_id, Label.MENTAL_HEALTH, by=system, now=TEN_FORTY)

    for place in ("", "note/", "chart/", "today/", "plan/"):
        assert doctor.get(f"/visit/{visit.id}/{place}", headers=HTMX).status_code == 200, place
    with tenancy.serving(ines.organization_id, account_id=ines.account_id, sees=tenancy.UNLABELLED):
        visit = Visit.objects.get(id=visit.id)
        notes.save_draft(visit=visit, sections={"plan": "Rest"}, revision=0, by=ines, now=TEN_FORTY)
        visits.finish(visit=visit, by=ines, now=TEN_FORTY + timedelta(minutes=9))
        note = notes.sign(visit=visit, by=ines, now=TEN_FORTY)
    visit.refresh_from_db()

    assert (visit.status, visit.encounter_id) == ("finished", encounter.uid)
    assert record.content_of(note)["encounter"] == {"reference": f"Encounter/{encounter.logical_id}"}
    assert record.read("Encounter", encounter.logical_id).labels == Label.MENTAL_HEALTH


def test_what_a_program_sends_labelled_is_closed_here_too(chart, doctor, amara, system):
    kept(potassium(amara.patient_id, meta={"security": [{"system": SENSITIVITY, "code": "ETH"}]}), system)

    assert "Potassium" not in text(doctor.get(chart))
