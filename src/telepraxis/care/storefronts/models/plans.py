"""The plans of insurers that a pharmacy bills: its own, and what is published of them to everybody.

`Plan` and `PlanException` belong to no organization, like offers: everybody reads them, and the database lets only the
pharmacy itself, or the partner that took its message, write them (migrations/0005_plan_walls.py).
"""

from django.db import models
from django.db.models import F, Q

from telepraxis.base.tenancy.models import OwnedByOrganization

from ..patient_part import Terms
from .published import Storefront


class OfLine(models.Model):
    """What the patient pays of one line: a share in percent or a fixed amount, within bounds; minor units."""

    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    copay_minor = models.BigIntegerField(null=True)
    at_least_minor = models.BigIntegerField(null=True)
    at_most_minor = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def terms(self) -> Terms:
        covered = getattr(self, "is_covered", True)
        return Terms(self.percent, self.copay_minor, self.at_least_minor, self.at_most_minor, is_covered=covered)


def _sensible(name: str, *, may_refuse: bool = False) -> list[models.CheckConstraint]:
    one = Q(percent__isnull=False, copay_minor=None) | Q(percent=None, copay_minor__isnull=False)
    if may_refuse:
        nothing = Q(percent=None, copay_minor=None, at_least_minor=None, at_most_minor=None)
        one = Q(is_covered=True) & one | Q(is_covered=False) & nothing
    at_least = Q(at_least_minor=None) | Q(at_least_minor__gte=0)
    return [
        models.CheckConstraint(name=f"{name}_share_or_amount", condition=one),
        models.CheckConstraint(
            name=f"{name}_amounts",
            condition=(Q(percent=None) | Q(percent__range=(0, 100)))
            & (Q(copay_minor=None) | Q(copay_minor__gte=0))
            & at_least
            & (Q(at_most_minor=None) | Q(at_most_minor__gte=0))
            & (Q(at_least_minor=None) | Q(at_most_minor=None) | Q(at_least_minor__lte=F("at_most_minor"))),
        ),
    ]


class Named(models.Model):
    """A plan as its card says it. `key` tells plans of different pharmacies apart (patient_part.plan_key)."""

    key = models.CharField(max_length=180)
    payer = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    code = models.CharField(max_length=30)
    currency = models.CharField(max_length=3)

    class Meta:
        abstract = True


class OwnPlan(OwnedByOrganization, Named, OfLine):
    """A plan that this pharmacy bills, published or not. Its copy for everybody is a `Plan`."""

    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "key"], condition=Q(retired_at=None), name="own_plan_once"
            ),
            *_sensible("own_plan"),
        ]  # fmt: skip


class OwnPlanException(OwnedByOrganization, OfLine):
    """What is otherwise for one product code of a plan: other terms, or not covered at all."""

    plan = models.ForeignKey(OwnPlan, on_delete=models.CASCADE, db_index=False, related_name="exceptions")
    system = models.CharField(max_length=200)
    code = models.CharField(max_length=100)
    is_covered = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "plan", "system", "code"], name="own_plan_exception_once"
            ),
            *_sensible("own_plan_exception", may_refuse=True),
        ]  # fmt: skip


class Plan(Named, OfLine):
    """A plan that a pharmacy bills, as everybody sees it. It stays as a row when it ends, so that partners are told."""

    id = models.BigAutoField(primary_key=True)
    storefront = models.ForeignKey(Storefront, on_delete=models.CASCADE, db_index=False, related_name="+")
    version = models.IntegerField(default=0)  # of its pharmacy's `OwnStorefront` when it changed
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "storefront"], name="plan_once"),
            *_sensible("plan"),
        ]
        indexes = [models.Index(fields=["storefront"], name="plans_of_storefront")]


class PlanException(OfLine):
    """What is otherwise for one product code of a published plan."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, db_index=False, related_name="exceptions")
    system = models.CharField(max_length=200)
    code = models.CharField(max_length=100)
    is_covered = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "system", "plan"], name="plan_exception_once"),
            *_sensible("plan_exception", may_refuse=True),
        ]
        indexes = [models.Index(fields=["plan"], name="exceptions_of_plan")]
