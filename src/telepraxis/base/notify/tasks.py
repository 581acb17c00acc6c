"""What the worker does with mails. Not `base.jobs.job`: a mail server is asked between two transactions, not in one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import close_old_connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from telepraxis.base import tenancy
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from .delivery import CLAIM_GROWS_OLD, deliver, queue_mail
from .models import AccountMail, Mail, MailState, OutgoingMail

LEFT_BEHIND = timedelta(minutes=2)
KEPT = timedelta(days=90)


@app.task(name="notify.send_mail")
def send_mail(*, organization_id: str, mail_id: str) -> None:
    """Send one mail of an organization."""
    close_old_connections()
    practice = Tenant.objects.get(id=organization_id)
    deliver(
        OutgoingMail.objects, UUID(mail_id), lambda: tenancy.serving(practice.id),
        now=timezone.now(), sender=practice.name,
    )  # fmt: skip


@app.task(name="notify.send_account_mail")
def send_account_mail(*, mail_id: str) -> None:
    """Send one mail about an account."""
    close_old_connections()
    deliver(AccountMail.objects, UUID(mail_id), transaction.atomic, now=timezone.now(), sender="Telepraxis")


@every("* * * * *", name="notify.pick_up_mail_left_behind")
def pick_up_mail_left_behind(*, now: datetime) -> None:
    """Queue again what is overdue: its job was lost with a worker, or its worker died while holding it."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            _queue_overdue(OutgoingMail.objects.filter(organization_id=organization_id), now)
    with transaction.atomic():
        _queue_overdue(AccountMail.objects.all(), now)


@every("17 3 * * *", name="notify.forget_old_mail")
def forget_old_mail(*, now: datetime) -> None:
    """Delete mails that are three months old: the record of a visit is the visit, not its mail."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            OutgoingMail.objects.filter(organization_id=organization_id, queued_at__lt=now - KEPT).delete()
    AccountMail.objects.filter(queued_at__lt=now - KEPT).delete()


def _queue_overdue(mails, now: datetime) -> None:
    for mail in mails.filter(state=MailState.QUEUED, due_at__lt=now - LEFT_BEHIND).order_by("due_at")[:1000]:
        if not _is_held(mail, now):
            queue_mail(mail)


def _is_held(mail: Mail, now: datetime) -> bool:
    return mail.claimed_at is not None and mail.claimed_at > now - CLAIM_GROWS_OLD
