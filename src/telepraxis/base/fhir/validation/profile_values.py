"""What a document holds where a profile looks: the values of an element, each with its type and place."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .look import Place


@dataclass(frozen=True, slots=True)
class Value:
    """One value. `type` is known from the name of a choice or from `resourceType`, "" otherwise."""

    value: Any  # None where a primitive only has extensions
    type: str
    place: Place


def values_of(holder: Any, name: str, place: Place) -> list[Value]:
    """Return the values of an element, `value[x]` with whatever type it has."""
    if type(holder) is not dict:
        return []
    if name.endswith("[x]"):
        stem = name[:-3]
        keys = dict.fromkeys(key.lstrip("_") for key in holder if _is_choice(key.lstrip("_"), stem))
        return [value for key in keys for value in _under(holder, key, key[len(stem) :], place)]
    return list(_under(holder, name, "", place))


def _is_choice(key: str, stem: str) -> bool:
    return key.startswith(stem) and key[len(stem) : len(stem) + 1].isupper()


def _under(holder: dict, key: str, type_name: str, place: Place) -> Iterator[Value]:
    value, beside = holder.get(key), holder.get(f"_{key}")
    if type(value) is list or type(beside) is list:
        for n in range(max(len(value or ()), len(beside or ()))):
            each = value[n] if value and n < len(value) else None
            yield Value(each, type_name or _resource_type(each), (place, key, n))
    elif value is not None or beside is not None:
        yield Value(value, type_name or _resource_type(value), (place, key, None))


def _resource_type(value: Any) -> str:
    return value.get("resourceType", "") if type(value) is dict else ""


def is_same(value: Any, fixed: Any) -> bool:
    """Whether a value is exactly the fixed one; numbers compare by value, true is no number."""
    if type(fixed) is dict:
        return type(value) is dict and value.keys() == fixed.keys() and all(is_same(value[k], fixed[k]) for k in fixed)
    if type(fixed) is list:
        return type(value) is list and len(value) == len(fixed) and all(map(is_same, value, fixed))
    return _kind(value) == _kind(fixed) and value == fixed


def fits(value: Any, pattern: Any) -> bool:
    """Whether a value holds all that the pattern holds; of an array, each item somewhere."""
    if type(pattern) is dict:
        return type(value) is dict and all(key in value and fits(value[key], pattern[key]) for key in pattern)
    if type(pattern) is list:
        return type(value) is list and all(any(fits(each, wanted) for each in value) for wanted in pattern)
    return is_same(value, pattern)


def _kind(value: Any) -> str:
    return "number" if isinstance(value, int | float | Decimal) and type(value) is not bool else type(value).__name__
