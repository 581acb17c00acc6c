"""Whose is a result: who ordered it, else whose visit it belongs to, who recorded it, who last saw the patient."""

from collections.abc import Collection, Iterator
from uuid import UUID

from telepraxis.base import record
from telepraxis.base.record.models import Encounter, Practitioner
from telepraxis.base.record.references import reference_in
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.patients.identity import uids_of

from .judging import Judged

TREATED = (Visit.Status.IN_PROGRESS, Visit.Status.FINISHED)


def owner_of(
    judged: Judged, patient: UUID | None, here: Collection[UUID], last_seen: dict[UUID, UUID | None]
) -> UUID | None:
    """Return the practitioner who answers for a result, of those who work here; None where nobody is found.

    `last_seen` keeps by whom a patient was last seen, for those who ask for many. At most six queries.
    """
    named = next((uid for uid in _named(judged) if uid in here), None)
    if named is not None or patient is None:
        return named
    if patient not in last_seen:
        last_seen[patient] = next(filter(None, _who_saw(patient, here)), None)
    return last_seen[patient]


def _named(judged: Judged) -> Iterator[UUID | None]:
    if judged.orders:
        yield from _uids([requester for order in judged.orders if (requester := _requester(order))])
    if judged.encounter:
        yield Encounter.objects.filter(logical_id=judged.encounter).values_list("practitioner_id", flat=True).first()
    if judged.performers:
        yield from _uids(judged.performers)


def _who_saw(patient: UUID, here: Collection[UUID]) -> Iterator[UUID | None]:
    seen = Visit.objects.filter(patient_id__in=uids_of(patient), status__in=TREATED, practitioner_id__in=here)
    yield seen.order_by("-planned_at").values_list("practitioner_id", flat=True).first()
    met = Encounter.objects.filter(patient_id__in=uids_of(patient), practitioner_id__in=here, starts_at__isnull=False)
    yield met.order_by("-starts_at").values_list("practitioner_id", flat=True).first()


def _requester(order: str) -> str:
    row = record.of_type("ServiceRequest").filter(logical_id=order).first()
    found = reference_in(record.content_of(row).get("requester"), "Practitioner") if row else None
    return found.logical_id if found else ""


def _uids(logical_ids: Collection[str]) -> list[UUID]:
    found = dict(Practitioner.objects.filter(logical_id__in=logical_ids).values_list("logical_id", "uid"))
    return [found[each] for each in logical_ids if each in found]
