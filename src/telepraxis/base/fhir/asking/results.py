"""What a question wishes of its answer: order, number, what comes along (R4 3.1.1.5)."""

from collections.abc import Mapping

from ..outcome import invalid, not_supported
from ..parameters import Parameter, parameters_of, types
from .query import Criterion, Include, Query, Sort

USUAL_COUNT, MOST_COUNT = 20, 1_000
MOST_SORTS, MOST_INCLUDES = 5, 30
SUMMARIES = ("true", "text", "data", "count", "false")
TOTALS = ("none", "estimate", "accurate")
IGNORED = ("_format", "_pretty", "_totalMethod")  # the last is what fhirpy says to others, beside _count=0
COLUMNS = {"_id": "logical_id", "_lastUpdated": "last_updated"}


class Wishes:
    """Reads the parameters that do not choose documents."""

    def __init__(self, asked: tuple[str, ...], known: Mapping[str, Parameter], strict: bool) -> None:
        self.asked, self.known, self.strict = asked, known, strict
        self.count, self.total, self.summary = USUAL_COUNT, "", ""
        self.sort: list[Sort] = []
        self.includes: list[Include] = []
        self.elements: tuple[str, ...] = ()

    def read(self, name: str, value: str) -> bool:
        """Take a wish in; return whether it was one, and was understood.

        :raises Refused: it was one and cannot be fulfilled.
        """
        head, _, modifier = name.partition(":")
        wish = getattr(self, f"_read{head}", None) if head in KNOWN else None
        if wish is None:
            return False
        if modifier and (head not in ("_include", "_revinclude") or modifier != "iterate"):
            raise not_supported(f"{head} does not take this modifier.", head)
        return wish(value, modifier) is not False

    def query(self, criteria: tuple[Criterion, ...], pairs: tuple[tuple[str, str], ...], system: bool) -> Query:
        """Return the whole question."""
        return Query(
            types=self.asked,
            criteria=criteria,
            sort=tuple(self.sort),
            count=0 if self.summary == "count" else self.count,
            total=self.total,
            includes=tuple(dict.fromkeys(self.includes)),
            summary=self.summary,
            elements=self.elements,
            pairs=pairs,
            system=system,
        )

    def _read_count(self, value: str, modifier: str) -> None:
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise invalid("_count is a whole number from 0.", "_count")
        self.count = min(int(value), MOST_COUNT)

    def _read_total(self, value: str, modifier: str) -> None:
        self.total = _one_of("_total", value, TOTALS)

    def _read_summary(self, value: str, modifier: str) -> None:
        self.summary = _one_of("_summary", value, SUMMARIES)

    def _read_elements(self, value: str, modifier: str) -> None:
        self.elements = tuple(each for each in value.split(",") if each)

    def _read_type(self, value: str, modifier: str) -> None:
        if self.asked != tuple(dict.fromkeys(value.split(","))) and len(self.asked) == 1:
            raise invalid("_type belongs to a search of the whole system.", "_type")

    def _read_sort(self, value: str, modifier: str) -> bool:
        names = value.split(",")
        if len(names) > MOST_SORTS:
            raise invalid(f"_sort takes at most {MOST_SORTS} keys.", "_sort")
        found = [self._sort_key(name) for name in names]
        self.sort = [each for each in found if each]
        return bool(self.sort)

    def _sort_key(self, name: str) -> Sort | None:
        plain, descending = name.removeprefix("-"), name.startswith("-")
        if plain in COLUMNS:
            return Sort(plain, descending, column=COLUMNS[plain])
        parameter = self.known.get(plain)
        kinds = {place.kind for place in parameter.places} if parameter and parameter.type != "special" else ()
        if not kinds:
            if self.strict:
                raise not_supported("_sort names a parameter by which one cannot sort here.", "_sort")
            return None
        kind = min(kinds)
        return Sort(
            plain, descending, places=tuple(place.id for place in parameter.places if place.kind == kind), kind=kind
        )

    def _read_include(self, value: str, modifier: str) -> bool:
        return self._come_along("_include", value, modifier)

    def _read_revinclude(self, value: str, modifier: str) -> bool:
        return self._come_along("_revinclude", value, modifier)

    def _come_along(self, name: str, value: str, modifier: str) -> bool:
        if len(self.includes) >= MOST_INCLUDES:
            raise invalid(f"At most {MOST_INCLUDES} includes in one question.", name)
        found = _include(name, value, modifier == "iterate")
        if found is None and self.strict:
            raise invalid(f"{name} is written as Type:parameter or Type:parameter:TargetType, or *.", name)
        self.includes += [found] if found else []
        return found is not None


KNOWN = tuple(name.removeprefix("_read") for name in vars(Wishes) if name.startswith("_read_"))


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise invalid(f"{name} is one of {', '.join(known)}.", name)
    return value


def _include(name: str, value: str, iterate: bool) -> Include | None:
    reverse = name == "_revinclude"
    if value == "*":
        return Include("*", "*", reverse=reverse, iterate=iterate)
    source, _, rest = value.partition(":")
    parameter, _, target = rest.partition(":")
    if source not in types() or (target and target not in types()):
        return None
    if parameter != "*" and getattr(parameters_of(source).get(parameter), "type", "") != "reference":
        return None
    return Include(source, parameter, target, reverse, iterate)
