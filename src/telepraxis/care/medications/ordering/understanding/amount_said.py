"""Which of the numbers of a line are strength, dose and quantity. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from .. import amounts
from ..wording import page
from .asking import TRAPS, Told
from .clauses import Clause, Parts
from .pieces import Piece

MANY = 10  # as many pieces nobody takes at a time: a strength
FEW = 6  # as many pieces one may take at a time; more of them after the rhythm are a quantity


@dataclass
class Numbers:
    """What the numbers of one clause are. A dose in pieces (`count`) may stand beside a strength; an amount is both."""

    strength: Piece | None = None
    amount: Piece | None = None  # 500 mg to be taken, whatever it is made of
    count: Piece | None = None
    quantity: Piece | None = None
    counted_in: str = ""  # "500 caps" are capsules of 500, not five hundred of them
    left: list[Piece] = field(default_factory=list)


def numbers_of(clause: Clause, *, told: Told) -> Numbers:
    """Return what each number is for: those before the rhythm are strength and dose, later ones a quantity."""
    found = Numbers()
    for piece, late in clause.doses:
        if piece.kind == "count" and piece.number.high > MANY and not late and piece.unit in amounts.PIECES | {"pill"}:
            found.counted_in = piece.unit
            piece = replace(piece, kind="bare", unit="")
        if piece.times is not None:
            found.count, found.strength = _pieces(piece, piece.times), _without_times(piece)
        elif not late:
            _early(piece, found)
        else:
            _late(piece, found, told)
    if found.amount is not None and found.count is not None and not found.amount.per_kg:
        if found.strength is not None:
            told.doubt(_("The line says two strengths. Type one of them."))
        found.strength, found.amount = found.amount, None
    return found


def _early(piece: Piece, found: Numbers) -> None:
    if piece.kind == "count":
        if found.count is None:
            found.count = piece
        else:
            found.quantity = found.quantity or piece
    elif piece.per is not None or piece.unit == "%":
        found.strength = found.strength or piece
    elif found.amount is None and found.strength is None:
        found.amount = piece
    elif found.count is None and piece.kind == "bare":
        found.count = piece
    elif found.count is None and piece.kind == "amount" and (piece.unit in ("mL", "g") or piece.per_kg):
        if found.amount is not None:
            found.strength = found.amount
        found.amount = piece
    elif found.strength is not None and found.amount is None:
        found.amount = piece
    else:
        found.left.append(piece)


def _late(piece: Piece, found: Numbers, told: Told) -> None:
    nothing_yet = found.amount is None and found.count is None
    is_whole = piece.unit == "g" and found.strength is not None
    if nothing_yet and not is_whole and (piece.kind != "count" or piece.number.high <= FEW):
        _early(piece, found)
    elif found.quantity is not None:
        found.left.append(piece)
    elif piece.number.high <= FEW and (piece.kind == "count" or is_whole):
        told.doubt(
            _("“%(said)s”: each time or in all? Write the dose before the rhythm, or # before the quantity.")
            % {"said": f"{piece.number.said} {piece.value}"}
        )
    elif piece.kind in ("count", "bare") or piece.unit in ("mL", "g"):
        found.quantity = piece
        if piece.kind == "bare":
            told.assume(_("“%(said)s” was read as the quantity.") % {"said": piece.number.said})
    else:
        found.left.append(piece)


def _pieces(piece: Piece, times) -> Piece:
    return Piece("bare", piece.start, piece.end, times.said, times)


def _without_times(piece: Piece) -> Piece:
    return Piece(piece.kind, piece.start, piece.end, piece.value, piece.number, piece.unit)


def tell_traps(parts: Parts, told: Told, is_known_strength: Callable[[Piece, Decimal], bool]) -> None:
    """Tell how a number was read that ISMP warns of; doubt it where the other reading exists too."""
    for clause in parts.clauses:
        for piece in (said for said, late in clause.doses):
            for number in (piece.number, *piece.others):
                if number is None or not number.trap:
                    continue
                both = number.other is not None and is_known_strength(piece, number.other)
                if both and (number.trap != "thousands" or is_known_strength(piece, number.high)):
                    told.doubt(
                        _("“%(said)s” may be %(one)s or %(other)s. Type the number in another way.")
                        % {"said": number.said, "one": page.figure(number.high), "other": page.figure(number.other)}
                    )
                elif page.figure(number.high) != number.said:
                    told.assume(TRAPS[number.trap] % {"said": number.said, "value": page.figure(number.high)})
