"""How a value of each datatype stands in the index: which parts of it a kind of parameter looks at, R4 3.1.1.4."""

from collections.abc import Callable
from datetime import datetime
from math import inf, isfinite

from telepraxis.base.fhir import keys

OPEN = {"<": True, "<=": True, ">": False, ">=": False}  # comparators: True means that the value lies below
HUMAN_NAME = ("text", "family", "given", "prefix", "suffix")
ADDRESS = ("text", "line", "city", "district", "state", "postalCode", "country")


class Index:
    """Takes the entries of one document as they are found."""

    __slots__ = ("amounts", "doc", "moments", "own_base", "words")

    def __init__(self, doc: dict, own_base: str) -> None:
        self.doc, self.own_base = doc, own_base
        self.words: set[tuple[int, str, int]] = set()
        self.moments: set[tuple[int, datetime | None, datetime | None, int]] = set()
        self.amounts: set[tuple[int, float, float, str, int]] = set()


Extract = Callable[[object, int, int, Index], None]  # value, place, n, index


def code(value, place: int, n: int, index: Index) -> None:
    index.words.add((place, keys.token(value), n))


def boolean(value, place: int, n: int, index: Index) -> None:
    if value is True or value is False:
        index.words.add((place, keys.token("true" if value else "false"), n))


def coding(value, place: int, n: int, index: Index) -> None:
    if code := value.get("code"):
        index.words.add((place, keys.token(code, value.get("system", "")), n))
    if display := value.get("display"):
        index.words.add((place, keys.text(display), n))


def codeable_concept(value, place: int, n: int, index: Index) -> None:
    for one in value.get("coding", ()):
        coding(one, place, n, index)
    if text := value.get("text"):
        index.words.add((place, keys.text(text), n))


def identifier(value, place: int, n: int, index: Index) -> None:
    system, number, type = value.get("system", ""), value.get("value"), value.get("type")
    if number:
        index.words.add((place, keys.token(number, system), n))
    if system:
        index.words.add((place, keys.system(system), n))
    if type:
        _identifier_type(type, number, place, n, index)


def _identifier_type(type, number: str | None, place: int, n: int, index: Index) -> None:
    if text := type.get("text"):
        index.words.add((place, keys.text(text), n))
    for coding in type.get("coding", ()):
        if number and (code := coding.get("code")):
            index.words.add((place, keys.of_type(coding.get("system", ""), code, number), n))


def contact_point(value, place: int, n: int, index: Index) -> None:
    if number := value.get("value"):
        index.words.add((place, keys.token(number, value.get("system", "")), n))


def deceased(doc, place: int, n: int, index: Index) -> None:
    """Patient.deceased.exists() and Patient.deceased != false: every Patient answers it, true or false."""
    dead = doc.get("deceasedBoolean") is True or "deceasedDateTime" in doc
    boolean(dead, place, n, index)


def string(value, place: int, n: int, index: Index) -> None:
    index.words.add((place, keys.string(value), n))


def human_name(value, place: int, n: int, index: Index) -> None:
    _parts(value, HUMAN_NAME, place, n, index)


def address(value, place: int, n: int, index: Index) -> None:
    _parts(value, ADDRESS, place, n, index)


def _parts(value, names: tuple[str, ...], place: int, n: int, index: Index) -> None:
    for name in names:
        part = value.get(name)
        if isinstance(part, list):
            index.words.update((place, keys.string(one), n) for one in part if one)
        elif part:
            index.words.add((place, keys.string(part), n))


def reference(value, place: int, n: int, index: Index) -> None:
    if (target := value.get("reference")) and (key := keys.reference(target, index.own_base)):
        index.words.add((place, key, n))
    if (named := value.get("identifier")) and (number := named.get("value")):
        index.words.add((place, keys.identifier(number, named.get("system", "")), n))


def canonical(value, place: int, n: int, index: Index) -> None:
    if value[0] == "#":  # what is contained is not looked for
        return
    index.words.add((place, keys.canonical(value), n))


def uri(value, place: int, n: int, index: Index) -> None:
    index.words.add((place, keys.uri(value), n))


def resource(value, place: int, n: int, index: Index) -> None:
    """A resource that lies inside, as the Composition does in a document, is named as a reference would name it."""
    if (type := value.get("resourceType")) and (id := value.get("id")):
        index.words.add((place, keys.reference(f"{type}/{id}"), n))


