"""Tell whoever asked that there is an answer: a mail with a bare link, and not a clinical word."""

from uuid import UUID

from django.urls import reverse

from telepraxis.base import notify
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts.models import Account, Membership
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.identity import uids_of
from telepraxis.registry.patients.models import Proxy

from .models import Asked


def tell_asker(asked: Asked, key: str) -> None:
    """Mail to the account that asked, as long as it may read the record; else to the patient."""
    patient = Patient.objects.get(uid=asked.patient_id)
    account = Account.objects.filter(id=asked.asked_by, is_active=True).first()
    if account is not None and not _may_read(account.id, asked.patient_id):
        account = None
    to, language = (account.email, account.language) if account else (patient.email, patient.language)
    notify.email(
        to=to,
        template="contributions/mail/answered",
        context={"path": reverse("contributions:own", args=[asked.patient_id])},
        language=language,
        by_key=key,
        patient=asked.patient_id,
    )


def _may_read(account: UUID, patient: UUID) -> bool:
    own = Membership.objects.filter(account_id=account, ended_at=None, patient_id__in=uids_of(patient))
    return own.exists() or proxies.may_do(account, patient, Proxy.Scope.RECORD)
