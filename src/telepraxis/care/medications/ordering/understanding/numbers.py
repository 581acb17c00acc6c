"""Numbers as people type them, and the traps in them that ISMP lists. Pure.

ISMP, List of Error-Prone Abbreviations, Symbols, and Dose Designations: no zero after the point (1.0 mg is read as 10),
always one before it (.5 mg is read as 5), figures parted at thousands.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

FRACTIONS = {
    "½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅓": Decimal(1) / 3, "⅔": Decimal(2) / 3,
}  # fmt: skip
FIGURES = r"(?:(?<!\d)[1-9] [1-3]/[234](?!\d)|[1-3]/[234](?![\d/])|\d* ?[½¼¾⅓⅔]|\d+(?:[.,]\d+)*|(?<!\d)[.,]\d+)"
BETWEEN = r" ?(?:-|–|—|to|a|or|o|y) ?"
ONE_GROUP = re.compile(r"([1-9]\d{0,2})[.,](\d{3})")
GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}|[1-9]\d{0,2}(?:\.\d{3}){2,}")


@dataclass(frozen=True)
class Number:
    """One number or a range. `other` is what else it may mean, `trap` why one should not write it so."""

    low: Decimal
    high: Decimal
    said: str
    other: Decimal | None = None
    trap: str = ""  # trailing-zero, no-leading-zero, thousands

    @property
    def is_range(self) -> bool:
        return self.low != self.high


class Reader:
    """Reads the numbers of a line; `words` are number words of all languages."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = [(re.compile(pattern), Decimal(value)) for pattern, value in words.items()]
        spelled = "|".join(sorted(words, key=len, reverse=True))
        self.one = rf"(?:{FIGURES}|(?<![a-z])(?:{spelled})(?![a-z]))"
        self.pattern = rf"{self.one}(?:{BETWEEN}{self.one})?"
        self._range = re.compile(rf"(?P<low>{self.one}){BETWEEN}(?P<high>{self.one})")
        self._whole = re.compile(self.one)

    def read(self, text: str) -> Number:
        """Return the number that the folded text says; `text` fits `pattern`."""
        text = text.strip()
        both = None if self._whole.fullmatch(text) else self._range.fullmatch(text)
        if both is None:
            value, other, trap = self._one(text)
            return Number(value, value, text, other, trap)
        (low, _, low_trap), (high, _, high_trap) = self._one(both["low"]), self._one(both["high"])
        return Number(min(low, high), max(low, high), text, None, low_trap or high_trap)

    def _one(self, text: str) -> tuple[Decimal, Decimal | None, str]:
        text = text.strip()
        for pattern, value in self.words:
            if pattern.fullmatch(text):
                return value, None, ""
        if text[-1] in FRACTIONS:
            return Decimal(text[:-1].strip() or 0) + FRACTIONS[text[-1]], None, ""
        if "/" in text:
            whole, _, part = text.rpartition(" ")
            over, under = part.split("/")
            return Decimal(whole or 0) + Decimal(over) / Decimal(under), None, ""
        return _figures(text)


def _figures(text: str) -> tuple[Decimal, Decimal | None, str]:
    if GROUPED.fullmatch(text):
        return Decimal(re.sub("[.,]", "", text)), None, ""
    if group := ONE_GROUP.fullmatch(text):
        return Decimal(group[1] + group[2]), Decimal(f"{group[1]}.{group[2]}"), "thousands"
    plain = text.replace(",", ".")
    if plain.count(".") > 1:
        return Decimal(plain.replace(".", "")), None, "thousands"
    value = Decimal(plain if plain[0] != "." else f"0{plain}")
    if plain[0] == ".":
        return value, Decimal(plain[1:]), "no-leading-zero"
    if "." in plain and plain.endswith("0"):
        return value, Decimal(plain.replace(".", "")), "trailing-zero"
    return value, None, ""
