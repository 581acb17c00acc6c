"""Notes of visits here are written on their page; what was written elsewhere is kept."""

import pytest

from telepraxis.base import record
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Composition
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from tests.guarded import is_kept_plainly, stays_ours

from .. import notes, summaries

HINT = "Notes of a visit here are written and signed on its page; say more in an addendum there."


@pytest.fixture
def begun(room_visit, ines):
    return visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)


def test_a_signed_note_is_not_changed_from_outside(begun, ines):
    notes.save_draft(visit=begun, sections={"plan": "Cream"}, revision=0, by=ines, now=TEN_FORTY)
    note = notes.sign(visit=begun, by=ines, now=TEN_FORTY)

    stays_ours(record.read("Composition", note.logical_id), HINT, by=ines, title="Another note")


def test_what_amara_was_told_is_not_changed_from_outside(begun, ines):
    summaries.write_summary(visit=begun, text="Use the cream.", by=ines, now=TEN_FORTY)

    stays_ours(Composition.objects.get(), HINT, by=ines, title="Another summary")


def test_a_note_does_not_come_into_a_visit_here_from_outside(begun, amara_record, ines):
    doc = note_about(amara_record, encounter=begun.encounter.logical_id)

    for keep in (
        lambda: keepers.keeper_of("Composition").keep(doc, if_version=None, by=ines, now=TEN_FORTY),
        lambda: keepers.keeper_of("Composition").keep_many([doc], by=ines, now=TEN_FORTY),
    ):
        with pytest.raises(Refused) as refused:
            keep()
        assert str(refused.value) == f"This Composition would pass for one that is made here. {HINT}"

    assert Composition.objects.count() == 0


def test_a_note_written_elsewhere_is_kept(begun, amara_record, ines):
    is_kept_plainly(note_about(amara_record, encounter="elsewhere") | {"id": "n1", "status": "preliminary"}, by=ines)


def test_a_signed_note_from_elsewhere_does_not_change_any_more(amara_record, ines):
    keeper = keepers.keeper_of("Composition")
    doc = note_about(amara_record, encounter="elsewhere") | {"id": "n1"}
    keeper.keep(doc, if_version=None, by=ines, now=TEN_FORTY)

    with pytest.raises(record.Locked, match="Composition/n1 is signed and does not change"):
        keeper.keep(doc | {"title": "Another"}, if_version=None, by=ines, now=TEN_FORTY)

    assert Composition.objects.get().version == 1


def note_about(patient, *, encounter: str) -> dict:
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3"}]},
        "subject": {"reference": f"Patient/{patient.logical_id}"},
        "encounter": {"reference": f"Encounter/{encounter}"},
        "date": "2026-11-23T10:40:00Z",
        "author": [{"display": "A scribe"}],
        "title": "Progress note",
    }
