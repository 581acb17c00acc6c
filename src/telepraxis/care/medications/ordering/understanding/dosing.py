"""From the clauses of a line to the steps of a course, for the medicine that was chosen. Pure."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from telepraxis.registry.formulary.medicine import Medicine

from .. import amounts
from ..dosage import Dose, Step
from ..wording import page
from .amount_said import MANY, Numbers
from .asking import Told
from .clauses import Clause
from .fitting import has_strength
from .pieces import Piece
from .timing import length_of, rhythm_of

TOPICAL = frozenset({"topical", "vaginal", "rectal", "ophthalmic"})
ONE_PIECE = amounts.PIECES - {"kit"}


def steps_of(
    clauses: list[Clause], numbers: list[Numbers], medicine: Medicine, *, as_needed: bool, today: date, told: Told
) -> tuple[Step, ...]:
    """Return the steps; () where one of them has no dose or no rhythm, and then `told` says what is missing."""
    steps: list[Step] = []
    for place, (clause, said) in enumerate(zip(clauses, numbers, strict=True)):
        earlier = steps[-1] if steps else None
        dose = _dose(said, clause, medicine, earlier, told)
        rhythm = rhythm_of(
            clause,
            as_needed=as_needed,
            earlier=earlier,
            told=told,
            a_day=said.amount is not None and said.amount.per_day,
        )
        if dose is not None and dose.per_kg is None and dose.high <= 0:
            told.doubt(_("How much at a time? It is more than nothing."))
            continue
        if dose is None or rhythm is None:
            continue
        if (said.amount and said.amount.per_day) or clause.of("divided"):
            dose = _divided(dose, rhythm.times, clause, said)
        days, count = length_of(clause, today, told)
        step = replace(rhythm, dose=dose, days=days, count=count or rhythm.count, with_previous=clause.link == "and")
        steps += _as_scheme(step, clause, medicine, told) if clause.of("scheme") else [step]
        if place + 1 < len(clauses) and clauses[place + 1].link == "then" and not (days or step.count):
            told.miss(_("For how long before the next dose? Type 5 days before “then”."))
    return tuple(_same_length(steps)) if len(steps) >= len(clauses) else ()


def _dose(said: Numbers, clause: Clause, medicine: Medicine, earlier: Step | None, told: Told) -> Dose | None:
    if clause.of("scheme"):
        return Dose(Decimal(1), Decimal(1), medicine.counted_in)
    if said.count is not None:
        return _counted(said.count, medicine, told)
    if said.amount is not None and said.amount.per_kg:
        piece = said.amount
        return Dose(Decimal(0), Decimal(0), piece.unit, piece.number.high, piece.unit, piece.per_day)
    if said.amount is not None:
        return _made_of(said.amount, medicine, told)
    return _usual(said, medicine, earlier, told)


def _counted(piece: Piece, medicine: Medicine, told: Told) -> Dose | None:
    low, high = piece.number.low, piece.number.high
    unit = medicine.counted_in
    if piece.unit in ("application", "drop") and piece.unit != unit:
        unit = piece.unit
    if unit in amounts.PIECES | {"puff", "spray"} and high > MANY:
        told.doubt(_("%(pieces)s at a time? Type the dose as an amount.") % {"pieces": page.pieces(high, unit)})
        return None
    if high % 1 and unit in amounts.PIECES and not medicine.may_be_split and not _is_halved_by_nature(unit):
        told.doubt(
            _("A %(form)s of this cannot be parted: type whole ones, or another strength.")
            % {"form": page.form(medicine.form)}
        )
        return None
    return Dose(low, high, unit)


def _is_halved_by_nature(unit: str) -> bool:
    return unit in ("sachet", "vial")


def _made_of(piece: Piece, medicine: Medicine, told: Told) -> Dose | None:
    """Return an amount in what the medicine is counted in: 1 g as 2 tablets of 500 mg, 250 mg as 5 mL."""
    low, high = piece.number.low, piece.number.high
    if piece.unit in ("mL", "g") and medicine.counted_in == piece.unit:
        return Dose(low, high, piece.unit)
    if piece.unit == "[IU]" and medicine.counted_in == "mL":
        return Dose(low, high, "[IU]")
    if not piece.unit and medicine.counted_in == "mL" and medicine.ingredients[0].unit == "[IU]":
        told.assume(
            _("“%(said)s” was read as %(meant)s.") % {"said": piece.number.said, "meant": page.amount(high, "[IU]")}
        )
        return Dose(low, high, "[IU]")
    if piece.kind == "combined" or has_strength(medicine, piece):
        if medicine.counted_in in amounts.PIECES | {"puff", "spray"}:
            return _one_of_it(piece, medicine, told)
    unit = piece.unit or medicine.ingredients[0].unit
    pieces = [amounts.counted(medicine, value, unit) for value in (low, high)]
    if None in pieces:
        told.miss(_("How much at a time? Type it in %(unit)s.") % {"unit": page.many(medicine.counted_in)})
        return None
    if not piece.unit:
        told.assume(
            _("“%(said)s” was read as %(meant)s.") % {"said": piece.number.said, "meant": page.amount(high, unit)}
        )
    return _measured(pieces[0], pieces[1], medicine, page.amount(high, unit), told)


def _measured(low: Decimal, high: Decimal, medicine: Medicine, said: str, told: Told) -> Dose:
    unit = medicine.counted_in
    if unit == "mL":
        low, high = (_to_a_mark(each) for each in (low, high))
    strength = page.strength(medicine.ingredients)
    told.assume(
        _("%(said)s is %(pieces)s of %(strength)s.")
        % {"said": said, "pieces": page.pieces(high, unit), "strength": strength}
    )
    return Dose(amounts.tidy(low), amounts.tidy(high), unit)


def _to_a_mark(value: Decimal) -> Decimal:
    """Return millilitres as a syringe shows them: hundredths below 1 mL, tenths above, unless they are quarters."""
    if value % Decimal("0.25") == 0:
        return value
    return amounts.tidy(value.quantize(Decimal("0.01") if value < 1 else Decimal("0.1"), ROUND_HALF_UP))


def _one_of_it(piece: Piece, medicine: Medicine, told: Told) -> Dose:
    if not piece.unit:
        meant = page.strength(medicine.ingredients)
        said = "/".join([piece.number.said, *(each.said for each in piece.others)])
        told.assume(_("“%(said)s” was read as %(meant)s.") % {"said": said, "meant": meant})
    return Dose(Decimal(1), Decimal(1), medicine.counted_in)


def _usual(said: Numbers, medicine: Medicine, earlier: Step | None, told: Told) -> Dose | None:
    """Return the dose where none was said: a thin layer of a cream, one piece where only the strength was said."""
    one = Decimal(1)
    if medicine.counted_in in ("g", "mL") and TOPICAL & set(medicine.routes):
        told.assume(_("A thin layer each time."))
        return Dose(one, one, "application")
    if said.strength is not None and medicine.counted_in in ONE_PIECE:
        told.assume(_("One %(unit)s each time.") % {"unit": medicine.counted_in})
        return Dose(one, one, medicine.counted_in)
    if earlier is not None:
        told.assume(_("The same dose as before."))
        return earlier.dose
    told.miss(_("How much at a time? Type 2 %(units)s, say, or an amount.") % {"units": page.many(medicine.counted_in)})
    return None


def _divided(dose: Dose, times: int, clause: Clause, said: Numbers) -> Dose:
    """An amount for the whole day is divided by the doses of a day."""
    if dose.per_kg is not None:
        return replace(dose, per_kg_is_daily=True)
    if not times or not (said.amount and said.amount.per_day):
        return dose
    return replace(dose, low=amounts.tidy(dose.low / times), high=amounts.tidy(dose.high / times))


def _as_scheme(step: Step, clause: Clause, medicine: Medicine, told: Told) -> list[Step]:
    """Return 1-0-1 as one step, 2-0-1 as two that run at the same time."""
    parts = [number.high for number in clause.first("scheme").others]
    moments = ("MORN", "NOON", "EVE", "HS") if len(parts) == 4 else ("MORN", "NOON", "EVE")
    taken = [(value, moment) for value, moment in zip(parts, moments, strict=False) if value]
    by_value: dict[Decimal, list[str]] = {}
    for value, moment in taken:
        by_value.setdefault(value, []).append(moment)
    if not by_value:
        told.miss(_("How much at a time? %(scheme)s gives nothing.") % {"scheme": "-".join(str(p) for p in parts)})
        return []
    if any(value % 1 for value in by_value) and not medicine.may_be_split:
        told.doubt(
            _("A %(form)s of this cannot be parted: type whole ones, or another strength.")
            % {"form": page.form(medicine.form)}
        )
    told.assume(
        _("%(scheme)s was read as morning, midday, evening%(bedtime)s.")
        % {
            "scheme": "-".join(page.figure(value) for value in parts),
            "bedtime": _(", bedtime") if len(parts) == 4 else "",
        }
    )
    found = [
        replace(
            step, dose=Dose(value, value, medicine.counted_in), times=len(when), period=Decimal(1), period_unit="d",
            when=tuple(when) + tuple(code for code in step.when if code not in moments),
        )
        for value, when in by_value.items()
    ]  # fmt: skip
    return [replace(each, with_previous=place > 0 or each.with_previous) for place, each in enumerate(found)]


def _same_length(steps: list[Step]) -> list[Step]:
    """What runs at the same time runs as long: a length said at the end holds for all of it."""
    found = list(steps)
    for place in range(len(found) - 1, 0, -1):
        if found[place].with_previous and found[place].days and not found[place - 1].days:
            found[place - 1] = replace(found[place - 1], days=found[place].days)
    return found
