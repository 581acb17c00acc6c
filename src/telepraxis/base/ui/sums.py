"""Sums of money in words: minor units in, "€10.00" out."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import pgettext

# ISO 4217: currencies whose minor unit is not a hundredth.
EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
SYMBOLS = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "BRL": "R$",
    "CHF": "CHF\u00a0",
    "PLN": "zł\u00a0",
    "ZAR": "R\u00a0",
}


def money_text(minor: int, currency: str) -> str:
    """The sum with the decimals its currency has: 1000 EUR is "€10.00", 1000 JPY is "¥1,000"."""
    exponent = EXPONENTS.get(currency, 2)
    amount = number_format(
        abs(Decimal(minor)).scaleb(-exponent), decimal_pos=exponent, use_l10n=True, force_grouping=True
    )
    # Translators: a sum of money, "€10.00"; Spanish puts the symbol behind
    text = pgettext("money", "%(symbol)s%(amount)s") % {
        "symbol": SYMBOLS.get(currency, f"{currency}\u00a0"),
        "amount": amount,
    }
    return f"−{text}" if minor < 0 else text


def typed_text(minor: int, currency: str) -> str:
    """The sum as it is typed, in any language: 250 EUR is "2.50"."""
    exponent = EXPONENTS.get(currency, 2)
    return f"{Decimal(minor).scaleb(-exponent):.{exponent}f}"


def in_minor(amount: Decimal, currency: str) -> int | None:
    """Return the amount in the minor unit, None where it has more decimals than the currency: 2.50 EUR is 250."""
    minor = amount.scaleb(EXPONENTS.get(currency, 2))
    return int(minor) if minor == minor.to_integral_value() else None
