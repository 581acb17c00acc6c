"""Mixtures that a pharmacy makes up: "mix: salicylic acid 5%, white soft paraffin to 100 g; apply bd 14 days".

What stands before the semicolon becomes a medicine with its ingredients; what follows is read as any line. Pure.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from telepraxis.registry.formulary.dose_forms import FORMS
from telepraxis.registry.formulary.medicine import Ingredient, Medicine, Pack
from telepraxis.registry.formulary.substances import slug_of

from .understanding.choosing import FORM_WORDS
from .understanding.pieces import UNIT, UNIT_NAMES
from .understanding.vocabulary import NUMBERS, Meanings, fold_evenly
from .wording.told import written

SYSTEM = "urn:telepraxis:mixture"
BEGINS = re.compile(r"\s*(?:mix(?:ture)?|compound(?:ed)?|formula(?: magistral)?|f\.?m\.?|magistral)\s*:\s*")
ENDS = re.compile(r";|(?<![a-z])(?:sig|directions|posologia)\s*:")
FILLS = re.compile(
    rf"(?:\b(?:to|ad|up to|qs|q\.s\.|csp|c\.s\.p\.)\s*)+(?P<n>{NUMBERS.one})\s*(?P<u>g|gm|mls?)\b"
    r"|\b(?:qs|c\.?s\.?p?\.?)\s*$"
)
AMOUNT = re.compile(
    rf"(?<![a-z\d])(?P<n>{NUMBERS.one}) ?(?P<u>{UNIT})(?![a-z])(?: ?(?:/|per|in each) ?(?P<per>capsule|ml|g)s?)?"
)
PIECES = re.compile(
    rf"(?P<n>{NUMBERS.one}) ?(?P<u>capsules?|capsulas?|suppositor(?:y|ies)|supositorios?|sachets?|sobres?"
    r"|pessar(?:y|ies)|ovulos?)"
)
FORM = Meanings("forms")
WHOLE = {"c": "capsule", "s": "suppository", "p": "pessary", "o": "pessary"}


@dataclass(frozen=True)
class Part:
    """One ingredient as it was said. `amount` None and `fills` true: as much of it as fills up."""

    words: str
    amount: Decimal | None
    unit: str = ""
    per: str = ""  # mL, g, capsule; "" of the whole
    fills: bool = False


@dataclass(frozen=True)
class Mixture:
    """What is mixed, how much of it there is in the end, and as what."""

    parts: tuple[Part, ...]
    quantity: Decimal | None
    unit: str
    form: str
    missing: tuple[str, ...] = ()


def begins_one(text: str) -> bool:
    """Tell whether the line names a mixture."""
    return BEGINS.match(fold_evenly(text)) is not None


def parted(text: str) -> tuple[str, str]:
    """Return what is mixed, and how it is taken."""
    folded = fold_evenly(text)
    start = BEGINS.match(folded).end()
    end = ENDS.search(folded, start)
    return (text[start : end.start()], text[end.end() :]) if end else (text[start:], "")


def read(text: str) -> Mixture:
    """Return the mixture that the text lists, parted by commas or plus signs."""
    said = [part.strip(" .") for part in re.split(r",(?!\d)|\+|\n", text) if part.strip(" .")]
    parts, quantity, unit, form = [], None, "", ""
    for words in said:
        folded = fold_evenly(words)
        if pieces := PIECES.fullmatch(folded):
            quantity, unit = NUMBERS.read(pieces["n"]).high, _piece(pieces["u"])
            form = "oral-powder" if unit == "sachet" else unit
        elif total := FILLS.search(folded):
            parts.append(Part(_name(words[: total.start()]), None, fills=True))
            if total["n"]:
                quantity, unit = NUMBERS.read(total["n"]).high, UNIT_NAMES.of(total["u"])
        elif amount := AMOUNT.search(folded):
            name = _name(words[: amount.start()] + words[amount.end() :])
            per = {"ml": "mL"}.get(amount["per"], amount["per"]) or ""
            parts.append(Part(name, NUMBERS.read(amount["n"]).high, UNIT_NAMES.of(amount["u"]), per))
        elif (meant := FORM.of(folded)) and not form:
            form = meant
        else:
            parts.append(Part(_name(words), None))
    form = form or _form_in(said, unit)
    return Mixture(tuple(parts), quantity, unit, form, tuple(_missing(parts, quantity)))


def _piece(word: str) -> str:
    return "sachet" if word.startswith(("sachet", "sobre")) else WHOLE[word[0]]


def _name(words: str) -> str:
    return " ".join(re.sub(r"^(?:in|en|con|with|of|de)\s+", "", words.strip(" .:-"), flags=re.I).split())


def _form_in(said: list[str], unit: str) -> str:
    """Return the form that a word of the mixture names, else what its unit suggests: g an ointment, mL a solution."""
    for words in said:
        for word in fold_evenly(words).split():
            meant = FORM.of(word)
            if meant in FORMS or meant in FORM_WORDS:
                return {"liquid": "oral-solution", "injection": ""}.get(meant, meant if meant in FORMS else "")
    return {"g": "ointment", "mL": "oral-solution"}.get(unit, "")


def _missing(parts: list[Part], quantity: Decimal | None) -> list[str]:
    found = [
        _("How much %(name)s is in it? Type %(name)s 5 %% or 100 mg.") % {"name": part.words}
        for part in parts
        if part.amount is None and not part.fills
    ]
    if not parts:
        found.append(_("What is mixed? Type each ingredient with its amount, parted by commas."))
    if quantity is None:
        found.append(_("How much is made? Type the last ingredient as “paraffin to 100 g”, or 30 capsules."))
    return found


def medicine(mixture: Mixture) -> Medicine:
    """Return the mixture as a medicine: each ingredient in what is in one gram, millilitre or piece of it."""
    counted_in = mixture.unit or "g"
    form = mixture.form if mixture.form in FORMS else "other"
    known = FORMS[form]
    ingredients = tuple(_ingredient(part, mixture, counted_in) for part in mixture.parts if not part.fills)
    bases = [part.words for part in mixture.parts if part.fills]
    name = ", ".join(_said(part) for part in mixture.parts if not part.fills)
    name = _("Mixture of %(parts)s") % {"parts": name} + (
        _(" in %(base)s") % {"base": ", ".join(bases)} if bases else ""
    )
    packs = (Pack("", "", mixture.quantity),) if mixture.quantity else ()
    return Medicine(0, SYSTEM, "", name, ingredients, form, known.routes, counted_in, packs=packs)


def _ingredient(part: Part, mixture: Mixture, counted_in: str) -> Ingredient:
    slug = slug_of(part.words)
    in_each = "" if counted_in in ("capsule", "suppository", "pessary", "sachet") else counted_in
    if part.amount is None or part.unit == "%":
        return Ingredient(slug, part.words, part.amount, part.unit, Decimal(1), in_each)
    if part.per or not in_each:
        return Ingredient(slug, part.words, part.amount, part.unit, Decimal(1), in_each)
    return Ingredient(slug, part.words, part.amount, part.unit, mixture.quantity or Decimal(1), in_each)


def _said(part: Part) -> str:
    if part.amount is None:
        return part.words
    per = f"/{part.per}" if part.per else ""
    return f"{part.words} {written(part.amount)} {part.unit}{per}".replace(" %", "%").replace("[IU]", "units")
