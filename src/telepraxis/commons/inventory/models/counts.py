"""What was found when somebody looked: counts of a place, and files that say what is there."""

from django.db import models
from django.db.models import Q

from telepraxis.base.tenancy.models import OwnedByOrganization

from .columns import amount, to


class Count(OwnedByOrganization):
    """A stock count of one place, from its beginning to its end or until it was dropped."""

    place = to("Place")
    began_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "place"],
                condition=Q(finished_at=None, dropped_at=None),
                name="stock_one_count_of_a_place",
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.finished_at is None and self.dropped_at is None


class Counted(OwnedByOrganization):
    """What was found of one lot, and what the balance said at that moment: stock goes on moving while one counts."""

    count = to("Count")
    lot = to("Lot")
    expected = amount()
    found = amount()
    entered_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "count", "lot"], name="stock_counted_once"),
            models.CheckConstraint(name="stock_counted_amounts", condition=Q(found__gte=0)),
        ]

    @property
    def difference(self):
        return self.found - self.expected


class Brought(OwnedByOrganization):
    """A file of stock and prices that somebody looks at before it counts. Each file counts once."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    brought_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True)
    changed = models.PositiveIntegerField(default=0)  # lines that changed something

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="stock_file_once")]
