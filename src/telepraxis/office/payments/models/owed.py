"""What things cost, and what somebody owes for something."""

from django.db import models
from django.db.models import F, Q

from telepraxis.base.tenancy.models import OwnedByOrganization

IS_CURRENCY = r"^[A-Z]{3}$"


class Price(OwnedByOrganization):
    """From a day on, something costs so much. Never changed: a later line takes its place, an amount of None ends it.

    With a service it is a visit's price, else that of whatever else has this name.
    """

    service = models.ForeignKey(
        "scheduling.Service", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    name = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(name="price_not_negative", condition=Q(amount_minor__gte=0)),
            models.CheckConstraint(name="price_currency", condition=Q(currency__regex=IS_CURRENCY)),
        ]
        indexes = [models.Index(fields=["organization", "name", "-valid_from", "-set_at"], name="prices_by_name")]


class AppliedPrice(OwnedByOrganization):
    """A visit's price of the list has begun: the service bears it from then on."""

    price = models.ForeignKey(Price, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "price"], name="price_applied_once")]


class Charge(OwnedByOrganization):
    """What somebody owes for something. What for is a kind and an id, so that no clinical word stands beside money."""

    reference_kind = models.CharField(max_length=32)  # naming.py: appointment, desk, order ...
    reference_id = models.UUIDField()
    price = models.ForeignKey(Price, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    owed_by = models.CharField(max_length=200)  # a name
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    told_at = models.DateTimeField()  # when the price was told to whoever owes it
    charged_at = models.DateTimeField()
    charged_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="charge_of_something", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="charge_currency", condition=Q(currency__regex=IS_CURRENCY)),
            models.CheckConstraint(name="charge_told_before", condition=Q(told_at__lte=F("charged_at"))),
            models.UniqueConstraint(
                fields=["organization", "reference_kind", "reference_id"],
                condition=Q(withdrawn_at=None),
                name="charged_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "patient", "-charged_at"], name="charges_of_patient"),
            models.Index(fields=["organization", "-charged_at"], name="charges_by_time"),
        ]
