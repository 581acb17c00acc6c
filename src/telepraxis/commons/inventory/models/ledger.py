"""A deed is one act; its movements add to or take from lots. Both are never changed; triggers alone keep balances."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.tenancy.models import OwnedByOrganization

from .columns import amount, to


class Deed(OwnedByOrganization):
    """One act: who, when, why, for what (`reference_type`, `reference_id`). `key` is used once; `digest` says for what
    it was used. Insert-only.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Received")
        ISSUE = "issue", _("Issued")
        COUNT = "count", _("Counted")
        TRANSFER = "transfer", pgettext_lazy("stock", "Moved")
        RETURN = "return", _("Came back")
        PUT_BACK = "put_back", _("Judged fit, put back")
        DESTRUCTION = "destruction", _("Destroyed")
        HOLD = "hold", _("Held: recalled")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    account_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    reference_type = models.CharField(max_length=40, blank=True)
    reference_id = models.CharField(max_length=64, blank=True)
    witness_name = models.CharField(max_length=200, blank=True)
    witness_id = models.UUIDField(null=True)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "reference_type", "reference_id"], name="stock_deeds_of_reference")
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="stock_key_once"),
            models.CheckConstraint(
                name="stock_destroyed_before_a_witness",
                condition=~Q(kind="destruction") | Q(witness_id__isnull=False) & ~Q(witness_id=F("account_id")),
            ),
            models.CheckConstraint(
                name="stock_deed_says_why", condition=~Q(kind__in=["destruction", "hold"]) | ~Q(reason="")
            ),
        ]


class Movement(OwnedByOrganization):
    """What one deed did to one lot at one place. `item` and `balance_after` are written by the trigger that keeps the
    balance. Zero says that somebody looked: a count without difference, a hold. Insert-only.
    """

    deed = to("Deed")
    lot = to("Lot")
    item = to("Item", null=True)
    place = to("Place")
    quantity = amount()
    balance_after = amount(null=True)
    at = models.DateTimeField()
    cost_minor = models.BigIntegerField(null=True)  # of all of it
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "item", "-at"], name="stock_movements_of_item"),
            models.Index(fields=["organization", "lot", "-at"], name="stock_movements_of_lot"),
            models.Index(fields=["organization", "deed"], name="stock_movements_of_deed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="stock_cost_with_currency",
                condition=Q(cost_minor=None, currency="") | Q(cost_minor__gte=0) & ~Q(currency=""),
            )
        ]


class Balance(OwnedByOrganization):
    """How much of a lot lies at a place, and how much of that is kept for somebody. Triggers alone write it."""

    place = to("Place")
    lot = to("Lot")
    item = to("Item")
    quantity = amount()
    reserved = amount(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "item"], name="stock_balances_of_item")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "lot", "place"], name="stock_balance_once"),
            models.CheckConstraint(name="stock_never_negative", condition=Q(quantity__gte=0)),
            models.CheckConstraint(
                name="stock_reserved_is_there", condition=Q(reserved__gte=0) & Q(reserved__lte=F("quantity"))
            ),
        ]

    @property
    def free(self):
        return self.quantity - self.reserved
