"""How a rule is written down: an invariant of the specification, with its own key, in our own words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold of one block. It is asked only where the structure is right, so it may trust the types."""

    key: str
    sentence: str
    holds: Callable[[dict], bool]


RULES: dict[str, list[Rule]] = {}


def rule(paths: str, key: str, sentence: str, holds: Callable[[dict], bool]) -> None:
    """Keep a rule for one or several blocks, their paths separated by blanks."""
    for path in paths.split():
        RULES.setdefault(path, []).append(Rule(key, sentence, holds))


def has(o: dict, *names: str) -> bool:
    """Whether one of the elements is there, be it only with extensions."""
    return any(name in o or f"_{name}" in o for name in names)


def has_one_of(o: dict, choice: str) -> bool:
    """Whether a choice like `value[x]` is there, with any of its types."""
    n = len(choice)
    return any(key.lstrip("_").startswith(choice) and key.lstrip("_")[n : n + 1].isupper() for key in o)


def all_of(o: dict, *path: str) -> Iterator[Any]:
    """Yield what stands at a path, through arrays."""
    if not path:
        yield o
        return
    inner = o.get(path[0])
    for each in inner if type(inner) is list else [inner]:
        if type(each) is dict:
            yield from all_of(each, *path[1:])
        elif each is not None and len(path) == 1:
            yield each


def is_coded(concept: dict | None, system: str, *codes: str) -> bool:
    """Whether a CodeableConcept carries one of these codes."""
    codings = (concept or {}).get("coding", ())
    return any(coding.get("system") == system and coding.get("code") in codes for coding in codings)


def differ(values: Iterator[Any] | list[Any]) -> bool:
    """Whether no value comes twice."""
    seen = list(values)
    return len(set(seen)) == len(seen)


def not_after(start: str, end: str) -> bool:
    """Whether a date is not after another; where the shorter one does not tell, it may be so."""
    if "T" in start and "T" in end and start[17:19] != "60" and end[17:19] != "60":
        return datetime.fromisoformat(start) <= datetime.fromisoformat(end)
    n = min(len(start), len(end), 10)
    return start[:n] <= end[:n]
