"""Tell facts and list who hears them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, get_type_hints
from uuid import UUID

from telepraxis.base import tenancy

from .models import ToldFact

_kinds: dict[str, type["Fact"]] = {}
_listeners: dict[str, list[Callable]] = defaultdict(list)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What happened. Subclass as a frozen, keyword-only dataclass of UUID, str, int, date and datetime fields."""

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        _kinds[kind_of(cls)] = cls


def kind_of(cls: type[Fact]) -> str:
    """Return the name a fact is kept under, for example `care.scheduling.AppointmentBooked`."""
    return f"{cls.__module__.removeprefix('telepraxis.').removesuffix('.events')}.{cls.__name__}"


def tell(fact: Fact) -> None:
    """Keep the fact in this transaction and have the worker bring it to its listeners after commit."""
    tell_many([fact])


def tell_many(facts: Iterable[Fact]) -> None:
    """Tell many facts, in two statements, however many they are."""
    from .tasks import bring_to_listeners

    organization_id = tenancy.served_organization()
    told = [
        ToldFact(
            organization_id=organization_id,
            kind=kind_of(type(fact)),
            body={field.name: _plain(getattr(fact, field.name)) for field in fields(fact)},
        )
        for fact in facts
    ]
    ToldFact.objects.bulk_create(told, batch_size=1000)
    heard = [each for each in told if _listeners[each.kind]]
    bring_to_listeners.defer_many({"organization_id": each.organization_id, "fact_id": each.id} for each in heard)


def listens_to(kind: type[Fact]) -> Callable[[Callable], Callable]:
    """Have the worker call the function as `listener(fact, now=...)`, at least once for each such fact."""

    def decorate(listener: Callable) -> Callable:
        _listeners[kind_of(kind)].append(listener)
        return listener

    return decorate


def listeners_of(kind: str) -> list[Callable]:
    """Return the functions that hear facts of this kind."""
    return list(_listeners[kind])


def revive(told: ToldFact) -> Fact:
    """Return the fact that the row keeps."""
    cls = _kinds[told.kind]
    hints = get_type_hints(cls)
    return cls(**{name: _typed(hints[name], value) for name, value in told.body.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _typed(hint: Any, value: Any) -> Any:
    kinds = getattr(hint, "__args__", (hint,))
    if value is None:
        return None
    if UUID in kinds:
        return UUID(value)
    if datetime in kinds:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if date in kinds else value
