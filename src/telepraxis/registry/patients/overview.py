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
from .models import PatientProfile, Proxy
from .proxies import proxies_of


@dataclass(frozen=True)
class Overview:
    """A patient with everything their page needs, gathered in a constant number of queries."""

    uid: UUID
    patient: Patient
    details: Details
    profile: PatientProfile
    age: int | None
    portal_email: str
    proxies: list[Proxy]
    mail_trouble: object | None
    maybe_the_same: list[Patient]

    @property
    def name(self) -> str:
        return self.patient.name_text


def overview_of(patient: UUID, *, today: date) -> Overview:
    """Return what the patient's page shows. At most seven queries.

    :raises Patient.DoesNotExist: there is no such patient here.
    """
    profile = PatientProfile.objects.select_related("patient").get(patient_id=patient)
    row, portal_email = profile.patient, _portal_email(patient)
    return Overview(
        uid=patient,
        patient=row,
        details=details_of(record.content_of(row)),
        profile=profile,
        age=age_on(row.birth_date, today),
        portal_email=portal_email,
        proxies=[proxy for proxy in proxies_of(patient) if proxy.revoked_at is None],
        mail_trouble=_mail_trouble(patient, row.email, portal_email),
        maybe_the_same=_rows(profile.possible_duplicates),
    )


def _mail_trouble(patient: UUID, email: str, portal_email: str):
    """Return the last mail that did not reach an address the patient still has, about a visit or the account."""
    trouble = notify.trouble_with(patient)
    if trouble is None and portal_email:
        trouble = notify.account_mail_trouble(portal_email)
    return trouble if trouble and trouble.to in (email, portal_email) else None


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
    return list(Patient.objects.filter(uid__in=uids).defer("doc")) if uids else []


def _portal_email(patient: UUID) -> str:
    found = Membership.objects.filter(patient_id=patient, ended_at=None).select_related("account").first()
    return found.account.email if found else ""
