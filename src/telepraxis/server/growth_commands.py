"""`telepraxis growth load` and `list`: the operator brings tables of growth in.

Django is set up when these are called.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from telepraxis.server.people_commands import Refused

Say = Callable[[str], None]


def load(paths: list[Path], *, measure: str, source: str, say: Say) -> None:
    """Bring each file in, whole or not at all.

    :raises Refused: one cannot be taken as it is; those before it were brought in.
    """
    from telepraxis.care.measurements import growth_tables

    for path in paths:
        try:
            rows = growth_tables.load(
                path.expanduser().absolute(), measure=measure, source=source, now=datetime.now(UTC), using="owner"
            )
        except (growth_tables.BadTable, OSError) as fault:
            raise Refused(str(fault)) from None
        for row in rows:
            say(f"{row.measure}, {row.sex}, {row.from_months:g} to {row.to_months:g} months: {row.source}")


def show(say: Say) -> None:
    """Tell which tables are loaded."""
    from telepraxis.care.measurements.models import GrowthTable

    rows = list(GrowthTable.objects.order_by("measure", "sex", "from_months"))
    for row in rows:
        say(f"{row.measure}, {row.sex}, {row.from_months:g} to {row.to_months:g} months: {row.source}")
    if not rows:
        say("No growth reference is loaded: values of children are shown without percentiles.")
