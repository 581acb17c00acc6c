"""Write published plans as they are now. Private to this room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .models import Plan, PlanException, Storefront
from .patient_part import Code, Terms


@dataclass(frozen=True)
class PlanOffered:
    """A plan as a pharmacy bills it, with what is otherwise for some codes."""

    key: str
    payer: str
    name: str
    code: str
    currency: str
    terms: Terms
    exceptions: tuple[tuple[Code, Terms], ...] = ()


def bring_up(shown: Storefront, plans: Iterable[PlanOffered], *, version: int = 0) -> None:
    """Write these plans, and let what is otherwise be what they say. Four statements for each."""
    for each in plans:
        said = {name: getattr(each, name) for name in ("payer", "name", "code", "currency")}
        row, _is_new = Plan.objects.update_or_create(
            storefront=shown, key=each.key,
            defaults=said | columns_of(each.terms) | {"version": version, "ended_at": None},
        )  # fmt: skip
        PlanException.objects.filter(plan=row).delete()
        PlanException.objects.bulk_create(
            [
                PlanException(plan=row, system=code[0], code=code[1], is_covered=terms.is_covered, **columns_of(terms))
                for code, terms in each.exceptions
            ],
            batch_size=1000,
        )


def end(shown: Storefront, keys: Sequence[str], *, version: int = 0, now: datetime) -> int:
    """End these plans; return how many ended."""
    return _end(Plan.objects.filter(storefront=shown, key__in=keys), version, now)


def end_others(shown: Storefront, keys: Sequence[str], *, version: int = 0, now: datetime) -> int:
    """End all plans but these."""
    return _end(Plan.objects.filter(storefront=shown).exclude(key__in=keys), version, now)


def _end(rows, version: int, now: datetime) -> int:
    ids = list(rows.filter(ended_at=None).values_list("id", flat=True))
    if ids:
        PlanException.objects.filter(plan__in=ids).delete()
        Plan.objects.filter(id__in=ids).update(ended_at=now, version=version)
    return len(ids)


def columns_of(terms: Terms) -> dict:
    return {
        "percent": terms.percent, "copay_minor": terms.copay_minor, "at_least_minor": terms.at_least_minor,
        "at_most_minor": terms.at_most_minor,
    }  # fmt: skip
