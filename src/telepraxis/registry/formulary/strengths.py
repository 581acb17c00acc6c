"""How much of each substance is in a medicine, read from `875 mg + 125 mg`, `250 mg/5 mL`, `100 ug/puff`, and said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .medicine import Ingredient

UNITS = {
    "mg": "mg", "g": "g", "ug": "ug", "mcg": "ug", "µg": "ug", "μg": "ug", "microgram": "ug", "micrograms": "ug",
    "ng": "ng", "kg": "kg", "iu": "[IU]", "[iu]": "[IU]", "unt": "[IU]", "unit": "[IU]", "units": "[IU]",
    "mmol": "mmol", "meq": "meq", "%": "%", "ml": "mL", "l": "L", "cells": "{cells}",
}  # fmt: skip
PER = {
    "": "", "tablet": "", "capsule": "", "piece": "", "sachet": "", "vial": "", "dose": "", "ml": "mL", "l": "L",
    "g": "g", "mg": "mg", "h": "h", "hr": "h", "hour": "h", "puff": "{actuation}", "actuat": "{actuation}",
    "spray": "{actuation}", "actuation": "{actuation}", "{actuation}": "{actuation}", "drop": "[drp]",
}  # fmt: skip
SAID = {"ug": "mcg", "[IU]": "units", "meq": "mEq", "[drp]": "drop", "{cells}": "cells"}
PART = re.compile(
    r"(?P<amount>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[^\d\s/]+)(?:\s*/\s*(?P<per>\d+(?:\.\d+)?)?\s*(?P<per_unit>[^\d\s/]+))?"
)
IN_MG = {"g": Decimal(1000), "mg": Decimal(1), "ug": Decimal("0.001")}


class UnreadableStrength(ValueError):
    """The text says no strength in a form that is known here."""


@dataclass(frozen=True)
class Strength:
    amount: Decimal
    unit: str
    per: Decimal = Decimal(1)
    per_unit: str = ""


def read(text: str) -> tuple[Strength, ...]:
    """Return the strength of each substance in `875 mg + 125 mg`, in its order.

    :raises UnreadableStrength: a part is no number with a known unit.
    """
    return tuple(_read_one(part.strip()) for part in text.split("+"))


def _read_one(text: str) -> Strength:
    found = PART.fullmatch(text)
    if not found:
        raise UnreadableStrength(f"{text} is no strength; write 500 mg, 250 mg/5 mL, 100 mcg/puff or 1 %")
    unit, per_unit = UNITS.get(found["unit"].lower()), PER.get((found["per_unit"] or "").lower())
    if unit is None or per_unit is None:
        unknown = found["unit"] if unit is None else found["per_unit"]
        raise UnreadableStrength(f"{unknown} is no unit known here; there are {', '.join(sorted(set(UNITS)))}")
    try:
        amount, per = Decimal(found["amount"].replace(",", "")), Decimal(found["per"] or 1)
    except InvalidOperation:
        raise UnreadableStrength(f"{text} has no readable number") from None
    if not amount or not per:
        raise UnreadableStrength(f"{text}: an amount is more than nothing")
    return Strength(amount, unit, per, per_unit)


def say(ingredients: Sequence[Ingredient], *, actuation: str = "puff") -> str:
    """Return the strength as people read it: `875 mg/125 mg`, `250 mg/5 mL`; "" where it is not known.

    `actuation` is what one push of the device is called: a puff, a spray.
    """
    known = [each for each in ingredients if each.amount is not None]
    if not known or len(known) < len(ingredients):
        return ""
    bases = {(each.per, each.per_unit) for each in known}
    if len(bases) == 1:
        return " + ".join(map(_amount, known)).replace(" + ", "/") + _base(known[0], actuation)
    return " + ".join(_amount(each) + _base(each, actuation) for each in known)


def plain(number: Decimal) -> str:
    """Return the number without an exponent or idle zeros: 500, 0.05."""
    text = format(number.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def numbers(ingredients: Iterable[Ingredient]) -> set[str]:
    """Return the numbers by which people ask for this strength: as said, in mg or g or mcg, and for one of the base."""
    found: set[str] = set()
    for each in ingredients:
        if each.amount is None:
            continue
        for amount in {each.amount, each.amount / each.per}:
            found.add(plain(amount))
            if each.unit in IN_MG:
                in_mg = amount * IN_MG[each.unit]
                found |= {plain(in_mg)} if in_mg >= Decimal("0.01") else set()
                found |= {plain(in_mg / 1000)} if in_mg >= 500 else set()
                found |= {plain(in_mg * 1000)} if in_mg < 1 else set()
        if each.per_unit and each.per != 1:
            found.add(plain(each.per))
    return {number for number in found if len(number) <= 9}


def _amount(each: Ingredient) -> str:
    return f"{plain(each.amount)} {SAID.get(each.unit, each.unit)}" if each.unit != "%" else f"{plain(each.amount)}%"


def _base(each: Ingredient, actuation: str) -> str:
    if not each.per_unit:
        return ""
    per = "" if each.per == 1 else f"{plain(each.per)} "
    return f"/{per}{(SAID | {'{actuation}': actuation}).get(each.per_unit, each.per_unit)}"
