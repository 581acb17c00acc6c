"""What is kept in stock and where: places, items, boxes, lots, recalls."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization

from .columns import amount, to


class Place(OwnedByOrganization):
    """Where stock lies. Nothing is issued from a place of quarantine: what comes back waits there to be judged."""

    class Kind(models.TextChoices):
        SHELF = "shelf", _("Shelf or cupboard")
        FRIDGE = "fridge", _("Refrigerator")
        SAFE = "safe", _("Safe")
        QUARANTINE = "quarantine", _("Quarantine")

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SHELF)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="stock_place_named_once")]

    def __str__(self) -> str:
        return self.name


class Item(OwnedByOrganization):
    """Something kept in stock: a medicine of the formulary (`system`, `code`) or any consumable (both ""). Quantities
    are counted in `counted_in`: tablet, mL, piece. `published_at`: since when others may see its stock and price.
    """

    class Kind(models.TextChoices):
        MEDICINE = "medicine", _("Medicine")
        CONSUMABLE = "consumable", _("Consumable")

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    system = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=100, blank=True)
    counted_in = models.CharField(max_length=40)
    reorder_level = amount(null=True)
    keep_cold = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "name"], name="stock_item_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "system", "code"], condition=~Q(code=""), name="stock_item_code_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(code=""), name="stock_item_named_once"
            ),
            models.CheckConstraint(name="stock_item_level", condition=Q(reorder_level=None) | Q(reorder_level__gte=0)),
            models.CheckConstraint(
                name="stock_item_coded_whole", condition=Q(system="", code="") | ~Q(system="") & ~Q(code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pack(OwnedByOrganization):
    """A box of an item: `code` is a GTIN-14 or an NDC of eleven digits; `quantity` in what the item is counted in."""

    item = to("Item")
    system = models.CharField(max_length=200)
    code = models.CharField(max_length=50)
    quantity = amount()
    words = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "item"], name="stock_packs_of_item")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "system", "code"], name="stock_pack_once"),
            models.CheckConstraint(name="stock_pack_holds", condition=Q(quantity__gt=0)),
        ]


class Recall(OwnedByOrganization):
    """A lot was called back, whether some of it is here, was here, or is still to come."""

    item = to("Item")
    lot_number = models.CharField(max_length=40)
    notice = models.CharField(max_length=120, blank=True)  # number of the authority's or maker's notice
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    account_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-made_at"], name="stock_recalls_by_time")]
        constraints = [models.UniqueConstraint(fields=["organization", "item", "lot_number"], name="stock_recall_once")]


class Lot(OwnedByOrganization):
    """One making of an item. `number` is "" where the maker gives none; `expires_on` is its last good day."""

    item = to("Item")
    number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True)
    supplier = models.CharField(max_length=120, blank=True)
    first_received_at = models.DateTimeField()
    recall = to("Recall", null=True)
    quarantined_at = models.DateTimeField(null=True)
    quarantine_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "expires_on"], name="stock_lots_by_expiry")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "item", "number"], name="stock_lot_once"),
            models.CheckConstraint(
                name="stock_lot_quarantined_with_reason",
                condition=Q(quarantined_at=None, quarantine_reason="")
                | Q(quarantined_at__isnull=False) & ~Q(quarantine_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number or "–"
