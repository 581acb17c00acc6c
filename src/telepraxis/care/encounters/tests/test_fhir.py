from telepraxis.base import record
from telepraxis.care.encounters import visits
from tests.guarded import is_kept_plainly, stays_ours

from .people import TEN_FORTY


def test_a_visit_is_not_ended_from_outside(room_visit, ines):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)

    stays_ours(
        record.read("Encounter", visit.encounter.logical_id),
        "It is a visit here: what happened in it is written by the visit, its times are corrected on its page.",
        by=ines,
        status="finished",
    )


def test_a_stay_elsewhere_is_kept(amara_record, ines):
    doc = {
        "resourceType": "Encounter",
        "id": "emerg",
        "status": "finished",
        "class": {"code": "EMER"},
        "subject": {"reference": f"Patient/{amara_record.logical_id}"},
    }
    is_kept_plainly(doc, by=ines)
