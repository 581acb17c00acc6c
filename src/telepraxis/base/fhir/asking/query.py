"""What a question is made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Union


@dataclass(frozen=True, slots=True)
class Words:
    """A word at one of the places that is one of `equal`, begins with one of `starts`, ends with one of `ends`, or
    holds one of `holds` in its folded part. With none of these: any word.
    """

    places: tuple[int, ...]
    equal: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether equality alone decides: then an index answers for one document at once."""
        return bool(self.equal) and not (self.starts or self.ends or self.holds)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A comparison with the time from `low` until before `high`; R4 3.1.1.4.7 says what each prefix means."""

    prefix: str
    low: datetime
    high: datetime


@dataclass(frozen=True, slots=True)
class Moments:
    """A time at one of the places that fits one of the stretches; without any: any time."""

    places: tuple[int, ...]
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A comparison with a number: exactly `value`, or what its digits mean, from `low` until before `high`.

    `unit` is the key of the unit, `unit_starts` the beginning of one, None where any unit will do.
    """

    prefix: str
    value: float
    low: float
    high: float
    unit: str | None = None
    unit_starts: str | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """A number at one of the places that fits one of the measures; without any: any number."""

    places: tuple[int, ...]
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Ids:
    """The document's logical id is one of these."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Updated:
    """The document's last update fits one of the stretches."""

    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """A composite: one of the alternatives, all of whose parts are met at the same position of the same document."""

    alternatives: tuple[tuple["Match", ...], ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these is met; with none, nothing ever is."""

    matches: tuple["Match", ...]


@dataclass(frozen=True, slots=True)
class Through:
    """A chain: a reference at one of the places leads to a document of a type that meets the criterion."""

    places: tuple[int, ...]
    targets: tuple[tuple[str, "Criterion"], ...]


@dataclass(frozen=True, slots=True)
class PointedAt:
    """`_has`: a document of `type` that meets the criterion points here from one of the places."""

    type: str
    places: tuple[int, ...]
    criterion: "Criterion"


Match = Union[Words, Moments, Amounts, Ids, Updated, Together, Either, Through, PointedAt]  # noqa: UP007
NOTHING = Either(())


@dataclass(frozen=True, slots=True)
class Criterion:
    """One parameter that must be met, or when `negated` must not be. `name` is as it was asked."""

    name: str
    match: Match
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """One key to sort by: a column (`logical_id`, `last_updated`) or what stands at places of a kind."""

    name: str
    descending: bool
    column: str = ""
    places: tuple[int, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Include:
    """What shall come along: by a parameter ("*" for all) of `source`, or when `reverse` what points here by it.

    `target` narrows it to one type, "" does not; `iterate` follows from what came along already.
    """

    source: str
    parameter: str
    target: str = ""
    reverse: bool = False
    iterate: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A whole question. `types` is one type, or those that a question of the whole system is about.

    `pairs` are the parameters that were understood, for the link to itself; `count` 0 asks for the number alone.
    """

    types: tuple[str, ...]
    criteria: tuple[Criterion, ...] = ()
    sort: tuple[Sort, ...] = ()
    count: int = 20
    total: str = ""
    includes: tuple[Include, ...] = ()
    summary: str = ""
    elements: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    system: bool = False

    @property
    def type(self) -> str:
        """The one type that is asked for; "" of a question of the whole system."""
        return "" if self.system else self.types[0]
