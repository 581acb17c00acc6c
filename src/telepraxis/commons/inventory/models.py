"""The room's tables: what is kept and where, its lots, every movement, what is kept for whom, what it costs.

A deed is one act; its movements add to or take from lots. Both are never changed. Balances are kept by triggers alone.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.tenancy.models import OwnedByOrganization


def _to(target: str, **more) -> models.ForeignKey:
    return models.ForeignKey(target, on_delete=models.PROTECT, db_index=False, related_name="+", **more)


def _amount(**more) -> models.DecimalField:
    return models.DecimalField(max_digits=14, decimal_places=3, **more)


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
    reorder_level = _amount(null=True)
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

    item = _to("Item")
    system = models.CharField(max_length=200)
    code = models.CharField(max_length=50)
    quantity = _amount()
    words = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "item"], name="stock_packs_of_item")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "system", "code"], name="stock_pack_once"),
            models.CheckConstraint(name="stock_pack_holds", condition=Q(quantity__gt=0)),
        ]


class Recall(OwnedByOrganization):
    """A lot was called back, whether some of it is here, was here, or is still to come."""

    item = _to("Item")
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

    item = _to("Item")
    number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True)
    supplier = models.CharField(max_length=120, blank=True)
    first_received_at = models.DateTimeField()
    recall = _to("Recall", null=True)
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

    deed = _to("Deed")
    lot = _to("Lot")
    item = _to("Item", null=True)
    place = _to("Place")
    quantity = _amount()
    balance_after = _amount(null=True)
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

    place = _to("Place")
    lot = _to("Lot")
    item = _to("Item")
    quantity = _amount()
    reserved = _amount(default=0)
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


class Reservation(OwnedByOrganization):
    """Some of an item kept for a reference until a time. `left` is what has not been issued of it."""

    class End(models.TextChoices):
        ISSUED = "issued", _("Issued")
        RELEASED = "released", _("Released")
        EXPIRED = "expired", _("Time is over")
        BROKEN = "broken", _("The stock was lost, recalled or closed")

    item = _to("Item")
    quantity = _amount()
    left = _amount()
    until = models.DateTimeField()
    reference_type = models.CharField(max_length=40)
    reference_id = models.CharField(max_length=64)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=8, blank=True, choices=End.choices)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "until"], condition=Q(ended_at=None), name="stock_reservations_due"),
            models.Index(fields=["organization", "item"], condition=Q(ended_at=None), name="stock_reservations_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="stock_reservation_key_once"),
            models.CheckConstraint(
                name="stock_reservation_amounts",
                condition=Q(quantity__gt=0) & Q(left__gte=0) & Q(left__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="stock_reservation_ended_somehow",
                condition=Q(ended_at=None, ended_how="") | Q(ended_at__isnull=False) & ~Q(ended_how=""),
            ),
        ]


class SetAside(OwnedByOrganization):
    """A part of a reservation: so much of this lot at this place. A trigger adds it to the balance."""

    reservation = _to("Reservation")
    balance = _to("Balance")
    quantity = _amount()

    class Meta:
        indexes = [models.Index(fields=["organization", "balance"], name="stock_set_aside_of_balance")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "reservation", "balance"], name="stock_set_aside_once"),
            models.CheckConstraint(name="stock_set_aside_some", condition=Q(quantity__gt=0)),
        ]


class Price(OwnedByOrganization):
    """What `per` of an item costs from a time on, or a pack of it. The latest that is valid counts. Insert-only."""

    item = _to("Item")
    pack = _to("Pack", null=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    per = _amount()
    valid_from = models.DateTimeField()
    set_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["organization", "item", "-valid_from"], name="stock_prices_of_item")]
        constraints = [
            models.CheckConstraint(name="stock_price_amounts", condition=Q(amount_minor__gte=0) & Q(per__gt=0))
        ]


class Count(OwnedByOrganization):
    """A stock count of one place, from its beginning to its end or until it was dropped."""

    place = _to("Place")
    began_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "place"],
                condition=Q(finished_at=None, dropped_at=None),
                name="stock_one_count_of_a_place",
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.finished_at is None and self.dropped_at is None


class Counted(OwnedByOrganization):
    """What was found of one lot, and what the balance said at that moment: stock goes on moving while one counts."""

    count = _to("Count")
    lot = _to("Lot")
    expected = _amount()
    found = _amount()
    entered_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "count", "lot"], name="stock_counted_once"),
            models.CheckConstraint(name="stock_counted_amounts", condition=Q(found__gte=0)),
        ]

    @property
    def difference(self):
        return self.found - self.expected


class Brought(OwnedByOrganization):
    """A file of stock and prices that somebody looks at before it counts. Each file counts once."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    brought_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True)
    changed = models.PositiveIntegerField(default=0)  # lines that changed something

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="stock_file_once")]
