"""A letter as paper: what is filled into the template, and the PDF."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from telepraxis.base import paper
from telepraxis.base.ui.times import day_clock_text, long_date_text
from telepraxis.registry.organizations.profile import profile_of
from telepraxis.registry.practitioners.directory import practitioner

from .models import Letter
from .sentences import filled, wording

TEMPLATE = Path(__file__).with_name("paper") / "letter.typ"


def pdf_of(letter: Letter, *, at: datetime, signed: bool) -> bytes:
    """Return the letter as PDF, in its own language and the practice's time; unless signed marked as a draft.

    :raises paper.CannotPrint: the typesetter could not.
    """
    practice = profile_of(letter.organization_id)
    zone = ZoneInfo(practice.organization.time_zone)
    with translation.override(letter.language), timezone.override(zone):
        return paper.print_pdf(TEMPLATE, _filled_in(letter, practice, at, signed))


def _filled_in(letter: Letter, practice, at: datetime, signed: bool) -> dict:
    opening, closing = wording(letter.kind, letter.language)
    signer = practitioner(letter.author_id)
    return {
        "lang": letter.language,
        "title": str(letter.get_kind_display()),
        "practice": practice.organization.name,
        "address": practice.address,
        "reach": " · ".join(part for part in (practice.phone, practice.email) if part),
        "recipient": letter.recipient,
        "date": long_date_text(at),
        "about": [
            [_("Patient"), letter.patient.name_text],
            [_("Born"), long_date_text(letter.patient.birth_date) if letter.patient.birth_date else "–"],
            *_validity(letter),
        ],
        "paragraphs": _paragraphs(filled(opening, letter), letter.text, filled(closing, letter)),
        "signer": signer.name,
        "signer_facts": " · ".join(
            [signer.specialty, *(f"{held.jurisdiction} {held.number}" for held in signer.licences[:2])]
        ),
        "signed": _("Signed electronically, %(when)s") % {"when": day_clock_text(at)} if signed else "",
        "draft": "" if signed else _("DRAFT – not signed"),
        **(_check(letter) if signed else {"code": "", "qr": "", "check": "", "check_url": ""}),
    }


def _validity(letter: Letter) -> list[list[str]]:
    if not letter.from_on:
        return []
    return [[_("Valid"), f"{long_date_text(letter.from_on)} – {long_date_text(letter.until_on)}"]]


def _paragraphs(*texts: str) -> list[str]:
    return [block.strip() for text in texts for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]


def _check(letter: Letter) -> dict:
    address = settings.PUBLIC_URL + reverse("letters:check_form", args=[letter.organization.slug])
    return {
        "code": letter.shown_code,
        "qr": paper.qr_svg(f"{address}{letter.shown_code}/"),
        "qr_alt": _("QR code of the address at which this paper can be checked"),
        "check": _("Anybody can check that this paper is genuine:"),
        "check_url": address,
    }
