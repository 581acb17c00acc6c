from telepraxis.base.record import keepers
from telepraxis.base.record.models import Practitioner
from telepraxis.registry.practitioners.directory import practitioners
from tests.guarded import is_kept_plainly, stays_ours
from tests.people import MONDAY_8AM


def test_colleagues_are_not_changed_from_outside(ines):
    stays_ours(
        Practitioner.objects.get(uid=ines.practitioner_id),
        "This is a colleague of the practice: a manager corrects them under Practice, People.",
        by=ines,
        gender="other",
    )


def test_somebody_elses_practitioner_is_kept_and_works_not_here(ines):
    doc = {"resourceType": "Practitioner", "id": "f201", "name": [{"family": "Bor", "given": ["Dokter"]}]}
    is_kept_plainly(doc, by=ines)

    keepers.keeper_of("Practitioner").keep(doc, if_version=None, by=ines, now=MONDAY_8AM)

    assert [listed.name for listed in practitioners()] == ["Dr Inês Carvalho"]
