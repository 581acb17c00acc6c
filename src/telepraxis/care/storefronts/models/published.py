"""What a pharmacy says of itself, what is published of it to everybody, and patients' places.

`Storefront`, `Product` and `Offer` belong to no organization: everybody reads them, and the database lets only the
pharmacy itself, or the partner that took its message, write them (migrations/0002_walls.py).
"""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from telepraxis.base.tenancy.models import OwnedByOrganization

from ..hours import Hours


class Said(models.Model):
    """What a pharmacy says of itself. `opens` and `closes` are minutes since Monday 0:00 in its own zone, in pairs;
    one that closes after midnight closes in the next day's minutes. `delivers_km` None: it does not deliver.
    """

    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=64)
    opens = ArrayField(models.SmallIntegerField(), default=list)
    closes = ArrayField(models.SmallIntegerField(), default=list)
    closed_on = ArrayField(models.DateField(), default=list)
    languages = ArrayField(models.CharField(max_length=16), default=list)
    delivers_km = models.FloatField(null=True)
    delivery_fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    takes_card = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        """Return the postal address on one line."""
        return ", ".join(part for part in (self.street, f"{self.postal_code} {self.city}".strip()) if part)

    @property
    def hours(self) -> Hours:
        return Hours(tuple(zip(self.opens, self.closes, strict=True)), self.time_zone, frozenset(self.closed_on))


def _sensible(name: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            name=f"{name}_somewhere", condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180))
        ),
        models.CheckConstraint(name=f"{name}_hours_in_pairs", condition=Q(opens__len=F("closes__len"))),
        models.CheckConstraint(
            name=f"{name}_delivery",
            condition=(Q(delivers_km=None) | Q(delivers_km__gt=0)) & Q(delivery_fee_minor__gte=0),
        ),
    ]


class OwnStorefront(OwnedByOrganization, Said):
    """What this pharmacy has said of itself, published or not. Its copy for everybody is a `Storefront`."""

    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    refreshed_at = models.DateTimeField(null=True)  # when all offers were last brought up to the stock
    version = models.IntegerField(default=0)  # one more with each change of what is published

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_storefront_per_organization"),
            *_sensible("own_storefront"),
        ]


class Storefront(Said):
    """A pharmacy as everybody sees it. `pharmacy` is its organization; `heard_by` None is one of this installation,
    else the organization whose partner it is, and only that one sees it.
    """

    id = models.BigAutoField(primary_key=True)
    pharmacy = models.UUIDField()
    heard_by = models.UUIDField(null=True)
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pharmacy", "heard_by"], nulls_distinct=False, name="storefront_once"
            ),
            *_sensible("storefront"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["latitude", "longitude"], name="storefront_where")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_here(self) -> bool:
        """Whether it lives on this installation."""
        return self.heard_by is None


class Product(models.Model):
    """A code, counted in something: what offers of different pharmacies are compared by. Added, never changed."""

    id = models.AutoField(primary_key=True)
    system = models.CharField(max_length=200)
    code = models.CharField(max_length=100)
    counted_in = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "code", "counted_in"], name="product_once")]


class Offer(models.Model):
    """What one pharmacy has of a product and asks for it: `price_minor` for each `per` of it, None where it names none.

    `ended_at`: it is offered no more; the row stays, so that partners can be told.
    """

    pk = models.CompositePrimaryKey("product", "storefront")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    storefront = models.ForeignKey(Storefront, on_delete=models.CASCADE, db_index=False, related_name="+")
    free = models.DecimalField(max_digits=14, decimal_places=3)
    price_minor = models.BigIntegerField(null=True)
    per = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(1))
    currency = models.CharField(max_length=3, blank=True)
    figures_at = models.DateTimeField()
    version = models.IntegerField(default=0)  # of its pharmacy's `OwnStorefront` when it changed
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="offer_amounts",
                condition=Q(free__gte=0) & Q(per__gt=0) & (Q(price_minor=None) | Q(price_minor__gte=0)),
            ),
            models.CheckConstraint(
                name="offer_price_with_currency", condition=Q(price_minor=None) | ~Q(currency="")
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["storefront", "product"], name="offers_of_storefront"),
            models.Index(
                fields=["product", "storefront"],
                include=["free", "price_minor", "per", "currency"],
                name="offers_of_product",
            ),
        ]


class Told(OwnedByOrganization):
    """Up to which version a partner on another installation was told what is published here, in which thread.
    `stopped_at`: a message was not delivered, and it has to be told anew.
    """

    partner = models.UUIDField()
    thread = models.UUIDField()
    version = models.IntegerField()
    told_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "partner"], name="storefront_told_once")]


class OwnPlace(OwnedByOrganization):
    """Somewhere that a patient looks for pharmacies from, under a name of theirs."""

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=60)
    latitude = models.FloatField()
    longitude = models.FloatField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "patient", "name"], name="own_place_named_once"),
            models.CheckConstraint(
                name="own_place_somewhere", condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180))
            ),
        ]
