"""Questions about published pharmacies: one of them, what it offers, what this organization has said of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import CharField, Func, Q

from telepraxis.base.tenancy import served_organization
from telepraxis.commons.inventory.pricing import cost_minor

from .models import Offer, OwnPlace, OwnStorefront, Storefront

Code = tuple[str, str]  # (system, code)
COLUMNS = (  # of an offer, as `Offered` has them
    *("product__system", "product__code", "product__counted_in"),
    *("free", "price_minor", "per", "currency", "figures_at"),
)


class Unnest(Func):
    function, output_field = "unnest", CharField()


@dataclass(frozen=True)
class Offered:
    """What a pharmacy has of a product: so much `free`, `per` of it for `price_minor`, as of `figures_at`."""

    system: str
    code: str
    counted_in: str
    free: Decimal
    price_minor: int | None
    per: Decimal
    currency: str
    figures_at: datetime

    def cost_minor(self, quantity: Decimal) -> int | None:
        """Return what so much of it costs, in minor units; None where no price is named."""
        return None if self.price_minor is None else cost_minor(self.price_minor, self.per, quantity)


def storefront(pharmacy: UUID) -> Storefront | None:
    """Return the pharmacy as it is published; None where it is not, or not to the served organization. One query."""
    seen = Q(heard_by=None) | Q(heard_by=served_organization())
    return Storefront.objects.filter(seen, pharmacy=pharmacy, closed_at=None).first()


def languages() -> set[str]:
    """Return the languages that some published pharmacy speaks. One query."""
    seen = Q(heard_by=None) | Q(heard_by=served_organization())
    shown = Storefront.objects.filter(seen, closed_at=None)
    return set(shown.annotate(tag=Unnest("languages")).values_list("tag", flat=True).distinct())


def own_storefront() -> OwnStorefront | None:
    """Return what the served organization has said of itself as a pharmacy. One query."""
    return OwnStorefront.objects.first()


def offers_of(pharmacy: UUID, codes: Iterable[Code] | None = None) -> dict[Code, Offered]:
    """Return what the pharmacy offers of these codes, or all; what it has run out of is `free` 0. Two queries."""
    shown = storefront(pharmacy)
    if shown is None:
        return {}
    rows = Offer.objects.filter(storefront=shown, ended_at=None)
    wanted = None if codes is None else set(codes)
    if wanted is not None:
        rows = rows.filter(
            product__system__in={system for system, _ in wanted}, product__code__in={code for _, code in wanted}
        )
    found = [Offered(*said) for said in rows.values_list(*COLUMNS)]
    return {
        (each.system, each.code): each for each in found if wanted is None or (each.system, each.code) in wanted
    }  # fmt: skip


def count_of(shown: Storefront) -> int:
    """Return how many products are offered. One query."""
    return Offer.objects.filter(storefront=shown, ended_at=None).count()


def places_of(patient: UUID) -> list[OwnPlace]:
    """Return the places that this patient keeps, by name. One query."""
    return list(OwnPlace.objects.filter(patient_id=patient).order_by("name"))
