"""Patient documents that come in from outside (R4, http://hl7.org/fhir/R4/patient.html).

The document is kept as it came; what registration keeps beside it (profile, what search finds by) follows it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell_many
from telepraxis.base.record import keepers
from telepraxis.base.record.guarding import refusal
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts.models import Membership

from .document import Details, details_of
from .duplicates import likely_duplicates
from .events import PatientAmended, PatientRegistered
from .indexing import forget_patient, index_new_patients, index_patients
from .models import PatientMerge, PatientProfile, Proxy
from .proxies import SharedMailbox, refuse_shared_mailbox
from .registration import beside

BESIDE = tuple(beside(Details(given="", family="")))


class PatientKeeper(keepers.PlainKeeper):
    """Registers and amends patients as their documents come in, one or thousands."""

    def __init__(self):
        super().__init__("Patient")

    @transaction.atomic
    def keep(self, doc: dict, *, if_version: int | None = None, by: Actor, now: datetime) -> Patient:
        """Register the patient, or keep what changed. Likely duplicates of a new one are noted for staff.

        :raises Refused: the record was merged into another one, or a minor would get a proxy's mailbox (409).
        """
        _refuse_merged([doc])
        (row,) = record.write_many([doc], by=by, now=now, if_versions={0: if_version})
        details = details_of(doc)
        if _known_profiles([row]):
            _refuse_shared_mailbox(row, details, now)
            _follow_changed([row], [doc])
            tell_many([PatientAmended(patient_id=row.uid, amended_at=now)])
        else:
            matches = [match.uid for match in likely_duplicates(details, besides=row.uid)]
            _follow_new([row], [doc], now, possible_duplicates=matches)
            tell_many([PatientRegistered(patient_id=row.uid, registered_at=now)])
        keepers.audit_written([row], by=by)
        return row

    @transaction.atomic
    def keep_many(self, docs: list[dict], *, by: Actor, now: datetime) -> list[Patient]:
        """Keep many patients in a handful of statements. Nobody looks for duplicates: the sender knew who is who.

        :raises Refused: one of the records was merged into another one (409).
        """
        _refuse_merged(docs)
        rows = record.write_many(docs, by=by, now=now)
        known = _known_profiles(rows)
        pairs = list(zip(rows, docs, strict=True))
        new = [(row, doc) for row, doc in pairs if row.uid not in known]
        changed = [(row, doc) for row, doc in pairs if row.uid in known]
        _follow_new([row for row, _ in new], [doc for _, doc in new], now)
        _follow_changed([row for row, _ in changed], [doc for _, doc in changed])
        tell_many(
            [PatientRegistered(patient_id=row.uid, registered_at=now) for row, _ in new]
            + [PatientAmended(patient_id=row.uid, amended_at=now) for row, _ in changed]
        )
        keepers.audit_written(rows, by=by)
        return rows

    @transaction.atomic
    def remove(self, logical_id: str, *, if_version: int | None = None, by: Actor, now: datetime) -> None:
        """Take out a patient about whom nothing is kept.

        :raises Locked: there is a chart.
        :raises Refused: somebody signs in as the patient, or acts for them (409).
        """
        row = Patient.objects.filter(logical_id=logical_id).first()
        if row is not None:
            _refuse_connected(row)
        super().remove(logical_id, if_version=if_version, by=by, now=now)
        if row is not None:
            forget_patient(row)
            PatientProfile.objects.filter(patient=row).delete()


def _refuse_merged(docs: list[dict]) -> None:
    ids = [doc["id"] for doc in docs if isinstance(doc.get("id"), str)]
    if not ids:
        return
    merged = PatientMerge.objects.filter(retired__logical_id__in=ids, parted_at=None)
    found = merged.values_list("retired__logical_id", "survivor__logical_id").first()
    if found:
        raise refusal(f"Patient/{found[0]} was merged into Patient/{found[1]}: change that one.")


def _refuse_shared_mailbox(row: Patient, details: Details, now: datetime) -> None:
    if details.birth_date is None or details.birth_date > now.date():
        return
    try:
        refuse_shared_mailbox(row.uid, birth_date=details.birth_date, email=details.email, now=now)
    except SharedMailbox:
        raise refusal(
            "A minor needs an e-mail address of their own, or none: not that of who acts for them.", "Patient.telecom"
        ) from None


def _refuse_connected(row: Patient) -> None:
    merged = PatientMerge.objects.filter(survivor=row) | PatientMerge.objects.filter(retired=row)
    if merged.exists():
        raise refusal(f"Patient/{row.logical_id} was merged with another record. Set `active` to false instead.")
    if Membership.objects.filter(patient_id=row.uid).exists() or Proxy.objects.filter(patient=row).exists():
        raise refusal(
            f"Somebody signs in as Patient/{row.logical_id}, or acts for them. Set `active` to false instead."
        )


def _known_profiles(rows: list[Patient]) -> set[UUID]:
    return set(PatientProfile.objects.filter(patient__in=rows).values_list("patient_id", flat=True))


def _follow_new(rows: list[Patient], docs: list[dict], now: datetime, **more) -> None:
    if not rows:
        return
    index_new_patients(rows, docs)
    PatientProfile.objects.bulk_create(
        (
            PatientProfile(organization_id=row.organization_id, patient=row, registered_at=now, **_beside(doc), **more)
            for row, doc in zip(rows, docs, strict=True)
        ),
        batch_size=1000,
    )


def _follow_changed(rows: list[Patient], docs: list[dict]) -> None:
    if not rows:
        return
    index_patients(rows, docs)
    told = {row.uid: _beside(doc) for row, doc in zip(rows, docs, strict=True)}
    differing = []
    for profile in PatientProfile.objects.select_for_update().filter(patient__in=rows).order_by("id"):
        columns = told[profile.patient_id]
        if any(getattr(profile, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(profile, name, value)
            differing.append(profile)
    PatientProfile.objects.bulk_update(differing, BESIDE, batch_size=500)


def _beside(doc: dict) -> dict:
    """Return the profile's columns, cut to what they hold: the whole stands in the document."""
    return {
        name: value[: PatientProfile._meta.get_field(name).max_length].replace("\x00", "")
        for name, value in beside(details_of(doc)).items()
    }
