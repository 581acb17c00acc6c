from telepraxis.base.record.models import CarePlan
from tests.guarded import is_kept_plainly, stays_ours


def test_a_plan_whose_steps_are_followed_here_is_not_changed_from_outside(cream, ines):
    stays_ours(
        CarePlan.objects.get(),
        "Its steps are followed here: write, tick off or cancel them on the page of the visit.",
        by=ines,
        status="completed",
    )


def test_a_plan_made_elsewhere_is_kept(amara_record, ines):
    doc = {
        "resourceType": "CarePlan",
        "id": "gpvisit",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": f"Patient/{amara_record.logical_id}"},
    }
    is_kept_plainly(doc, by=ines)
