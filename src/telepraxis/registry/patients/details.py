"""What details of a patient can be: checked and tidied before they are written, whoever brings them."""

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from .document import GENDERS, Details

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
PHONE = re.compile(r"\+?[\d\s()./-]{5,40}")
OLDEST = 130


class BadDetails(ValueError):
    """Something typed cannot be; `fields` maps each field to what is wrong and what to do."""

    def __init__(self, fields: dict[str, object]):
        super().__init__("; ".join(f"{field}: {why}" for field, why in fields.items()))
        self.fields = fields


def checked(details: Details, now: datetime, *, known: Details | None = None) -> Details:
    """Return the details without stray spaces. What is `known` already is not complained about: it was not typed now.

    :raises BadDetails: a name is missing, a day cannot be a birth date, a mail address or phone is none.
    """
    tidy = tidied(details)
    wrong = {field: why for field, why in _faults(tidy, now) if why and not _is_known(field, tidy, known)}
    if wrong:
        raise BadDetails(wrong)
    return tidy


def tidied(details: Details) -> Details:
    """Return the details without stray spaces."""
    return replace(
        details,
        given=_one_line(details.given),
        family=_one_line(details.family),
        phone=_one_line(details.phone),
        email=details.email.strip(),
        gender=details.gender or "unknown",
    )


def _is_known(field: str, details: Details, known: Details | None) -> bool:
    if known is None:
        return False
    if field == "family":
        return (details.given, details.family) == (known.given, known.family)
    if field == "emergency_contact_phone":
        return details.emergency_contact.phone == known.emergency_contact.phone
    return getattr(details, field) == getattr(known, field)


def _faults(details: Details, now: datetime):
    yield "family", None if details.family or details.given else _("Give a name.")
    yield "family", _("This name is too long.") if len(details.name) > 190 else None
    yield "birth_date", birth_date_fault(details.birth_date, now)
    yield "gender", None if details.gender in GENDERS else _("Choose one of the list.")
    yield "phone", _phone_fault(details.phone)
    yield "emergency_contact_phone", _phone_fault(details.emergency_contact.phone)
    yield "email", _mail_fault(details.email)
    for field, tag in (("language", details.language), ("interpreter_language", details.interpreter_language)):
        yield field, None if not tag or LANGUAGE.fullmatch(tag) else _("Choose a language of the list.")


def birth_date_fault(birth_date: date | None, now: datetime) -> object:
    """Return what is wrong with a birth date, or None. A day that has begun anywhere on earth is not in the future."""
    if birth_date is None:
        return None
    today = now.astimezone(ZoneInfo("Pacific/Kiritimati")).date()
    if birth_date > today:
        return _("This day is still to come. Check the year.")
    if birth_date.year < today.year - OLDEST:
        return _("That would be more than %(years)d years ago. Check the year.") % {"years": OLDEST}
    return None


def _phone_fault(phone: str) -> object:
    return None if not phone or PHONE.fullmatch(phone) else _("Give a phone number, for example +351 910 555 014.")


def _mail_fault(email: str) -> object:
    try:
        return validate_email(email) if email else None
    except ValidationError:
        return _("Check the e-mail address: a part seems to be missing.")


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
