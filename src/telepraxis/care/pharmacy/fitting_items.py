"""What of the stock may be given for a prescribed line: by rule without asking, or with the prescriber's leave."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from telepraxis.commons.inventory import stock
from telepraxis.commons.inventory.stock import Figures
from telepraxis.registry.formulary import reading as formulary
from telepraxis.registry.formulary import sameness
from telepraxis.registry.formulary.medicine import Medicine

from .at_bench import ClaimAtBench, LineAtBench

MOST = 12


def with_choices(shown: ClaimAtBench, now: datetime) -> ClaimAtBench:
    """Return the claim with what each open line may be given from."""
    found = fitting(shown.open_lines, now)
    return replace(shown, lines=tuple(replace(each, choices=found.get(each.row.id, ())) for each in shown.lines))


def fitting(lines: Iterable[LineAtBench], now: datetime) -> dict[UUID, tuple[Figures, ...]]:
    """Return by line what differs in maker, brand or pack only; the product itself alone where no other is allowed.

    What was written comes first, then what there is most of. Six queries at most, however many lines.
    """
    medicines = {each.row.id: each.said.line.medicine for each in lines if each.said.line}
    free = {each.row.id for each in lines if each.row.may_substitute}
    wanted = {line: (one, line in free) for line, one in medicines.items() if one is not None and one.code}
    if not wanted:
        return {}
    codes = dict(zip(wanted, sameness.codes_for(list(wanted.values())), strict=True))
    here = stock.of_codes(set().union(*codes.values()), now=now)
    return {
        line: _sorted((here[each] for each in codes[line] if each in here), (one.system, one.code))
        for line, (one, _free) in wanted.items()
    }


def offers(line: LineAtBench, now: datetime) -> tuple[tuple[Medicine, Figures], ...]:
    """Return what holds the same substances, of whatever strength and form, and lies here: to offer the prescriber."""
    medicine = line.said.line.medicine if line.said.line else None
    if medicine is None or not medicine.ingredients:
        return ()
    others = formulary.with_substances((each.substance for each in medicine.ingredients), limit=200)
    here = stock.of_codes({(each.system, each.code) for each in others}, now=now)
    found = [(each, here[each.system, each.code]) for each in others if (each.system, each.code) in here]
    return tuple(sorted((each for each in found if each[1].free > 0), key=lambda each: each[1].name)[:MOST])


def _sorted(found: Iterable[Figures], written: tuple[str, str]) -> tuple[Figures, ...]:
    return tuple(sorted(found, key=lambda each: ((each.system, each.code) != written, -each.free, each.name))[:MOST])
