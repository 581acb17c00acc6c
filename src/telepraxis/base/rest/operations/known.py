"""Which operations there are, on what, and the way to them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telepraxis.base.access import Rule
from telepraxis.base.fhir.outcome import not_supported

from ..answers import Answer
from ..asked import Asked

SYSTEM, TYPE, INSTANCE = "system", "type", "instance"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `levels` says on what it can be called, `types` on which types (none: on all, or the system).

    `answer(rest, asked)` is a coroutine; `asked.reaches` holds what the rule's letters reach for the type.
    """

    name: str
    levels: frozenset[str]
    rule: Rule
    answer: Callable[..., Awaitable[Answer]]
    types: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset({"GET", "POST"})
    definition: str = ""

    def is_for(self, level: str, type: str) -> bool:
        """Tell whether it can be called here."""
        return level in self.levels and (level == SYSTEM or not self.types or type in self.types)

    def is_on(self, type: str) -> bool:
        """Tell whether it can be called on the type, or on one resource of it."""
        return any(self.is_for(level, type) for level in (TYPE, INSTANCE))


_known: dict[tuple[str, frozenset[str]], Operation] = {}


def learn(operation: Operation) -> None:
    """Add an operation; one name may mean something else on other types."""
    _known[operation.name, operation.types] = operation


def known() -> list[Operation]:
    """Return every operation, by name."""
    _learn_our_own()
    return sorted(_known.values(), key=lambda each: (each.name, sorted(each.types)))


async def on_system(rest, asked: Asked) -> Answer:
    """Carry out an operation on the whole system."""
    return await _carry_out(rest, asked, SYSTEM)


async def on_type(rest, asked: Asked) -> Answer:
    """Carry out an operation on a type."""
    return await _carry_out(rest, asked, TYPE)


async def on_instance(rest, asked: Asked) -> Answer:
    """Carry out an operation on one resource."""
    return await _carry_out(rest, asked, INSTANCE)


async def _carry_out(rest, asked: Asked, level: str) -> Answer:
    _learn_our_own()
    found = next((each for each in _known.values() if each.name == asked.name and each.is_for(level, asked.type)), None)
    if found is None:
        raise not_supported("There is no such operation here. See /metadata for those there are.", status=404)
    method = "GET" if asked.method == "HEAD" else asked.method
    if method not in found.methods:
        refusal = not_supported(f"This operation takes {', '.join(sorted(found.methods))}.", status=405)
        refusal.headers = [(b"allow", ", ".join(sorted(found.methods)).encode())]
        raise refusal
    asked.reaches = found.rule.reaches(asked.grant, asked.type)
    return await found.answer(rest, asked)


def _learn_our_own() -> None:
    from . import everything, lookup, validate, validate_code

    if ("everything", frozenset({"Patient"})) not in _known:
        for module in (everything, lookup, validate, validate_code):
            learn(module.OPERATION)
