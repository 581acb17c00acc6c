"""What happens to the record and matters for the links to it."""

from datetime import datetime

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.base.record.events import LabelsChanged

from .links import end_all


@listens_to(LabelsChanged)
def end_links(fact: LabelsChanged, *, now: datetime) -> None:
    """What a link shows was sealed before the label came: the link ends. A label that goes leaves it as it is."""
    if fact.patient_id and fact.added:
        by = Actor.system(tenancy.served_organization())
        end_all(patient=fact.patient_id, by=by, now=now)
