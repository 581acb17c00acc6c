"""Which catalogues are loaded, and the tables kept in order after a large loading."""

from django.db import connections
from django.db.models import Count

from .models import Edition, Medicine


def count_in_force() -> int:
    """Return how many catalogues are in force. One query."""
    return Edition.objects.filter(replaced_at=None).count()


def in_force() -> list[tuple[Edition, int]]:
    """Return the editions in force, the starter set last, each with how many medicines it offers. Two queries."""
    offered = dict(
        Medicine.objects.filter(is_active=True)
        .values("system")
        .annotate(many=Count("id"))
        .values_list("system", "many")
    )
    editions = Edition.objects.filter(replaced_at=None).order_by("is_starter", "jurisdiction", "system")
    return [(edition, offered.get(edition.system, 0)) for edition in editions]


def settle(*, using: str) -> None:
    """Clear out the rows of before and count anew what the planner goes by. As the owner, outside a transaction."""
    with connections[using].cursor() as cursor:
        for table in ("medicine", "medicineingredient", "medicinepack", "medicinespelling"):
            cursor.execute(f"VACUUM ANALYZE formulary_{table}")
