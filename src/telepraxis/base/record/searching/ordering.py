"""The order of an answer, and where in it the next page begins.

Where no order is asked for it is that of creation. What has no value comes last. Sort values travel as text, and are
cast back: they come back to the last digit, and infinity survives.
"""

from dataclasses import dataclass

from telepraxis.base.fhir import parameters
from telepraxis.base.fhir.asking import Sort

from .entries import at_places
from .sql import Sql, all_of, any_of, joined
from .view import View, only_date

SOURCES = {"date": ("record_moment", "low", "timestamptz"), "number": ("record_amount", "low", "float8")}
SOURCES["quantity"] = SOURCES["number"]
WORDS = ("record_word", "key", "text")


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key: what it is read from, its SQL type, and whether it can be missing."""

    value: str
    cast: str
    descending: bool
    nullable: bool

    @property
    def order(self) -> str:
        return f"{self.value} {'DESC' if self.descending else 'ASC'} NULLS LAST"


@dataclass(frozen=True, slots=True)
class Order:
    """The keys of an order and the joins that they need; documents of equal keys follow each other by uid."""

    d: str
    keys: tuple[Key, ...]
    joins: Sql
    among: bool = False  # the joins read what is sorted from `found`

    @property
    def by(self) -> str:
        if len(self.keys) == 1 and not self.keys[0].nullable:
            way = " DESC" if self._backwards else " ASC"
            return f"{self.keys[0].value}{way}, {self.d}.uid{way}"
        return ", ".join([*(key.order for key in self.keys), f"{self.d}.uid {'DESC' if self._backwards else 'ASC'}"])

    @property
    def values(self) -> str:
        """The sort keys as columns, each begun with a comma."""
        return "".join(f", ({key.value})::text" for key in self.keys)

    @property
    def _backwards(self) -> bool:
        return bool(self.keys) and self.keys[0].descending

    def after(self, cursor: list) -> Sql:
        """Return what holds of rows that come after the one whose keys and uid these are."""
        *values, uid = cursor
        sign = "<" if self._backwards else ">"
        if len(self.keys) == 1 and not self.keys[0].nullable:
            key = self.keys[0]
            return Sql(f"({key.value}, {self.d}.uid) {sign} ({{}}::{key.cast}, {{}}::uuid)", values[0], uid)
        steps, same = [], []
        for key, value in zip(self.keys, values, strict=True):
            if value is not None:
                steps.append(all_of([*same, _later(key, value)]))
                same.append(Sql(f"{key.value} = {{}}::{key.cast}", value))
            else:
                same.append(Sql(f"{key.value} IS NULL"))
        steps.append(all_of([*same, Sql(f"{self.d}.uid {sign} {{}}::uuid", uid)]))
        return any_of([Sql("({})", step) for step in steps])


def _later(key: Key, value: str) -> Sql:
    sign = "<" if key.descending else ">"
    later = Sql(f"{key.value} {sign} {{}}::{key.cast}", value)
    return Sql(f"({{}} OR {key.value} IS NULL)", later) if key.nullable else later


def order(sort: tuple[Sort, ...], d: str, type: str, view: View, *, among: bool = False) -> Order:
    """Return the order of documents of a type that stand in the row `d`; `among` those of the table `found` alone."""
    keys, joins = [], []
    for each in sort:
        if each.column == "logical_id":
            keys.append(Key(f'{d}.logical_id COLLATE "C"', "text", each.descending, nullable=False))
        elif each.column:
            keys.append(Key(f"{d}.{each.column}", "timestamptz", each.descending, nullable=False))
        elif each.places == (only_date(type),) and type in parameters.CHART:
            keys.append(Key(f"{d}.at", "timestamptz", each.descending, nullable=True))
        else:
            s = view.alias()
            joins.append(_joined(each, s, d, view, among))
            cast = SOURCES.get(each.kind, WORDS)[2]
            keys.append(Key(f"{s}.value", cast, each.descending, nullable=True))
    return Order(d, tuple(keys), joined(" ", joins), among and bool(joins))


def _joined(sort: Sort, s: str, d: str, view: View, among: bool) -> Sql:
    """Of several values the first counts in the order asked for; keys that are no plain value do not count."""
    table, column, cast = SOURCES.get(sort.kind, WORDS)
    a, best = view.alias(), "max" if sort.descending else "min"
    plain = f" AND {a}.key >= ' '" if table == WORDS[0] else ""
    found = f" AND {a}.uid IN (SELECT uid FROM found)" if among else ""
    value = f"NULLIF({a}.low, '-infinity')" if cast == "timestamptz" else f"{a}.{column}"
    return Sql(
        f"LEFT JOIN (SELECT {a}.uid, {best}({value}) AS value FROM {table} {a} "
        f"WHERE {a}.organization_id = {{}} AND {{}}{plain}{found} GROUP BY {a}.uid) {s} ON {s}.uid = {d}.uid",
        view.organization_id,
        at_places(sort.places, a),
    )
