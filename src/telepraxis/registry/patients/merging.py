"""Merge two records of one person, and part them again. Identities are linked, nothing is rewritten."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, live, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import Patient, Version

from .arrivals import ComesIn, arrivals
from .combining import FIELDS, RETIRED, SURVIVOR, choices, combined, linked, taken_back, unlinked
from .document import Details, details_of
from .events import PatientsMerged, PatientsParted
from .held import obstacles
from .identity import records_of
from .indexing import index_patient
from .models import PatientMerge, PatientProfile
from .permissions import may_merge_patients
from .proxies import shares_mailbox
from .registration import beside

LINES = ("jurisdiction", "time_zone")  # of the profile: where they live, which the document has no place for


class CannotMerge(Exception):
    """The two cannot be merged, or parted; the sentence says why. Nothing was changed."""


class SameRecord(CannotMerge):
    """A record cannot be merged with itself."""

    def __init__(self):
        super().__init__(_("This is one and the same record."))


class AlreadyMerged(CannotMerge):
    """One of the two was merged into another record before."""

    def __init__(self):
        super().__init__(_("One of these records has been merged already."))


class AlreadyParted(CannotMerge):
    """Somebody parted these two before."""

    def __init__(self):
        super().__init__(_("These records were parted already."))


class ReasonMissing(CannotMerge):
    """Whoever comes later must be able to read why."""

    def __init__(self):
        super().__init__(_("Say why: a colleague will read it one day."))


class InTheWay(CannotMerge):
    """Something is under way that a merge would disturb."""


class Undecided(CannotMerge):
    """Somebody would see more than before, and nobody has said whether they may."""

    def __init__(self, comers: list[ComesIn]):
        super().__init__(_("Decide for each account whether it may come in to the merged record."))
        self.comers = comers


class MailboxShared(CannotMerge):
    """The merged record would be a minor's with the address of who acts for them."""

    def __init__(self):
        super().__init__(_("This e-mail address belongs to who acts for this minor. Choose the other one."))


class ChangedMeanwhile(CannotMerge):
    """One of the records is not as it was when the two were compared."""

    def __init__(self):
        super().__init__(_("Somebody changed one of these records meanwhile. Compare them again."))


@transaction.atomic
def merge(
    *,
    survivor: UUID,
    retired: UUID,
    reason: str,
    chosen: Mapping[str, str] | None = None,
    may_come_in: Mapping[UUID, bool] | None = None,
    versions: tuple[int, int] | None = None,
    by: Actor,
    now: datetime,
) -> PatientMerge:
    """Say that two records are one person's: the retired one leads to the survivor from now on, and return the merge.

    `chosen` says per detail of `combining.FIELDS` whose value the survivor shows, "survivor" or "retired"; of both
    everything is kept. `may_come_in` says for each account that would see more whether it may. `versions` are those of
    survivor and retired that were compared. Documents keep their subject.

    :raises Patient.DoesNotExist: one of them is not here.
    :raises CannotMerge: SameRecord, AlreadyMerged, ReasonMissing, InTheWay, Undecided, MailboxShared or
        ChangedMeanwhile.
    """
    may_merge_patients.require(by)
    if survivor == retired:
        raise SameRecord
    stays, goes = _locked(survivor, retired, _led_to(retired))
    if stays.merged_into or goes.merged_into:
        raise AlreadyMerged
    if not reason.strip():
        raise ReasonMissing
    if versions is not None and versions != (stays.version, goes.version):
        raise ChangedMeanwhile
    if in_the_way := obstacles([survivor, retired], now=now):
        raise InTheWay(" ".join(in_the_way))
    comers = arrivals(records_of(survivor), records_of(retired), today=now.date())
    kept_out = _kept_out(comers, may_come_in or {})
    made = {field: whose for field, whose in (chosen or {}).items() if field in FIELDS and whose in (SURVIVOR, RETIRED)}
    before, other = record.content_of(stays), record.content_of(goes)
    decided = choices(details_of(before), details_of(other), made)
    both = combined(before, other, decided)
    _refuse_shared_mailbox(details_of(both), (survivor, retired), now)
    kept = _write(linked(both, "replaces", goes.logical_id), by, now)
    _write(linked(other, "replaced-by", stays.logical_id, active=False), by, now)
    merged = PatientMerge.objects.create(
        organization_id=by.organization_id,
        survivor=stays,
        retired=goes,
        merged_at=now,
        merged_by=by.name,
        reason=reason.strip(),
        chosen=decided,
        kept_out=kept_out,
        survivor_version=kept.version,
        place_before=_take_place(kept, goes),
    )
    _carry(merged, by, now)
    _said("patients.merged", merged, comers, by)
    tell(PatientsMerged(survivor_id=survivor, retired_id=retired, merged_at=now))
    return merged


