"""What a visit leaves in the record has the structure of FHIR R4."""

from datetime import timedelta

from telepraxis.base import record
from telepraxis.base.record.models import TYPES
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from tests import fhir

from .. import notes, summaries

MINUTE = timedelta(minutes=1)


def test_everything_a_visit_wrote_is_fhir(appointment, amara, ines, freya):
    visit = visits.visit_for(appointment=appointment, now=TEN_FORTY)
    visits.patient_ready(visit=visit, by=amara, now=TEN_FORTY)
    visits.admit(visit=visit, by=ines, now=TEN_FORTY)
    for person in (ines, amara, freya):
        participant = presences.participant_of(person, visit)
        presences.joined(visit=visit, participant=participant, by=person, now=TEN_FORTY)
    presences.go_on_by(visit=visit, modality="phone", by=ines, now=TEN_FORTY + 5 * MINUTE)
    visits.finish(visit=visit, by=ines, now=TEN_FORTY + 12 * MINUTE)
    sections = {"subjective": "Itch & <rash>\n\n7 days", "plan": "Cream"}
    notes.save_draft(visit=visit, sections=sections, revision=0, by=ines, now=TEN_FORTY)
    note = notes.sign(visit=visit, by=ines, now=TEN_FORTY + 15 * MINUTE)
    notes.add_addendum(composition=note, text="Brand X", by=freya, now=TEN_FORTY + 20 * MINUTE)
    for text in ("Use the cream.", "Use the cream for 7 days."):
        summaries.write_summary(visit=visit, text=text, by=ines, now=TEN_FORTY + 20 * MINUTE)

    found = {}
    for name, table in TYPES.items():
        for row in table.objects.all():
            found.setdefault(name, []).append(fhir.faults(record.content_of(row)))
    assert {name: [fault for faults in each for fault in faults] for name, each in found.items()} == {
        "Organization": [],
        "Practitioner": [],
        "Patient": [],
        "Encounter": [],
        "Composition": [],
    }
    assert len(found["Composition"]) == 4


def test_the_check_finds_what_is_wrong():
    assert fhir.faults({"resourceType": "Encounter", "status": "over"})
