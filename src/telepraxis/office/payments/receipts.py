"""Receipts: numbered by the database, kept as they were, printed when somebody asks."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from telepraxis.base import audit, paper
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.base.ui.sums import money_text
from telepraxis.base.ui.times import day_clock_text
from telepraxis.registry.organizations.profile import profile_of

from .models import Charge, Method, Payment, Receipt, Refund
from .naming import named

TEMPLATE = Path(__file__).with_name("paper") / "receipt.typ"


def issue_for_payment(payment: Payment, charge: Charge, *, by: Actor, now: datetime) -> Receipt:
    """Give the receipt for money that arrived."""
    return _issue(charge, payment, by, now, payment=payment)


def issue_for_refund(refund: Refund, charge: Charge, *, by: Actor, now: datetime) -> Receipt:
    """Give the receipt for money that went back; it names the receipt of the payment."""
    first = Receipt.objects.filter(payment_id=refund.payment_id).first()
    return _issue(charge, refund, by, now, refund=refund, of=first.number_text if first else "")


def pdf_of(receipt: Receipt) -> bytes:
    """Return the receipt as PDF, in the payer's language and the practice's time.

    :raises paper.CannotPrint: the typesetter could not.
    """
    said = receipt.content
    with translation.override(said["language"]), timezone.override(ZoneInfo(said["zone"])):
        return paper.print_pdf(TEMPLATE, _filled_in(receipt))


def _issue(charge: Charge, moved: Payment | Refund, by: Actor, now: datetime, *, of: str = "", **about) -> Receipt:
    """Keep names and sums as they are now. The number is taken last, for others wait for it until we commit."""
    practice = profile_of(charge.organization_id)
    zone = ZoneInfo(practice.organization.time_zone)
    language = _language(charge, practice.language)
    with translation.override(language), timezone.override(zone):
        what = named([charge])[charge.id].what
    row = Receipt(
        organization_id=charge.organization_id,
        year=now.astimezone(zone).year,
        issued_at=now,
        content={
            "practice": practice.organization.name,
            "address": practice.address,
            "reach": " · ".join(part for part in (practice.phone, practice.email) if part),
            "zone": str(zone),
            "language": language,
            "payer": charge.owed_by,
            "what": what,
            "method": moved.method,
            "amount_minor": moved.amount_minor,
            "currency": moved.currency,
            "charged_minor": charge.amount_minor,
            "given_minor": getattr(moved, "given_minor", None),
            "of": of,
        },
        **about,
    )
    row.save(force_insert=True)
    row.refresh_from_db(fields=["number"])
    audit.wrote(by, "payments.receipt", patient=charge.patient_id, entity=("Receipt", row.id))
    return row


def _language(charge: Charge, otherwise: str) -> str:
    spoken = Patient.objects.filter(uid=charge.patient_id).values_list("language", flat=True).first() or ""
    known = dict(settings.LANGUAGES)
    return next((each for each in (spoken, spoken.partition("-")[0], otherwise) if each in known), "en")


def _filled_in(receipt: Receipt) -> dict:
    said = receipt.content
    is_refund = receipt.refund_id is not None
    sum_text = money_text(said["amount_minor"], said["currency"])
    lines = [
        [_("Number"), receipt.number_text],
        [_("Date"), day_clock_text(receipt.issued_at)],
        [_("Paid back to") if is_refund else _("Received from"), said["payer"]],
        [_("For"), said["what"]],
        [_("How"), str(Method(said["method"]).label)],
    ]
    if said["of"]:
        lines.append([_("Of the payment with receipt"), said["of"]])
    if said["amount_minor"] != said["charged_minor"] and not is_refund:
        lines.append([_("Of the price of"), money_text(said["charged_minor"], said["currency"])])
    if said["given_minor"] and said["given_minor"] != said["amount_minor"]:
        change = said["given_minor"] - said["amount_minor"]
        lines.append([_("Handed over"), money_text(said["given_minor"], said["currency"])])
        lines.append([_("Change"), money_text(change, said["currency"])])
    return {
        "lang": said["language"],
        "title": _("Receipt of a refund") if is_refund else _("Receipt"),
        "practice": said["practice"],
        "address": said["address"],
        "reach": said["reach"],
        "number": receipt.number_text,
        "lines": lines,
        "sum_label": _("Paid back") if is_refund else _("Paid"),
        "sum": sum_text,
    }