def _refuse_shared_mailbox(details: Details, records: tuple[UUID, UUID], now: datetime) -> None:
    if shares_mailbox(records, birth_date=details.birth_date, email=details.email, now=now):
        raise MailboxShared


def _led_to(survivor: UUID) -> list[UUID]:
    """Return the records that lead to this one."""
    return list(PatientMerge.objects.filter(survivor_id=survivor, parted_at=None).values_list("retired_id", flat=True))


def _locked(survivor: UUID, retired: UUID, carried: list[UUID]) -> tuple[Patient, Patient]:
    """Return the two rows, locked with those that go along, in the order of their uids: two who cross each other never
    wait in a circle."""
    wanted = {survivor, retired, *carried}
    rows = {row.uid: row for row in Patient.objects.select_for_update().filter(uid__in=wanted).order_by("uid")}
    if not rows.keys() >= {survivor, retired}:
        raise Patient.DoesNotExist("Not both of these records are here.")
    return rows[survivor], rows[retired]


def _kept_out(comers: list[ComesIn], may_come_in: Mapping[UUID, bool]) -> list[UUID]:
    open_ones = [comer for comer in comers if comer.must_decide and comer.account.pk not in may_come_in]
    if open_ones:
        raise Undecided(open_ones)
    return sorted({c.account.pk for c in comers if c.must_decide and not may_come_in[c.account.pk]})


def _write(doc: dict, by: Actor, now: datetime) -> Patient:
    row = record.write("Patient", doc, by=by, now=now)
    index_patient(row, doc)
    return row


def _take_place(survivor: Patient, retired: Patient) -> dict:
    """Bring the survivor's profile in step with its document, and return where it said that the patient lives."""
    profiles = {each.patient_id: each for each in _profiles(survivor, retired)}
    own, other = profiles.get(survivor.uid), profiles.get(retired.uid)
    if own is None:
        return {}
    before = {line: getattr(own, line) for line in LINES}
    for line in LINES:
        setattr(own, line, getattr(own, line) or (getattr(other, line) if other else ""))
    _in_step(own, survivor)
    return before


def _profiles(*patients: Patient):
    return PatientProfile.objects.select_for_update().filter(patient__in=patients).order_by("patient_id")


def _in_step(profile: PatientProfile, patient: Patient) -> None:
    for column, value in beside(details_of(record.content_of(patient))).items():
        setattr(profile, column, value)
    profile.save()


def _carry(merged: PatientMerge, by: Actor, now: datetime) -> None:
    """Let what was merged into the retired record before lead to the new survivor, so that there is never a chain."""
    earlier = PatientMerge.objects.select_for_update().filter(survivor=merged.retired, parted_at=None)
    for each in earlier.select_related("retired").order_by("id"):
        _point(each, merged.retired, merged.survivor, by, now)
        each.survivor = merged.survivor
        each.carried_by = [*each.carried_by, merged.id]
        each.save(update_fields=["survivor", "carried_by"])


def _point(merged: PatientMerge, away_from: Patient, to: Patient, by: Actor, now: datetime) -> None:
    """Move the links of a merge to another survivor, in all three documents."""
    gone, left, found = (_content(each.uid) for each in (merged.retired, away_from, to))
    _write(linked(unlinked(gone, away_from.logical_id), "replaced-by", to.logical_id), by, now)
    _write(unlinked(left, merged.retired.logical_id), by, now)
    _write(linked(found, "replaces", merged.retired.logical_id), by, now)


