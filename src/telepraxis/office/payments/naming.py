"""What a charge is for, in words: each kind of reference has somebody who names it, and where to see more.

A room above says `@names("order")` on a function from ids to `Named`; a reference that nobody names reads "Service".
The words stand on receipts and on pages behind a sign-in, and never say what somebody suffers from.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from .models import Charge

DESK = "desk"  # charged by hand, after the price list


@dataclass(frozen=True)
class Named:
    """`what` in words; `path` of a page that says more, to whoever may see it."""

    what: str
    path: str = ""


_namers: dict[str, Callable[[list[UUID]], dict[UUID, Named]]] = {}


def names(kind: str) -> Callable:
    """Let the function name the references of this kind: ids in, {id: Named} out, in one query or two."""

    def decorate(namer: Callable) -> Callable:
        _namers[kind] = namer
        return namer

    return decorate


def named(charges: Iterable[Charge]) -> dict[UUID, Named]:
    """Return {charge id: Named}, with the price list's name for what was charged by hand."""
    charges = list(charges)
    found: dict[tuple[str, UUID], Named] = {}
    for kind in {charge.reference_kind for charge in charges} & _namers.keys():
        ids = [charge.reference_id for charge in charges if charge.reference_kind == kind]
        found |= {(kind, id): name for id, name in _namers[kind](ids).items()}
    return {
        charge.id: found.get((charge.reference_kind, charge.reference_id)) or Named(_by_hand(charge))
        for charge in charges
    }


def _by_hand(charge: Charge) -> str:
    return charge.price.name if charge.price_id else _("Service")
