"""What the patient reads: written by the clinician, sent as a bare link."""

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.models import Composition
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.tests.people import TEN_FORTY, open_visit
from tests.fhir import faults

from .. import notes, summaries

PLAIN = "Stop the new washing powder.\n\nPut the cream on twice a day for 7 days."


@pytest.fixture
def begun(room_visit, ines):
    return visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)


def write(visit, by, text=PLAIN):
    return summaries.write_summary(visit=visit, text=text, by=by, now=TEN_FORTY)


def test_the_patient_reads_what_was_written_and_gets_a_bare_link(begun, ines):
    write(begun, ines)

    summary = summaries.summary_for(Visit.objects.get())
    mail = OutgoingMail.objects.get()
    assert (summary.text, summary.author, summary.written_at) == (PLAIN, "Dr Inês Carvalho", TEN_FORTY)
    assert (mail.to, mail.subject) == ("amara@example.org", "Your visit summary is ready")
    text, html, _ = mail.body()
    for part in (text, html):
        assert f"/visits/{begun.id}/summary/" in part
        assert not {"cream", "powder", "rash", "Amara"} & set(part.replace(".", " ").split())


def test_a_newer_summary_replaces_and_the_older_stays_in_the_record(begun, ines):
    write(begun, ines)
    write(begun, ines, "Twice a day for 10 days.")
    write(begun, ines, "Twice a day for 10 days.")

    assert summaries.summary_for(begun).text == "Twice a day for 10 days."
    kept = Composition.objects.order_by("uid")
    assert [row.relates_to for row in kept] == ["", kept[0].logical_id]
    assert OutgoingMail.objects.count() == 2


def test_nobody_else_tells_the_patient(begun, sam, freya, amara):
    for somebody in (sam, freya, amara):
        with pytest.raises(NotAllowed):
            write(begun, somebody)

    assert Composition.objects.count() == OutgoingMail.objects.count() == 0


def test_refuses_empty_words_and_a_visit_that_has_not_begun(begun, ines, amara_record, ines_record):
    planned = open_visit("in_person", amara_record, ines_record, ines)
    with pytest.raises(summaries.NothingToTell):
        write(begun, ines, " \n ")
    with pytest.raises(visits.VisitNotBegun):
        write(planned, ines)

    assert Composition.objects.count() == 0


def test_the_plan_is_where_the_summary_starts(begun, ines):
    draft = notes.save_draft(visit=begun, sections={"plan": " Stop the powder. "}, revision=0, by=ines, now=TEN_FORTY)

    assert summaries.suggested_summary(draft) == "Stop the powder."
    assert summaries.suggested_summary(None) == ""


def test_a_second_text_in_the_patients_language_stands_beside(begun, ines):
    assert begun.patient.language == "en"
    said = {"visit": begun, "by": ines, "now": TEN_FORTY}

    first = summaries.write_summary(text="Pare o pó.\n\nCreme 2x.", language="pt", **said)
    assert (first.speaks("en"), first.speaks("pt-BR"), first.second) == (False, True, "")
    both = summaries.write_summary(text="Pare o pó.\n\nCreme 2x.", language="pt", second="Stop the powder.", **said)
    again = summaries.write_summary(text="Pare o pó.\n\nCreme 2x.", language="pt", second="Stop the powder.", **said)

    assert (both.text, both.second, both.second_language, both.speaks("en")) == (
        "Pare o pó.\n\nCreme 2x.",
        "Stop the powder.",
        "en",
        True,
    )
    assert (again.written_at, Composition.objects.count()) == (both.written_at, 2)
    document = record.content_of(Composition.objects.order_by("uid").last())
    assert faults(document) == []
    assert document["language"] == "pt"


def test_the_patient_is_told_when_it_is_in_another_language(begun, ines, amara, browse):
    summaries.write_summary(visit=begun, text="Pare o pó.", language="pt", by=ines, now=TEN_FORTY)

    page = browse(amara).get(f"/visits/{begun.id}/summary/").content.decode()

    assert "Dr Inês Carvalho wrote this in Português; you read English." in page
    assert 'lang="pt">Pare o pó.' in page