def _content(patient: UUID) -> dict:
    return record.content_of(Patient.objects.select_for_update().get(uid=patient))


def _said(action: str, merged: PatientMerge, comers: list[ComesIn], by: Actor) -> None:
    """Leave an audit row with both patients, and have open pages of all who come in ask again whether they may."""
    for patient in (merged.survivor_id, merged.retired_id):
        audit.wrote(
            by,
            action,
            patient=patient,
            entity=("PatientMerge", merged.id),
            reason=merged.parting_reason or merged.reason,
        )
        live.rights_changed(live.rights_of_patient(by.organization_id, patient))
    for account in {comer.account.pk for comer in comers}:
        live.rights_changed(live.account_group(account))


@transaction.atomic
def part(*, merge: UUID, reason: str, by: Actor, now: datetime) -> PatientMerge:
    """Say that the two were two persons after all: the retired record stands for itself again. Return the merge.

    The survivor's details become what they were, but for what was changed since. Entries stay where they were written.

    :raises PatientMerge.DoesNotExist: there is no such merge here.
    :raises CannotMerge: AlreadyParted or ReasonMissing.
    """
    may_merge_patients.require(by)
    merged = PatientMerge.objects.get(id=merge)
    carried = PatientMerge.objects.filter(carried_by__contains=[merge], parted_at=None)
    stays, goes = _locked(merged.survivor_id, merged.retired_id, [each.retired_id for each in carried])
    merged = PatientMerge.objects.select_for_update(of=("self",)).select_related("survivor", "retired").get(id=merge)
    if merged.parted_at is not None or merged.survivor_id != stays.uid:
        raise AlreadyParted
    if not reason.strip():
        raise ReasonMissing
    comers = arrivals(records_of(stays.uid), (), today=now.date())
    after = unlinked(record.content_of(stays), goes.logical_id)
    kept = _write(after if merged.carried_by else _taken_back(merged, after), by, now)
    _write(unlinked(record.content_of(goes), stays.logical_id, active=_was_active(goes)), by, now)
    _give_place_back(merged, kept)
    merged.parted_at, merged.parted_by, merged.parting_reason = now, by.name, reason.strip()
    merged.save(update_fields=["parted_at", "parted_by", "parting_reason"])
    _carry_back(merged, by, now)
    _said("patients.parted", merged, comers, by)
    tell(PatientsParted(survivor_id=stays.uid, retired_id=goes.uid, parted_at=now))
    return merged


def _taken_back(merged: PatientMerge, doc: dict) -> dict:
    around = (merged.survivor_version - 1, merged.survivor_version)
    versions = Version.objects.filter(type="Patient", logical_id=merged.survivor.logical_id, version__in=around)
    before, became = (record.content_of(version) for version in versions.order_by("version"))
    return taken_back(doc, before, became)


def _was_active(retired: Patient) -> bool:
    """Return whether the record was in use before it was retired."""
    versions = Version.objects.filter(type="Patient", logical_id=retired.logical_id).order_by("-version")
    for version in versions.exclude(doc=""):
        doc = record.content_of(version)
        if not any(link.get("type") == "replaced-by" for link in doc.get("link", [])):
            return doc.get("active", True)
    return True


def _give_place_back(merged: PatientMerge, survivor: Patient) -> None:
    profile = _profiles(survivor).first()
    if profile is None:
        return
    other = PatientProfile.objects.filter(patient=merged.retired).first()
    for line, was in merged.place_before.items():
        if not merged.carried_by and not was and other and getattr(profile, line) == getattr(other, line):
            setattr(profile, line, was)
    _in_step(profile, survivor)


def _carry_back(merged: PatientMerge, by: Actor, now: datetime) -> None:
    """Give the record that stands for itself again what had been merged into it before."""
    carried = PatientMerge.objects.select_for_update().filter(carried_by__contains=[merged.id], parted_at=None)
    for each in carried.select_related("retired", "survivor").order_by("id"):
        _point(each, each.survivor, merged.retired, by, now)
        each.survivor = merged.retired
        each.carried_by = each.carried_by[: each.carried_by.index(merged.id)]
        each.save(update_fields=["survivor", "carried_by"])
