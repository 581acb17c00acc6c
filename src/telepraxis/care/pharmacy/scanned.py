"""A scanned prescription as the counter shows it: what the code says, and what of it lies here."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from telepraxis.base.access import Actor
from telepraxis.commons.inventory import stock
from telepraxis.commons.inventory.stock import Figures

from . import claiming
from .claiming import CodeRead, LineRead


@dataclass(frozen=True)
class ScannedLine:
    """One line, and the figures of the very product here; what else may be given is looked for once it is claimed."""

    said: LineRead
    figures: Figures | None

    @property
    def free(self) -> Decimal:
        return self.figures.free if self.figures else Decimal(0)


@dataclass(frozen=True)
class Scanned:
    """What a genuine code says."""

    said: CodeRead
    born: date | None
    lines: tuple[ScannedLine, ...]


def shown(text: str, *, by: Actor, now: datetime) -> Scanned:
    """Return what a code says. One query of the stock. :raises verifying.NotAccepted: its words say why."""
    said = claiming.read(text=text, by=by, now=now)
    here = stock.of_codes([each.code for each in said.lines if each.code[1]], now=now)
    return Scanned(said, _day(said.born), tuple(ScannedLine(each, here.get(each.code)) for each in said.lines))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
