"""What is looked for, and what is found: lines, pharmacies, what each has, how a basket is split. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from telepraxis.registry.formulary.medicine import Medicine

from .models import Storefront
from .patient_part import Terms, patient_part
from .reading import Offered


@dataclass(frozen=True)
class Wanted:
    """So much of a product. `counted_in` "" is any; `alike`: what is the same but for maker and pack counts too.
    `medicine` is what was signed: then a code counts only while the catalogue still lists that one under it.
    """

    system: str
    code: str
    quantity: Decimal
    counted_in: str = ""
    alike: bool = True
    medicine: Medicine | None = None


@dataclass(frozen=True)
class Match:
    """What a pharmacy has for one line of the basket. `is_same` False: it is another maker's, and just as good."""

    line: int
    quantity: Decimal
    offered: Offered
    is_same: bool
    terms: Terms | None = None  # of the plan that was asked for, where it is billed there

    @property
    def is_enough(self) -> bool:
        return self.offered.free >= self.quantity

    @property
    def cost_minor(self) -> int | None:
        """What it costs on the shelf."""
        return self.offered.cost_minor(self.quantity)

    @property
    def paid_minor(self) -> int | None:
        """What the patient pays of it."""
        return None if self.cost_minor is None else patient_part(self.terms, self.cost_minor)

    @property
    def covered_minor(self) -> int:
        """What the plan pays of it."""
        return 0 if self.cost_minor is None else self.cost_minor - self.paid_minor


@dataclass(frozen=True)
class Place:
    """A pharmacy and what it has of the basket: `matches` by line, None where it has nothing of it.

    `lines` are those of which it has enough. `total_minor` is what the patient pays for these, None where a price is
    missing or two currencies meet, `covered_minor` what the plan pays that was asked for, `bills_plan` whether that is
    billed there at all; delivery comes on top. `km` and `bearing` (degrees from north) are None where nobody said from
    where.
    """

    storefront: Storefront
    km: float | None
    bearing: float | None
    matches: tuple[Match | None, ...]
    lines: tuple[int, ...]
    total_minor: int | None
    currency: str
    figures_at: datetime | None  # the oldest
    covered_minor: int = 0
    bills_plan: bool = False

    @property
    def shelf_minor(self) -> int | None:
        return None if self.total_minor is None else self.total_minor + self.covered_minor

    @property
    def is_whole(self) -> bool:
        return len(self.lines) == len(self.matches)

    @property
    def delivery_fee_minor(self) -> int | None:
        """What bringing it costs; None where it is not brought there."""
        far = self.storefront.delivers_km
        return self.storefront.delivery_fee_minor if far and (self.km is None or self.km <= far) else None


@dataclass(frozen=True)
class Part:
    """One pharmacy of a split, and which lines of the basket are bought there."""

    place: Place
    lines: tuple[int, ...]

    @property
    def total_minor(self) -> int | None:
        costs = [self.place.matches[line].paid_minor for line in self.lines]
        return None if None in costs else sum(costs)


@dataclass(frozen=True)
class Found:
    """`places`: those with most of the basket first. `split`: up to three that have it together, where none has all."""

    places: tuple[Place, ...] = ()
    split: tuple[Part, ...] = field(default=())

    @property
    def whole(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.is_whole)
