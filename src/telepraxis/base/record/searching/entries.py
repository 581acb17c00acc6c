"""Conditions on one row of the index tables: which word, moment or amount fits."""

from telepraxis.base.fhir.asking.query import Amounts, Measure, Moments, Stretch, Words
from telepraxis.base.fhir.keys import US

from ..labels import NEVER_CLOSED
from .sql import Sql, all_of, any_of, behind
from .view import View

TABLES = {Words: "record_word", Moments: "record_moment", Amounts: "record_amount"}


def fits(match: Words | Moments | Amounts, a: str, view: View) -> Sql:
    """Return when the row `a` of the match's own table fits, apart from whose it is."""
    where = [Sql(f"{a}.organization_id = {{}}", view.organization_id), at_places(match.places, a)]
    if isinstance(match, Words):
        tests = word_tests(match, a)
    elif isinstance(match, Moments):
        tests = [moment_test(each, a) for each in match.stretches]
    else:
        tests = [_amount_test(each, a) for each in match.measures]
    return all_of([*where, any_of(tests)] if tests else where)


def at_places(places: tuple[int, ...], a: str) -> Sql:
    if len(places) == 1:
        return Sql(f"{a}.place = {{}}::int", places[0])
    return Sql(f"{a}.place = ANY({{}}::int[])", list(places))


def only_open(uid: str, type: str) -> list[Sql]:
    """Return what leaves out documents that are closed to the reader.

    Where their rows are read row-level security does so. A walk along entries that ends with the page, or a count of
    entries, would meet them all the same: one would end too soon, the other say that there are more.
    """
    return [] if type in NEVER_CLOSED else [Sql(f"{uid} NOT IN (SELECT withheld_uids())")]


def word_tests(match: Words, a: str) -> list[Sql]:
    tests = []
    if len(match.equal) == 1:
        tests.append(Sql(f"{a}.key = {{}}", match.equal[0]))
    elif match.equal:
        tests.append(Sql(f"{a}.key = ANY({{}}::text[])", list(match.equal)))
    tests += [begins(a, start) for start in match.starts]
    tests += [Sql(f"right({a}.key, {{}}::int) = {{}}", len(end), end) for end in match.ends]
    tests += [Sql(f"strpos(split_part({a}.key, {{}}, 1), {{}}) > 0", US, part) for part in match.holds]
    return tests


def begins(a: str, start: str) -> Sql:
    after = behind(start)
    if after is None:
        return Sql(f"{a}.key >= {{}}", start)
    return Sql(f"({a}.key >= {{}} AND {a}.key < {{}})", start, after)


def moment_test(each: Stretch, a: str) -> Sql:
    """R4 3.1.1.4.7, both sides being stretches of time. What is said twice is for the index, which begins with low."""
    low, high = Sql("{}::timestamptz", each.low), Sql("{}::timestamptz", each.high)
    match each.prefix:
        case "eq":
            return Sql(f"({a}.low >= {{}} AND {a}.low < {{}} AND {a}.high <= {{}})", low, high, high)
        case "ne":
            return Sql(f"({a}.low < {{}} OR {a}.high > {{}})", low, high)
        case "gt":
            return Sql(f"{a}.high > {{}}", high)
        case "lt":
            return Sql(f"{a}.low < {{}}", low)
        case "ge":
            return Sql(f"({a}.low >= {{}} OR {a}.high > {{}})", low, high)
        case "le":
            return Sql(f"({a}.low < {{}} AND ({a}.low < {{}} OR {a}.high <= {{}}))", high, low, high)
        case "sa":
            return Sql(f"{a}.low >= {{}}", high)
        case "eb":
            return Sql(f"({a}.low < {{}} AND {a}.high <= {{}})", low, low)
        case _:
            return Sql(f"({a}.low < {{}} AND {a}.high > {{}})", high, low)


def column_test(each: Stretch, column: str) -> Sql:
    """The same for a column that holds points of time."""
    low, high = Sql("{}::timestamptz", each.low), Sql("{}::timestamptz", each.high)
    match each.prefix:
        case "ne":
            return Sql(f"({column} < {{}} OR {column} >= {{}})", low, high)
        case "gt" | "sa":
            return Sql(f"{column} >= {{}}", high)
        case "lt" | "eb":
            return Sql(f"{column} < {{}}", low)
        case "ge":
            return Sql(f"{column} >= {{}}", low)
        case "le":
            return Sql(f"{column} < {{}}", high)
        case _:
            return Sql(f"({column} >= {{}} AND {column} < {{}})", low, high)


def _amount_test(each: Measure, a: str) -> Sql:
    """R4 3.1.1.4.6: without a prefix by what the digits mean, with one by the exact number."""
    value, low, high = (Sql("{}::float8", number) for number in (each.value, each.low, each.high))
    match each.prefix:
        case "eq":
            test = Sql(f"({a}.low >= {{}} AND {a}.low < {{}} AND {a}.high < {{}})", low, high, high)
        case "ne":
            test = Sql(f"({a}.low < {{}} OR {a}.high >= {{}})", low, high)
        case "gt":
            test = Sql(f"{a}.high > {{}}", value)
        case "lt":
            test = Sql(f"{a}.low < {{}}", value)
        case "ge":
            test = Sql(f"{a}.high >= {{}}", value)
        case "le":
            test = Sql(f"{a}.low <= {{}}", value)
        case "sa":
            test = Sql(f"{a}.low > {{}}", value)
        case "eb":
            test = Sql(f"({a}.low < {{}} AND {a}.high < {{}})", value, value)
        case _:
            test = Sql(f"({a}.low <= {{}} AND {a}.high >= {{}})", high, low)
    if each.unit is not None:
        return Sql(f"({{}} AND {a}.unit = {{}})", test, each.unit)
    if each.unit_starts is not None:
        start = each.unit_starts
        return Sql(f"({{}} AND {a}.unit >= {{}} AND {a}.unit < {{}})", test, start, behind(start))
    return test
