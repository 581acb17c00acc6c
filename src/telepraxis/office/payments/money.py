"""Sums: integers in the currency's minor unit, and how people write them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.sums import EXPONENTS, money_text

LARGEST = 10**12  # minor units: what is more was mistyped
# ISO 4217, what is legal tender somewhere today.
CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST
    XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()
)


class BadSum(ValueError):
    """This is no sum of money in that currency."""


@dataclass(frozen=True)
class Money:
    """A sum. Two currencies are never added."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return money_text(self.minor, self.currency)

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise BadSum(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.minor + other.minor, self.currency)


def digits_of(currency: str) -> int:
    """Return how many decimals the currency has: JPY 0, EUR 2, KWD 3."""
    return EXPONENTS.get(currency, 2)


def refuse_unless_sum(minor: int, currency: str) -> None:
    """Pass for a sum that somebody can owe.

    :raises BadSum: nothing, too much, or a currency that nobody has.
    """
    if currency not in CURRENCIES:
        raise BadSum(_("This is no currency: use its three letters, such as EUR."))
    if not 0 < minor <= LARGEST:
        raise BadSum(_("Give a sum that is more than nothing."))


def read_sum(text: str, currency: str) -> int:
    """Return the minor units of what somebody typed: "35", "35.00", "35,5" and "1,250.00" in EUR.

    :raises BadSum: not a number, or more decimals than the currency has.
    """
    said = re.sub(r"[\s\u00a0'’]", "", text)
    whole, rest = _parted(said, digits_of(currency))
    minor = Decimal(f"{whole}.{rest or 0}").scaleb(digits_of(currency))
    if minor != int(minor):
        raise BadSum(_("This currency has no parts so small."))
    if not 0 <= int(minor) <= LARGEST:
        raise BadSum(_("Give a sum that is more than nothing."))
    return int(minor)


def _parted(said: str, digits: int) -> tuple[str, str]:
    """Return (whole, decimals): the last mark parts them, but where three digits follow it groups thousands.

    :raises BadSum: something else than digits and marks.
    """
    if not re.fullmatch(r"\d+([.,]\d+)*", said):
        raise BadSum(_("Write the sum in digits, such as 35.00."))
    at = max(said.rfind("."), said.rfind(","))
    whole, rest = (said[:at], said[at + 1 :]) if at >= 0 else (said, "")
    if at >= 0 and len(rest) == 3 and (digits < 3 or said[at] in whole):
        whole, rest = whole + rest, ""
    return re.sub(r"[.,]", "", whole), rest


def typed(minor: int, currency: str) -> str:
    """Return the sum as a field shows it: "35.00", without symbol or groups."""
    return f"{Decimal(minor).scaleb(-digits_of(currency)):f}"
