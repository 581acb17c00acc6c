"""Whether it is too much: at a time, in a day over all medicines, for a child by weight, and on how many days."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from telepraxis.base.ui.times import long_date_text

from ..amounts import of_substance, spoken
from ..cards import Card, Check, Indicator, Unknown
from ..case import Case, Item
from ..limits import Limit, has_any, limit
from ..rulebook import ADVICE, rows, rule_of
from ..saying import card, keys, named, shortened, standing

OLD_WEIGHT_DAYS = ((2, 60), (18, 365))  # below 2 years a weight of two months ago is old, below 18 one of a year ago


def look(case: Case) -> Iterator[Card | Unknown]:
    yield from _unknowns(case)
    for slug in dict.fromkeys(item.slug for item in case.proposed if not item.is_local):
        items = [item for item in case.items if item.slug == slug and not item.is_local]
        proposed = [item for item in items if item.is_proposed]
        for item in proposed:
            yield from _at_a_time(case, item)
        yield from _in_a_day(case, proposed[0], items)
    yield from _days_of_week(case)


def _at_a_time(case: Case, item: Item) -> Iterator[Card]:
    most = limit(case, item, "single")
    given = of_substance(item.taken.single, item.slug, most.unit) if most else None
    if given is not None and given > most.value:
        said = _("%(given)s at a time, at most %(most)s") % _both(given, most)
        yield _card(most, given, [item], _("%(name)s: %(said)s") % {"name": item.name, "said": said})


def _in_a_day(case: Case, first: Item, items: list[Item]) -> Iterator[Card]:
    most = limit(case, first, "daily")
    if most is None:
        return
    each = [(item, of_substance(item.taken.daily, item.slug, most.unit)) for item in items]
    counted = [(item, given) for item, given in each if given]
    total = sum((given for _item, given in counted), Decimal(0))
    if total > most.value:
        said = _("%(given)s a day, at most %(most)s") % _both(total, most)
        yield _card(most, total, [item for item, _given in counted], f"{first.name}: {said}")


def _both(given: Decimal, most: Limit) -> dict[str, str]:
    return {"given": spoken(given, most.unit), "most": spoken(most.value, most.unit)}


def _card(most: Limit, given: Decimal, items: list[Item], summary: str) -> Card:
    stops = given >= most.value * most.stops_from
    return Card(
        check=Check.DOSE,
        indicator=Indicator.CRITICAL if stops else Indicator.WARNING,
        rule=most.rule,
        about=keys(items),
        summary=shortened(summary),
        detail="\n\n".join(
            [" ".join(dict.fromkeys(standing(item) for item in items)), most.why, str(ADVICE["lower-or-reason"])]
        ),
        source=most.source,
        is_interruptive=stops,
    )


def _days_of_week(case: Case) -> Iterator[Card | Unknown]:
    for row in rows("weekly"):
        for item in case.proposed:
            if item.slug != row["medicine"] or item.is_local:
                continue
            if item.taken.days_a_week is None:
                words = _("On how many days of the week %(name)s is taken is not known; once a week is meant.")
                yield Unknown(Check.DOSE, (item.key,), words % {"name": item.name})
            elif item.taken.days_a_week > int(row["most_days"]):
                facts = standing(item)
                yield card(Check.DOSE, rule_of(row), [item], subject=item.name, facts=facts)


def _unknowns(case: Case) -> Iterator[Unknown]:
    """Yield what keeps amounts from being checked, each once for all medicines it concerns."""
    systemic = [item for item in case.proposed if not item.is_local]
    limited = [item for item in systemic if has_any(item)]
    by_weight = [item for item in limited if _needs_weight(case, item)]
    if case.age is None and limited:
        yield _unknown(limited, _("The age is not known; the maximum for adults was used."))
    if by_weight and case.person.weight_kg is None:
        yield _unknown(by_weight, _("The weight is not known; the dose for each kilogram was not checked."))
    elif by_weight and (old := _old_weight(case)):
        yield _unknown(by_weight, old)
    if without := [item for item in systemic if not _has_limit(case, item)]:
        words = _("No maximum is written here for %(names)s at this age and route.")
        yield _unknown(without, words % {"names": named(without)})
    slugs = {item.slug for item in limited}
    if silent := [item for item in case.items if item.slug in slugs and not item.is_local and _is_silent(case, item)]:
        words = _("How much is taken in a day is not known: %(names)s.")
        yield _unknown(silent, words % {"names": named(silent)})


def _unknown(items: list[Item], words: str) -> Unknown:
    return Unknown(Check.DOSE, keys(items), words)


def _needs_weight(case: Case, item: Item) -> bool:
    return any((most := limit(case, item, kind)) and most.is_by_weight for kind in ("single", "daily"))


def _has_limit(case: Case, item: Item) -> bool:
    return any(limit(case, item, kind) for kind in ("single", "daily"))


def _is_silent(case: Case, item: Item) -> bool:
    most = limit(case, item, "daily")
    return bool(most) and of_substance(item.taken.daily, item.slug, most.unit) is None


def _old_weight(case: Case) -> str:
    weight, age = case.person.weight_kg, case.age
    days = next((days for years, days in OLD_WEIGHT_DAYS if age is not None and age < years), None)
    if weight and days and (case.today - weight.on).days > days:
        return _("The weight is of %(day)s; weigh again.") % {"day": long_date_text(weight.on)}
    return ""
