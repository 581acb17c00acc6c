"""How often warnings were shown, gone past with a reason, and heeded, by rule and by prescriber."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from telepraxis.base.record.models import Practitioner

from .models import Concern


@dataclass(frozen=True)
class Rate:
    """How often a warning was shown, gone past with a reason, and heeded."""

    name: str
    shown: int
    overridden: int
    resolved: int

    @property
    def percent(self) -> int:
        """Of a hundred shown, how many were gone past."""
        return round(100 * self.overridden / self.shown) if self.shown else 0


@dataclass(frozen=True)
class Rates:
    """Interruptive warnings by rule and by prescriber, those shown most often first."""

    by_rule: tuple[Rate, ...]
    by_author: tuple[Rate, ...]


def override_rates(since: date, until: date) -> Rates:
    """Return how often interruptive warnings were gone past, both days included. Three queries.

    No patient is named: a warning that is always gone past is a rule to look at, and so is a prescriber.
    """
    shown = Concern.objects.filter(is_interruptive=True, shown_at__date__gte=since, shown_at__date__lte=until)
    authors = _rates(shown, "author_id")
    names = dict(Practitioner.objects.filter(uid__in=[each.name for each in authors]).values_list("uid", "name_text"))
    return Rates(
        _rates(shown, "rule"),
        tuple(Rate(names.get(each.name, ""), each.shown, each.overridden, each.resolved) for each in authors),
    )


def _rates(shown, column: str) -> tuple[Rate, ...]:
    counted = shown.values(column).annotate(
        shown=Count("id"),
        overridden=Count("id", filter=Q(overridden_at__isnull=False)),
        resolved=Count("id", filter=Q(resolved_at__isnull=False)),
    )
    return tuple(
        Rate(row[column], row["shown"], row["overridden"], row["resolved"])
        for row in counted.order_by("-shown", column)
    )
