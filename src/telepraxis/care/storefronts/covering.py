"""Which plans pharmacies bill, and on what terms: those that are published, and the served pharmacy's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from telepraxis.base.tenancy import served_organization

from .models import OwnPlan, OwnPlanException, Plan, PlanException
from .patient_part import Code, PlanTerms

MOST_SHOWN = 500


@dataclass(frozen=True)
class Known:
    """A plan that some pharmacy bills, as a patient may choose it."""

    key: str
    payer: str
    name: str
    code: str


def published_plans() -> list[Known]:
    """Return the plans that pharmacies bill that the served organization sees, each once, by payer. One query."""
    seen = Q(storefront__heard_by=None) | Q(storefront__heard_by=served_organization())
    rows = Plan.objects.filter(seen, ended_at=None, storefront__closed_at=None).order_by("key", "id").distinct("key")
    found = [Known(*said) for said in rows.values_list("key", "payer", "name", "code")[:MOST_SHOWN]]
    return sorted(found, key=lambda each: (each.payer.casefold(), each.name.casefold(), each.code))


def terms_at(key: str, storefronts: Iterable[int], codes: Iterable[Code]) -> dict[int, PlanTerms]:
    """Return by storefront on which terms it bills a plan, with what is otherwise for these codes. Two queries."""
    wanted = set(codes)
    plans = {each.id: each for each in Plan.objects.filter(key=key, storefront__in=set(storefronts), ended_at=None)}
    if not plans:
        return {}
    rows = PlanException.objects.filter(
        plan__in=plans, system__in={system for system, _ in wanted}, code__in={code for _, code in wanted}
    )
    otherwise: dict[int, dict] = {id: {} for id in plans}
    for each in rows:
        otherwise[each.plan_id][each.system, each.code] = each.terms
    return {each.storefront_id: PlanTerms(each.currency, each.terms, otherwise[each.id]) for each in plans.values()}


def own_plans() -> list[OwnPlan]:
    """Return the plans that the served pharmacy bills. One query."""
    return list(OwnPlan.objects.filter(retired_at=None).order_by("payer", "name", "id"))


def own_plan(key: str) -> OwnPlan | None:
    """Return the plan if the served pharmacy bills it. One query."""
    return OwnPlan.objects.filter(key=key, retired_at=None).first()


def own_terms(plan: UUID, code: Code) -> PlanTerms | None:
    """Return the terms of an own plan for a product code; None where it is billed no more. Two queries."""
    row = OwnPlan.objects.filter(id=plan, retired_at=None).first()
    if row is None:
        return None
    other = OwnPlanException.objects.filter(plan=row, system=code[0], code=code[1]).first()
    return PlanTerms(row.currency, row.terms, {code: other.terms} if other else {})
