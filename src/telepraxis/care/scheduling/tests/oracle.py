"""Free times the slow and obvious way: one aware datetime after another. Only tests and benches ask it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

FIVE = timedelta(minutes=5)


def is_open(hours, moment) -> bool:
    """Whether the clock on the wall shows an open time at this moment."""
    wall = moment.astimezone(ZoneInfo(hours.zone))
    cell, day = (wall.hour * 60 + wall.minute) // 5, wall.date()
    spoken = [e.opens for e in hours.exceptions if e.day == day and e.first_cell <= cell < e.last_cell]
    if spoken:
        return all(spoken)
    return any(
        rule.weekday == day.weekday()
        and rule.first_cell <= cell < rule.last_cell
        and (rule.valid_from is None or day >= rule.valid_from)
        and (rule.valid_until is None or day <= rule.valid_until)
        for rule in hours.weekly
    )


def on_grid(hours, shape, moment) -> bool:
    wall = moment.astimezone(ZoneInfo(hours.zone))
    return ((wall.hour * 60 + wall.minute) // 5 - shape.anchor) % shape.every == 0


def free_times(hours, claims, shape, day) -> list[datetime]:
    """Return the moments of one UTC day at which a visit may begin; claims are pairs of aware datetimes."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = []
    for step in range(288):
        begins = midnight + step * FIVE
        ends = begins + shape.length * FIVE
        from_, until = begins - shape.before * FIVE, ends + shape.after * FIVE
        if not on_grid(hours, shape, begins):
            continue
        if any(first < until and from_ < last for first, last in claims):
            continue
        if all(is_open(hours, begins + i * FIVE) for i in range(shape.length)):
            found.append(begins)
    return found
