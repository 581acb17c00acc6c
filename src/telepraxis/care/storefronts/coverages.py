"""What insurance a patient has: kept from the card as a Coverage in the record, and ended. The number of the member
stands there and nowhere else: in no row, no address, no log and no mail.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient, Resource
from telepraxis.registry.patients.identity import uids_of

from . import coverage_document
from .coverage_document import CoverageSaid
from .permissions import may_keep_coverage, may_keep_own_coverage
from .plan_particulars import CODE

TYPE = "Coverage"
MOST = 10


class BadCoverage(ValueError):
    """It cannot be so; `why` says by the field's name what is wrong. Nothing was kept."""

    def __init__(self, why: dict[str, str]):
        super().__init__(" ".join(why.values()))
        self.why = why


@dataclass(frozen=True)
class Coverage:
    """An insurance of a patient. `holds`: it counts today."""

    id: UUID
    said: CoverageSaid
    holds: bool
    doc: dict


@transaction.atomic
def keep(*, patient: UUID, said: CoverageSaid, by: Actor, now: datetime) -> Resource:
    """Keep what the patient's card says. :raises BadCoverage: a part of it cannot be."""
    _require(by, patient)
    said = _checked(said, localdate(now))
    subject = Patient.objects.select_for_update(no_key=True).get(uid=patient)
    if sum(each.holds for each in of_patient(patient, localdate(now))) >= MOST:
        raise BadCoverage({"payer": _("So many insurances count already. End one first.")})
    whom = {"reference": f"Patient/{subject.logical_id}", "display": subject.name_text}
    row = record.write(TYPE, coverage_document.written(said, whom), by=by, now=now)
    audit.wrote(by, "storefronts.coverage_kept", patient=patient, entity=(TYPE, row.logical_id))
    return row


@transaction.atomic
def end(*, coverage: UUID, by: Actor, now: datetime) -> Resource:
    """Let an insurance count no more from now on; it stays to be seen. Said twice it changes nothing.

    :raises Resource.DoesNotExist: there is none.
    """
    row = Resource.objects.select_for_update().get(uid=coverage, type=TYPE)
    _require(by, row.patient_id)
    doc = record.content_of(row)
    if doc.get("status") != coverage_document.ACTIVE:
        return row
    row = record.write(TYPE, coverage_document.ended(doc, localdate(now)), by=by, now=now, if_version=row.version)
    audit.wrote(by, "storefronts.coverage_ended", patient=row.patient_id, entity=(TYPE, row.logical_id))
    return row


def of_patient(patient: UUID, today: date) -> list[Coverage]:
    """Return the insurances of a person, those that count first, the newest first. One query."""
    rows = Resource.objects.filter(type=TYPE, patient_id__in=uids_of(patient)).order_by("-uid")
    found = [_shown(row, today) for row in rows]
    found = [each for each in found if each.doc.get("status") != "entered-in-error"]
    return sorted(found, key=lambda each: not each.holds)


def counting(patient: UUID, today: date) -> list[Coverage]:
    """Return the insurances of a person that count today, the newest first. One query."""
    return [each for each in of_patient(patient, today) if each.holds]


def one_of(patient: UUID, coverage: UUID, today: date) -> Coverage | None:
    """Return an insurance of this person; None where it is another's, or none. One query."""
    row = Resource.objects.filter(
        uid=coverage, type=TYPE, patient_id__in=uids_of(patient), deleted_at=None
    ).first()  # fmt: skip
    return _shown(row, today) if row else None


def _shown(row: Resource, today: date) -> Coverage:
    doc = record.content_of(row)
    return Coverage(row.uid, coverage_document.said_in(doc), coverage_document.holds_on(doc, today), doc)


def _require(by: Actor, patient: UUID) -> None:
    if not may_keep_own_coverage.allows(by, patient):
        may_keep_coverage.require(by, patient)


def _checked(said: CoverageSaid, today: date) -> CoverageSaid:
    texts = {name: " ".join(getattr(said, name).split()) for name in ("payer", "plan", "code", "member")}
    texts["plan"] = texts["plan"] or texts["code"]
    why = {
        name: _("Write it as it stands on the card.")
        for name, longest in (("payer", 100), ("plan", 100), ("member", 60))
        if not 0 < len(texts[name]) <= longest
    }
    if not CODE.fullmatch(texts["code"]):
        why["code"] = _("A code has letters, digits and . _ / + - only, at most 30.")
    if said.begins and said.ends and said.ends < said.begins:
        why["ends"] = _("It ends before it begins.")
    elif said.ends and said.ends < today:
        why["ends"] = _("This day is past: it counts no more.")
    if why:
        raise BadCoverage(why)
    return replace(said, **texts)
