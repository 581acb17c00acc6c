"""Write a mail in the verb's transaction; the worker sends it after the commit."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation

from telepraxis.base import tenancy
from telepraxis.base.tenancy.models import Tenant

from . import words
from .delivery import queue_mail
from .models import AccountMail, Attachment, OutgoingMail


def email(
    *,
    to: str,
    template: str,
    context: dict,
    language: str,
    by_key: str,
    patient: UUID | None = None,
    attachments: list[Attachment] | tuple = (),
    time_zone: str | None = None,
) -> OutgoingMail | None:
    """Queue a mail of the organization that the transaction serves; None when there is no address to write to.

    `template` names `X.subject.txt`, `X.txt` and, if there is one, `X.html`, rendered now in the reader's language and
    zone with `context` (words.ALLOWED). A second call with the same `by_key` returns the first mail and sends nothing.

    :raises WordNotAllowed: the context holds something that a mail may not say.
    """
    words.refuse_others(context)
    if not to:
        return None
    organization_id = tenancy.served_organization()
    if known := OutgoingMail.objects.filter(organization_id=organization_id, by_key=by_key).first():
        return known
    practice = Tenant.objects.get(id=organization_id)
    said = {"practice": practice.name, "site": settings.PUBLIC_URL, **context}
    subject, text, html = _rendered(template, said, language, time_zone or practice.time_zone)
    mail = OutgoingMail(
        organization_id=organization_id, by_key=by_key, to=to, template=template, patient_id=patient,
        subject=subject, language=language,
    )  # fmt: skip
    mail.close_body(text, html, attachments)
    mail.save(force_insert=True)
    queue_mail(mail)
    return mail


def account_email(*, to: str, template: str, context: dict, language: str, time_zone: str = "UTC") -> AccountMail:
    """Queue a mail to a person about their account; templates and rendering as for `email`, words a few more.

    :raises WordNotAllowed: the context holds something that such a mail may not say.
    """
    words.refuse_others(context, words.ALLOWED_ABOUT_ACCOUNTS)
    said = {"practice": "Telepraxis", "site": settings.PUBLIC_URL, **context}
    subject, text, html = _rendered(template, said, language, time_zone)
    with transaction.atomic():
        mail = AccountMail(to=to, subject=subject, language=language)
        mail.close_body(text, html)
        mail.save(force_insert=True)
        queue_mail(mail)
    return mail


def _rendered(template: str, said: dict, language: str, time_zone: str) -> tuple[str, str, str]:
    with translation.override(language or "en"), timezone.override(ZoneInfo(time_zone or "UTC")):
        subject = " ".join(render_to_string(f"{template}.subject.txt", said).split())
        return subject[:255], render_to_string(f"{template}.txt", said), _html(template, said)


def _html(template: str, said: dict) -> str:
    try:
        return render_to_string(f"{template}.html", said)
    except TemplateDoesNotExist:
        return ""
