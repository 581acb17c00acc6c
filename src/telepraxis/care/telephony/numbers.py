"""Which numbers may be dialled.

Whose a number is and what it costs is data: Google's libphonenumber (`phonenumbers`, Apache-2.0), which collects the
numbering plans that national regulators publish to the ITU. The practice adds prefixes of its own.
"""

from dataclasses import dataclass, field

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat, PhoneNumberType, shortnumberinfo

SOURCE = f"libphonenumber {phonenumbers.__version__} (ITU-T E.129, national numbering plans)"
COSTLY = {
    PhoneNumberType.PREMIUM_RATE,  # the callee earns by it
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER,  # +44 70 and the like: premium by another name
    PhoneNumberType.PAGER,
    PhoneNumberType.UAN,
}
# Country codes of no country: satellites and international premium services (ITU-T E.164 annex, list of 2024).
NOWHERE = ("870", "878", "881", "882", "883", "888", "979")


class NumberRefused(ValueError):
    """The number may not be dialled. `code` says why, for the audit; the text says it to people, with a next step."""

    def __init__(self, code: str, why) -> None:
        super().__init__(str(why))
        self.code, self.why = code, why


@dataclass(frozen=True)
class Limits:
    """What an organization may dial: `country` is ISO 3166-1, prefixes begin with + and the country's code."""

    country: str
    allowed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    emergency: frozenset[str] = field(default_factory=frozenset)

    def reaches(self, number: phonenumbers.PhoneNumber, written: str) -> bool:
        """Tell whether the number lies where the practice calls: its own country unless prefixes are named.

        A country is more than its code: +1 876 is Jamaica, and dear, for a practice in Denver.
        """
        if self.allowed:
            return written.startswith(self.allowed)
        return phonenumbers.region_code_for_number(number) == self.country


def dialable(text: str, limits: Limits) -> str:
    """Return the number as it is dialled (E.164, +351910555014).

    :raises NumberRefused: emergency, unreadable, not there, too dear, or not allowed here.
    """
    refuse_emergency(text, limits)
    number = _read(text, limits.country)
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if phonenumbers.number_type(number) in COSTLY or str(number.country_code) in NOWHERE:
        raise NumberRefused("premium", _("This is a number at extra cost: it is never called from here."))
    if written.startswith(limits.refused):
        raise NumberRefused("refused_prefix", _("The practice does not call numbers that begin like this."))
    if not phonenumbers.is_valid_number(number):
        raise NumberRefused("no_such_number", _("There is no number like this. Check it with the patient."))
    if not limits.reaches(number, written):
        raise NumberRefused(
            "abroad", _("Numbers there are not allowed. The manager can allow the country under Set-up, Phone.")
        )
    return written


def refuse_emergency(text: str, limits: Limits) -> None:
    """Pass unless the text is an emergency number, here or in the number's own writing.

    :raises NumberRefused: it is one: a call through us would reach the practice's dispatcher, with the wrong place.
    """
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits in limits.emergency or (
        digits and len(digits) <= 6 and shortnumberinfo.is_emergency_number(digits, limits.country or "PT")
    ):
        raise NumberRefused(
            "emergency",
            _("This is an emergency number: call it from a phone in your hand, so that they see where you are."),
        )


def _read(text: str, country: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        raise NumberRefused(
            "unreadable", _("This is no phone number. Write it with its country, like +351 910 555 014.")
        ) from None
    if len(str(number.national_number)) < 5:
        raise NumberRefused("short", _("Short numbers are not called from here."))
    return number


def shown(number: str) -> str:
    """Return a number as people read it: +351 910 555 014."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


def tidy(text: str, country: str) -> str:
    """Return what a provider says about a caller as E.164 where it can be read, else as it is; "" when hidden."""
    if not any(sign.isdigit() for sign in text):
        return ""
    try:
        return phonenumbers.format_number(phonenumbers.parse(text, country or None), PhoneNumberFormat.E164)[:20]
    except phonenumbers.NumberParseException:
        return text[:20]


def national_digits(number: str) -> str:
    """Return the digits without the country's: what a number is looked up by, however it was written."""
    try:
        return str(phonenumbers.parse(number).national_number)
    except phonenumbers.NumberParseException:
        return "".join(sign for sign in number if sign.isdigit())


def masked(number: str) -> str:
    """Return the number for a trail that needs no more: its last three digits."""
    return f"…{number[-3:]}" if number else "hidden"
