"""The shapes of other rooms as JSON and back: numbers keep how they were written, nothing is lost. Pure."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints


def plain(value: Any) -> Any:
    """Return a dataclass, and whatever lies in it, as what JSON knows. What is as by default is left out."""
    if is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name))
            for field in fields(value)
            if getattr(value, field.name) != field.default
        }
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def shaped(shape: Any, value: Any) -> Any:
    """Return what `plain` wrote as the shape it came from; what a shape has got since keeps its default."""
    if value is None:
        return None
    if get_origin(shape) is UnionType:
        return shaped(next(each for each in get_args(shape) if each is not NoneType), value)
    if get_origin(shape) is tuple:
        return tuple(shaped(get_args(shape)[0], each) for each in value)
    if is_dataclass(shape):
        known = _hints(shape)
        return shape(**{name: shaped(known[name], each) for name, each in value.items() if name in known})
    if shape is date:
        return date.fromisoformat(value)
    if isinstance(shape, type) and issubclass(shape, Decimal | Enum):
        return shape(value)
    return value


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)
