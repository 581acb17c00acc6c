"""One typed line becomes a medicine, a dosage and a supply, or says what it still needs. Pure.

Nothing is guessed in silence: what was taken for granted is `assumed`, what is needed is `missing`, what may mean two
things is `ambiguous`, each as a sentence; what was not understood stays in `leftover` word for word.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from telepraxis.registry.formulary.medicine import Medicine
from telepraxis.registry.patients.names import words_of

from . import amounts, mixtures, weight
from .dosage import Dosage, Supply
from .understanding import traps
from .understanding.amount_said import Numbers, numbers_of, tell_traps
from .understanding.asking import Told
from .understanding.choosing import Wish, choose, found_by
from .understanding.clauses import Parts, parts_of, words_left
from .understanding.dosing import steps_of
from .understanding.fitting import has_strength
from .understanding.naming import SHARED, alike, every_name_of, names_of_substances
from .understanding.pieces import Piece, pieces_of
from .understanding.slopes import expanded
from .understanding.whole import as_reason, extras_of, most_of, route_of, site_of, supply_said


@dataclass(frozen=True)
class ReadLine:
    """What a line says. `candidates` are the medicines it may mean, the likeliest first."""

    medicine: Medicine | None
    candidates: tuple[Medicine, ...]
    dosage: Dosage | None
    supply: Supply | None
    indication: str = ""
    missing: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    leftover: str = ""

    @property
    def is_complete(self) -> bool:
        """Tell whether it can be shown for signing: all is there, and nothing of it is in doubt or left over."""
        understood = self.medicine is not None and self.dosage is not None
        return understood and not (self.missing or self.ambiguous or self.leftover)


def read(
    text: str,
    *,
    find: Callable[[str], list[Medicine]],
    today: date,
    weight_kg: Decimal | None = None,
    medicine: Medicine | None = None,
) -> ReadLine:
    """Return what the line says. `find` looks in the catalogue; `medicine` is given where it was already picked.

    Doses by body weight are worked out for `weight_kg`, and asked for it where it is None.
    """
    text = " ".join(text.split())
    told = Told()
    if medicine is None and mixtures.begins_one(text):
        return _mixture(text, today, weight_kg, told)
    line = _taken_apart(text, told)
    if medicine is not None:
        chosen, candidates = choose([medicine], replace(line.wish, name=medicine.name), told, is_given=True)
    elif doubt := traps.drug_abbreviation(line.wish.name):
        told.doubt(doubt)
        chosen, candidates = None, []
    else:
        found = found_by(line.wish, find) if line.wish.name else []
        if _leave_number_of_name(line.parts, found):
            line = _numbered(text, line.parts, told)
        chosen, candidates = choose(found, line.wish, told)
    if candidates:
        _explain_name(text, line.parts, chosen or candidates[0])
    if chosen is None:
        return _said(line, None, candidates, None, None, told)
    tell_traps(line.parts, told, lambda piece, value: _exists(candidates, piece, value))
    return _with_dosage(line, chosen, candidates, today, weight_kg, told)


@dataclass
class _Line:
    """A line in its parts, with what each of its numbers is for."""

    text: str
    parts: Parts
    numbers: list[Numbers]
    wish: Wish


def _taken_apart(text: str, told: Told, *, named: bool = True) -> _Line:
    parts = parts_of(text, traps.settled(text, pieces_of(text), told), as_reason, named=named)
    parts.clauses = expanded(parts.clauses, told)
    return _numbered(text, parts, told)


def _numbered(text: str, parts: Parts, told: Told) -> _Line:
    numbers = [numbers_of(clause, told=told) for clause in parts.clauses]
    return _Line(text, parts, numbers, _wish(parts, numbers))


def _leave_number_of_name(parts: Parts, found: list[Medicine]) -> bool:
    """Take out the number that belongs to the name, as of macrogol 3350."""
    first = parts.clauses[0].doses[0][0] if parts.clauses and parts.clauses[0].doses else None
    if first is None or first.kind != "bare" or not parts.name_pieces:
        return False
    follows = first.start - parts.name_pieces[-1].end <= 1
    in_a_name = {word for each in found for name in names_of_substances(each) for word in words_of(name)}
    if not follows or first.number.said not in in_a_name:
        return False
    parts.clauses[0].doses.pop(0)
    return True


def _mixture(text: str, today: date, weight_kg: Decimal | None, told: Told) -> ReadLine:
    """Return what a line says that begins with a mixture: its ingredients, then how it is taken."""
    said, text = mixtures.parted(text)
    mixture = mixtures.read(said)
    for sentence in mixture.missing:
        told.miss(sentence)
    line = _taken_apart(text, told, named=False)
    medicine = mixtures.medicine(mixture)
    return _with_dosage(line, medicine, [medicine], today, weight_kg, told, made=mixture.quantity)


def _with_dosage(
    line: _Line,
    medicine: Medicine,
    candidates: list[Medicine],
    today: date,
    weight_kg: Decimal | None,
    told: Told,
    *,
    made: Decimal | None = None,
) -> ReadLine:
    dosage = _dosage(line.parts, line.numbers, medicine, today, told)
    if dosage is None:
        return _said(line, medicine, candidates, None, None, told)
    dosage = _settled(dosage, medicine, weight_kg, told)
    supply = supply_said(line.parts, line.numbers, medicine, dosage, told, made=made)
    return _said(line, medicine, candidates, dosage, supply, told)


def _wish(parts: Parts, numbers: list[Numbers]) -> Wish:
    counts = [each.count for each in numbers if each.count is not None and each.count.unit]
    strength = next((each.strength for each in numbers if each.strength is not None), None)
    doses = [each.amount for each in numbers if each.amount is not None and not each.amount.per_kg]
    if strength is not None:
        doses = []
    return Wish(
        name=parts.name,
        forms=[piece.value for piece in parts.of("forms")],
        routes=[piece.value for piece in parts.of("routes")],
        sites=[piece.value for piece in parts.of("sites")],
        counted_in=counts[0].unit if counts else next((each.counted_in for each in numbers if each.counted_in), ""),
        strength=strength,
        doses=doses,
        only_count=_only_count(numbers) if strength is None and not doses else None,
        by_weight=any(each.amount is not None and each.amount.per_kg for each in numbers),
    )


def _only_count(numbers: list[Numbers]) -> Piece | None:
    """Return the first dose in pieces, of two or more of them, as a number that may be a strength as well."""
    counts = [each.count for each in numbers if each.count is not None and each.count.number.high > 1]
    return replace(counts[0], kind="bare", unit="") if counts and counts[0].unit in amounts.PIECES | {"pill"} else None


def _explain_name(text: str, parts: Parts, medicine: Medicine) -> None:
    """Words of the name that name nothing of what was found stay as left over; another name is explained as a whole."""
    own = {word for name in (medicine.name, *every_name_of(medicine)) for word in words_of(name)}
    words = [(piece, words_of(text[piece.start : piece.end])) for piece in parts.name_pieces if piece.kind == "word"]
    unknown = [
        piece
        for piece, said in words
        if not any(each in SHARED or any(alike(each, other) >= 0.7 for other in own) for each in said)
    ]
    if len(unknown) < len(words):
        parts.left += unknown


def _exists(candidates: list[Medicine], piece: Piece, value: Decimal) -> bool:
    other = replace(piece, number=replace(piece.number, low=value, high=value))
    return any(has_strength(each, other) for each in candidates)


def _dosage(parts: Parts, numbers: list[Numbers], medicine: Medicine, today: date, told: Told) -> Dosage | None:
    steps = steps_of(parts.clauses, numbers, medicine, as_needed=parts.as_needed, today=today, told=told)
    if not parts.clauses:
        told.miss(_("How much and how often? Type 500 mg three times a day, say."))
    if not steps:
        return None
    return Dosage(
        steps=steps,
        route=route_of(parts, medicine, told),
        as_needed=parts.as_needed,
        as_needed_for=parts.reason,
        most_per_day=most_of(parts, steps, medicine, told),
        site=site_of(parts, medicine, told),
        extra=extras_of(parts, steps),
    )


def _settled(dosage: Dosage, medicine: Medicine, weight_kg: Decimal | None, told: Told) -> Dosage:
    if all(step.dose.per_kg is None for step in dosage.steps):
        return dosage
    if weight_kg is None:
        told.miss(_("The dose goes by body weight: enter the weight in kg."))
        return dosage
    try:
        settled = weight.settled(dosage, medicine, weight_kg)
    except weight.CannotMeasure as fault:
        told.miss(str(fault))
        return dosage
    for sentence in settled.differences:
        told.assume(sentence)
    return settled.dosage


def _said(
    line: _Line,
    medicine: Medicine | None,
    candidates: list[Medicine],
    dosage: Dosage | None,
    supply: Supply | None,
    told: Told,
) -> ReadLine:
    return ReadLine(
        medicine,
        tuple(candidates),
        dosage,
        supply,
        line.parts.purpose,
        tuple(told.missing),
        tuple(told.ambiguous),
        tuple(told.assumed),
        words_left(line.text, line.parts.left),
    )
