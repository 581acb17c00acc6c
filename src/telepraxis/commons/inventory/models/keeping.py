"""What is kept for somebody until a time, and what it costs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization

from .columns import amount, to


class Reservation(OwnedByOrganization):
    """Some of an item kept for a reference until a time. `left` is what has not been issued of it."""

    class End(models.TextChoices):
        ISSUED = "issued", _("Issued")
        RELEASED = "released", _("Released")
        EXPIRED = "expired", _("Time is over")
        BROKEN = "broken", _("The stock was lost, recalled or closed")

    item = to("Item")
    quantity = amount()
    left = amount()
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

    reservation = to("Reservation")
    balance = to("Balance")
    quantity = amount()

    class Meta:
        indexes = [models.Index(fields=["organization", "balance"], name="stock_set_aside_of_balance")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "reservation", "balance"], name="stock_set_aside_once"),
            models.CheckConstraint(name="stock_set_aside_some", condition=Q(quantity__gt=0)),
        ]


class Price(OwnedByOrganization):
    """What `per` of an item costs from a time on, or a pack of it. The latest that is valid counts. Insert-only."""

    item = to("Item")
    pack = to("Pack", null=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    per = amount()
    valid_from = models.DateTimeField()
    set_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["organization", "item", "-valid_from"], name="stock_prices_of_item")]
        constraints = [
            models.CheckConstraint(name="stock_price_amounts", condition=Q(amount_minor__gte=0) & Q(per__gt=0))
        ]