def date(value, place: int, n: int, index: Index) -> None:
    if stretch := keys.moment(value):
        index.moments.add((place, *stretch, n))


def period(value, place: int, n: int, index: Index) -> None:
    low, high = _ends(value)
    if low or high:
        index.moments.add((place, low, high, n))


def _ends(period: dict) -> tuple[datetime | None, datetime | None]:
    """Return where a Period begins and ends, None for an end that is open or nonsense."""
    start, end = keys.moment(period.get("start", "")), keys.moment(period.get("end", ""))
    return start and start[0], end and end[1]


def timing(value, place: int, n: int, index: Index) -> None:
    """Only the outer limits of a schedule count."""
    stretches = [stretch for event in value.get("event", ()) if (stretch := keys.moment(event))]
    bounds = value.get("repeat", {}).get("boundsPeriod")
    if bounds and any(ends := _ends(bounds)):
        stretches.append(ends)
    if stretches:
        lows, highs = zip(*stretches, strict=True)
        low = None if None in lows else min(lows)
        index.moments.add((place, low, None if None in highs else max(highs), n))


def number(value, place: int, n: int, index: Index) -> None:
    if (amount := _finite(value)) is not None:
        index.amounts.add((place, amount, amount, "", n))


def number_range(value, place: int, n: int, index: Index) -> None:
    _between(value, place, n, index, {""})


def quantity(value, place: int, n: int, index: Index) -> None:
    amount = _finite(value.get("value"))
    if amount is None:
        return
    low = high = amount
    if comparator := value.get("comparator"):
        low, high = (-inf, amount) if OPEN[comparator] else (amount, inf)
    for unit in _units(value):
        index.amounts.add((place, low, high, unit, n))


def _units(quantity: dict) -> set[str]:
    """Return the keys of a quantity's unit: as coded, and as printed where that differs; "" where it has none."""
    code, printed = quantity.get("code"), quantity.get("unit")
    units = {keys.unit(code, quantity.get("system", ""))} if code else set()
    if printed and printed != code:
        units.add(keys.unit(printed))
    return units or {""}


def quantity_range(value, place: int, n: int, index: Index) -> None:
    _between(value, place, n, index, _units(value.get("low") or value.get("high") or {}))


def _between(value, place: int, n: int, index: Index, units: set[str]) -> None:
    low, high = (_finite(value.get(end, {}).get("value")) for end in ("low", "high"))
    if low is None and high is None:
        return
    for unit in units:
        index.amounts.add((place, -inf if low is None else low, inf if high is None else high, unit, n))


def money(value, place: int, n: int, index: Index) -> None:
    if (amount := _finite(value.get("value"))) is not None:
        unit = keys.unit(value.get("currency", ""), keys.CURRENCY)
        index.amounts.add((place, amount, amount, unit, n))


def sampled_data(value, place: int, n: int, index: Index) -> None:
    """From the lowest to the highest of the samples; E, U and L are errors and what the device could not measure."""
    origin, factor = float(value["origin"]["value"]), float(value.get("factor", 1))
    samples = [origin + factor * float(one) for one in value.get("data", "").split() if one not in "EUL"]
    if samples:
        for unit in _units(value["origin"]):
            index.amounts.add((place, min(samples), max(samples), unit, n))


def _finite(value) -> float | None:
    if value is None or isinstance(value, bool):
        return None
    amount = float(value)
    return amount if isfinite(amount) else None


EXTRACT: dict[str, dict[str, Extract]] = {
    "token": {
        "code": code,
        "id": code,
        "string": code,
        "uri": code,
        "boolean": boolean,
        "Coding": coding,
        "CodeableConcept": codeable_concept,
        "Identifier": identifier,
        "ContactPoint": contact_point,
        "deceased": deceased,
    },
    "string": {"string": string, "markdown": string, "HumanName": human_name, "Address": address},
    "reference": {"Reference": reference, "canonical": canonical, "uri": uri, "resource": resource},
    "uri": {"uri": uri, "url": uri, "oid": uri, "uuid": uri, "canonical": canonical},
    "date": {"date": date, "dateTime": date, "instant": date, "Period": period, "Timing": timing},
    "number": {
        "integer": number,
        "positiveInt": number,
        "unsignedInt": number,
        "decimal": number,
        "Range": number_range,
    },
    "quantity": {
        **dict.fromkeys(("Quantity", "Age", "Duration", "Count", "Distance"), quantity),
        "Money": money,
        "Range": quantity_range,
        "SampledData": sampled_data,
    },
}
