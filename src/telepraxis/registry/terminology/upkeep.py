"""Which editions are in force, and the tables kept in order after a large loading."""

from django.db import connections
from django.db.models import Count

from .models import Concept, Edition


def in_force() -> list[tuple[Edition, int]]:
    """Return the editions in force, each with how many of its concepts are offered. Two queries."""
    offered = dict(
        Concept.objects.filter(is_active=True)
        .values("edition")
        .annotate(many=Count("id"))
        .values_list("edition", "many")
    )
    editions = Edition.objects.filter(replaced_at=None).order_by("system", "is_starter")
    return [(edition, offered.get(edition.id, 0)) for edition in editions]


def settle(*, using: str) -> None:
    """Clear out the rows of before and count anew what the planner goes by. As the owner, outside a transaction."""
    with connections[using].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE terminology_concept")
        cursor.execute("VACUUM ANALYZE terminology_spelling")
