"""Places inside a document, such as `reaction.0.severity`: read, set, cleared. Pure."""

from functools import cache
from itertools import pairwise
from typing import Any


@cache
def _steps(place: str) -> tuple[str, ...]:
    return tuple(place.split("."))


def at(doc: Any, place: str) -> Any:
    """Return what stands at the place, None where nothing does."""
    for step in _steps(place):
        if isinstance(doc, dict):
            doc = doc.get(step)
        elif isinstance(doc, list) and step.isdigit() and int(step) < len(doc):
            doc = doc[int(step)]
        else:
            return None
    return doc


def put(doc: dict, place: str, value: Any) -> None:
    """Set the place, making what it lies in; an empty value clears it, and whatever it leaves empty."""
    if value in ("", None, [], {}):
        return _clear(doc, place.split("."))
    steps: list[str] = place.split(".")
    inside: Any = doc
    for step, following in pairwise(steps):
        inside = _opened(inside, step, [] if following.isdigit() else {})
    _opened(inside, steps[-1], None)
    inside[int(steps[-1]) if isinstance(inside, list) else steps[-1]] = value
    return None


def _opened(inside: Any, step: str, new: Any) -> Any:
    if isinstance(inside, list):
        while len(inside) <= int(step):
            inside.append(new)
        return inside[int(step)]
    return inside.setdefault(step, new)


def _clear(inside: Any, steps: list[str]) -> None:
    step, *deeper = steps
    key = int(step) if isinstance(inside, list) else step
    if not (key < len(inside) if isinstance(inside, list) else key in inside):
        return
    if deeper and isinstance(inside[key], (dict, list)):
        _clear(inside[key], deeper)
        if inside[key]:
            return
    del inside[key]
