"""The plans that a pharmacy bills: kept, changed, ended, each with what is otherwise for some products; and published.

What is kept counts at once: at the bench, and where the pharmacy is published on everybody's page.
"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.ui.sheets import Fault

from . import plan_sheet, publishing
from .models import OwnPlan, OwnPlanException
from .patient_part import Code, Terms, plan_key
from .permissions import may_publish
from .plan_particulars import MOST_EXCEPTIONS, MOST_PLANS, BadPlan, PlanSaid, checked, why_not


class TooMany(Exception):
    """So many plans, or exceptions of one, are kept already."""


class NotClean(Exception):
    """Some lines of a file cannot be (`faults`); nothing was changed."""

    def __init__(self, faults: list[Fault]):
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@transaction.atomic
def keep(*, said: PlanSaid, plan: UUID | None = None, by: Actor, now: datetime) -> OwnPlan:
    """Keep a plan that the pharmacy bills, or change one; its exceptions stay.

    :raises BadPlan: a part of it cannot be, or the same plan is kept already. :raises TooMany: there are `MOST_PLANS`.
    """
    may_publish.require(by)
    said, key = checked(said), plan_key(said.payer, said.code)
    row = _locked(plan) if plan else OwnPlan(organization_id=by.organization_id)
    others = OwnPlan.objects.filter(retired_at=None).exclude(id=row.id)
    if others.filter(key=key).exists():
        raise BadPlan({"code": _("You bill a plan of this payer with this code already.")})
    if plan is None and others.count() >= MOST_PLANS:
        raise TooMany
    row.key, row.payer, row.name, row.code, row.currency = key, said.payer, said.name, said.code, said.currency
    _put(row, said.terms)
    row.changed_at, row.changed_by = now, by.name[:200]
    row.save()
    audit.wrote(by, "storefronts.plan_kept", entity=("OwnPlan", row.id))
    publishing.publish_plans(plans=[row.id], now=now)
    return row


@transaction.atomic
def retire(*, plan: UUID, by: Actor, now: datetime) -> OwnPlan:
    """Bill a plan no more. What was handed out under it is still owed. :raises OwnPlan.DoesNotExist: there is none."""
    may_publish.require(by)
    row = _locked(plan)
    row.retired_at, row.changed_at, row.changed_by = now, now, by.name[:200]
    row.save(update_fields=["retired_at", "changed_at", "changed_by"])
    audit.wrote(by, "storefronts.plan_retired", entity=("OwnPlan", row.id))
    publishing.publish_plans(plans=[row.id], now=now)
    return row


@transaction.atomic
def make_exception(*, plan: UUID, code: Code, terms: Terms, by: Actor, now: datetime) -> OwnPlanException:
    """Let other terms hold for a product code, or none; said again, the new ones hold.

    :raises BadPlan: it cannot be so. :raises TooMany: there are `MOST_EXCEPTIONS`.
    """
    may_publish.require(by)
    row, (system, value) = _locked(plan), (code[0].strip(), code[1].strip())
    why = why_not(terms)
    if not 0 < len(system) <= 200 or not 0 < len(value) <= 100:
        why["code"] = _("Say which product: its system and its code.")
    if why:
        raise BadPlan(why)
    known = OwnPlanException.objects.filter(plan=row, system=system, code=value).first()
    if known is None and row.exceptions.count() >= MOST_EXCEPTIONS:
        raise TooMany
    made = known or OwnPlanException(organization_id=by.organization_id, plan=row, system=system, code=value)
    _put(made, terms)
    made.save()
    _changed(row, "storefronts.plan_excepted", by, now)
    return made


@transaction.atomic
def drop_exception(*, plan: UUID, code: Code, by: Actor, now: datetime) -> None:
    """Let the usual terms hold again for a product code."""
    may_publish.require(by)
    row = _locked(plan)
    OwnPlanException.objects.filter(plan=row, system=code[0], code=code[1]).delete()
    _changed(row, "storefronts.plan_excepted", by, now)


@transaction.atomic
def bring(*, plan: UUID, content: bytes, by: Actor, now: datetime) -> int:
    """Let the exceptions of a plan be those of a file, and no others; return how many. All of it or nothing.

    :raises NotASheet: it is no table with the columns that are needed. :raises NotClean: some lines cannot be.
    """
    may_publish.require(by)
    row = _locked(plan)
    sheet = plan_sheet.read(content, row.currency)
    faults = list(sheet.faults)
    for each in sheet.rows:
        faults += [Fault(each.line, column, words) for column, words in why_not(each.terms).items()]
    if faults:
        raise NotClean(sorted(faults, key=lambda each: (each.line, each.column)))
    OwnPlanException.objects.filter(plan=row).delete()
    made = [
        OwnPlanException(organization_id=by.organization_id, plan=row, system=each.code[0], code=each.code[1])
        for each in sheet.rows
    ]
    for one, each in zip(made, sheet.rows, strict=True):
        _put(one, each.terms)
    OwnPlanException.objects.bulk_create(made, batch_size=1000)
    _changed(row, "storefronts.plan_brought", by, now)
    return len(made)


def _locked(plan: UUID) -> OwnPlan:
    return OwnPlan.objects.select_for_update().get(id=plan, retired_at=None)


def _put(row: OwnPlan | OwnPlanException, terms: Terms) -> None:
    row.percent = None if terms.percent is None else Decimal(terms.percent)
    row.copay_minor, row.at_least_minor = terms.copay_minor, terms.at_least_minor
    row.at_most_minor = terms.at_most_minor
    if isinstance(row, OwnPlanException):
        row.is_covered = terms.is_covered


def _changed(row: OwnPlan, word: str, by: Actor, now: datetime) -> None:
    row.changed_at, row.changed_by = now, by.name[:200]
    row.save(update_fields=["changed_at", "changed_by"])
    audit.wrote(by, word, entity=("OwnPlan", row.id))
    publishing.publish_plans(plans=[row.id], now=now)
