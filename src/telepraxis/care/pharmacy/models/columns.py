"""Columns that the tables share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


def to(target: str, **more) -> models.ForeignKey:
    return models.ForeignKey(
        target, on_delete=models.PROTECT, db_index=False, related_name=more.pop("related_name", "+"), **more
    )


def amount(**more) -> models.DecimalField:
    return models.DecimalField(max_digits=14, decimal_places=3, **more)


class How(models.TextChoices):
    """How it comes to the patient."""

    PICKUP = "pickup", _("Picked up")
    DELIVERY = "delivery", _("Delivered")


class Origin(models.TextChoices):
    """Where it began: the patient chose a pharmacy, or came to one with the code."""

    ORDER = "order", _("Ordered")
    COUNTER = "counter", _("At the counter")


class PlanSays(models.TextChoices):
    """What a pharmacy says of the patient's plan, for a line."""

    BILLED = "billed", _("The plan pays a part")
    NOT_COVERED = "not_covered", _("The plan does not pay for this")
    NOT_BILLED = "not_billed", _("This pharmacy does not bill the plan")
    REFUSED = "refused", _("The pharmacy says that the plan does not pay for it")


class For(models.TextChoices):
    """At whose wish a pickup code was replaced."""

    PATIENT = "patient", _("The patient")
    PHARMACY = "pharmacy", _("The pharmacy")


class Why(models.TextChoices):
    """Why something of it ended."""

    REFUSED = "refused", _("The pharmacy refused it")
    GIVEN_BACK = "given_back", _("The pharmacy gave it back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MOVED = "moved", _("Moved to another pharmacy")
    NOT_PICKED_UP = "not_picked_up", _("Never picked up")
    UNREACHABLE = "unreachable", _("The pharmacy could not be reached")
    ELSEWHERE = "elsewhere", _("It is handed out elsewhere")
    OVER = "over", _("The prescription has ended")
    REPLACED = "replaced", _("The prescriber wrote another one")
