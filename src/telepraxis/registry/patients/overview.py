"""What the patient's page shows of who they are; what happened to them comes from rooms above, as panels."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from telepraxis.base import audit, notify, record
from telepraxis.base.access import Actor
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts.models import Membership

from .document import Details, details_of
from .identity import lead_on, uids_of
from .models import PatientMerge, PatientProfile, Proxy
from .photo import address_of
from .proxies import proxies_of


@dataclass(frozen=True)
class Overview:
    """A patient with everything their page needs, gathered in a constant number of queries."""

    uid: UUID
    patient: Patient
    details: Details
    profile: PatientProfile
    age: int | None
    portal_emails: list[str]
    proxies: list[Proxy]
    mail_trouble: object | None
    maybe_the_same: list[Patient]
    merged_from: list[PatientMerge]

    @property
    def name(self) -> str:
        return self.patient.name_text

    @property
    def photo(self) -> str:
        """The path of the photo, "" where initials stand."""
        return address_of(self.patient)


def overview_of(patient: UUID, *, today: date) -> Overview:
    """Return what the patient's page shows. At most eight queries.

    :raises PatientProfile.DoesNotExist: there is no such patient here.
    :raises identity.Merged: the record was merged into another one.
    """
    profile = PatientProfile.objects.select_related("patient").get(patient_id=patient)
    lead_on(profile.patient)
    row, merges = profile.patient, merged_into(patient)
    shut = kept_out_by(merges)
    portal_emails = _portal_emails(patient, shut)
    proxies = [each for each in proxies_of(patient) if each.revoked_at is None and each.account_id not in shut]
    return Overview(
        uid=patient,
        patient=row,
        details=details_of(record.content_of(row)),
        profile=profile,
        age=age_on(row.birth_date, today),
        portal_emails=portal_emails,
        proxies=proxies,
        mail_trouble=_mail_trouble(patient, row.email, portal_emails),
        maybe_the_same=_rows(profile.possible_duplicates),
        merged_from=merges,
    )


def merged_into(patient: UUID) -> list[PatientMerge]:
    """Return the merges by which other records lead to this one, in their order. One query."""
    merges = PatientMerge.objects.filter(survivor_id=patient, parted_at=None).select_related("retired")
    return list(merges.defer("retired__doc").order_by("merged_at"))


def kept_out_by(merges: list[PatientMerge]) -> set[UUID]:
    """Return the accounts that do not come in while these merges stand."""
    return {account for merge in merges for account in merge.kept_out}


def _mail_trouble(patient: UUID, email: str, portal_emails: list[str]):
    """Return the last mail that did not reach an address the patient still has, about a visit or the account."""
    trouble = notify.trouble_with(patient)
    for portal_email in portal_emails:
        trouble = trouble or notify.account_mail_trouble(portal_email)
    return trouble if trouble and trouble.to in (email, *portal_emails) else None


def age_on(birth_date: date | None, today: date) -> int | None:
    """Return whole years lived on that day, None when the birth date is unknown."""
    if birth_date is None:
        return None
    had_birthday = (today.month, today.day) >= (birth_date.month, birth_date.day)
    return today.year - birth_date.year - (not had_birthday)


def lately_opened(by: Actor, limit: int = 8) -> list[Patient]:
    """Return the patients whose page this actor opened last, the newest first. Two queries."""
    looks = AuditEvent.objects.filter(
        organization_id=by.organization_id, account_id=by.account_id, action="patients.opened"
    ).order_by("-at")
    uids = list(dict.fromkeys(looks.values_list("patient_id", flat=True)[: limit * 6]))[:limit]
    rows = {row.uid: row for row in _rows(uids)}
    return [rows[uid] for uid in uids if uid in rows]


def opened(patient: UUID, *, by: Actor) -> None:
    """Note that somebody opened the patient's page."""
    audit.looked(by, "patients.opened", patient=patient, entity=("Patient", patient))


def _rows(uids: list[UUID]) -> list[Patient]:
    return list(Patient.objects.filter(uid__in=uids, merged_into="").defer("doc")) if uids else []


def _portal_emails(patient: UUID, shut: set[UUID]) -> list[str]:
    found = Membership.objects.filter(patient_id__in=uids_of(patient), ended_at=None).select_related("account")
    return sorted(member.account.email for member in found if member.account_id not in shut)
