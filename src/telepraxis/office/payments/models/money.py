"""Money that came and went back, the till it lay in, its receipts. None of it is changed once it is so."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization

from .owed import Charge


class Method(models.TextChoices):
    """How money moves."""

    CASH = "cash", _("Cash")
    TRANSFER = "transfer", _("Bank transfer")
    CARD = "card", _("Card")


class Till(OwnedByOrganization):
    """The drawer with the cash of one currency, from its opening to the count that closes it."""

    currency = models.CharField(max_length=3)
    opening_minor = models.BigIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)
    taken_minor = models.BigIntegerField(null=True)
    given_back_minor = models.BigIntegerField(null=True)
    counted_minor = models.BigIntegerField(null=True)
    left_minor = models.BigIntegerField(null=True)  # stays in the drawer for the next day
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "currency"], condition=Q(closed_at=None), name="one_open_till"
            ),
            models.CheckConstraint(
                name="till_closed_whole",
                condition=Q(closed_at=None, counted_minor=None)
                | Q(
                    closed_at__isnull=False,
                    taken_minor__gte=0,
                    given_back_minor__gte=0,
                    counted_minor__gte=0,
                    left_minor__gte=0,
                    left_minor__lte=F("counted_minor"),
                ),
            ),
        ]
        indexes = [models.Index(fields=["organization", "-opened_at"], name="tills_by_time")]

    @property
    def expected_minor(self) -> int:
        """What should lie in a closed till."""
        return self.opening_minor + self.taken_minor - self.given_back_minor

    @property
    def difference_minor(self) -> int:
        """How much more was counted than expected; less than nothing where some is missing."""
        return self.counted_minor - self.expected_minor


class Payment(OwnedByOrganization):
    """Money towards a charge. Once captured it never changes; what goes back is a refund of its own."""

    class State(models.TextChoices):
        PENDING = "pending", _("Under way")
        CAPTURED = "captured", _("Paid")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        SURPLUS = "surplus", _("Paid twice")  # it came when the charge needed it no more, and goes back

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, db_index=False, related_name="payments")
    method = models.CharField(max_length=8, choices=Method.choices)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=9, choices=State.choices)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=200)
    captured_at = models.DateTimeField(null=True)
    captured_by = models.CharField(max_length=200, blank=True)  # who saw it arrive
    ended_at = models.DateTimeField(null=True)  # failed or cancelled
    ended_why = models.CharField(max_length=32, blank=True)
    reference = models.CharField(max_length=25, blank=True)  # what a transfer bears (ISO 11649)
    given_minor = models.BigIntegerField(null=True)  # cash handed over, before change
    till = models.ForeignKey(Till, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_of_something", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="payment_cash_in_a_till",
                condition=Q(method="cash", till__isnull=False, given_minor__gte=F("amount_minor"))
                | ~Q(method="cash") & Q(till=None, given_minor=None),
            ),
            models.CheckConstraint(
                name="payment_captured_at",
                condition=Q(state__in=["captured", "surplus"], captured_at__isnull=False)
                | Q(state="pending", captured_at=None, ended_at=None)
                | Q(state__in=["failed", "cancelled"], captured_at=None, ended_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organization", "reference"], condition=~Q(reference=""), name="transfer_reference_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "charge"], name="payments_of_charge"),
            models.Index(fields=["organization", "state", "-started_at"], name="payments_by_state"),
            models.Index(fields=["organization", "captured_at"], name="payments_by_arrival"),
            models.Index(fields=["organization", "till"], condition=Q(till__isnull=False), name="payments_of_till"),
        ]

    @property
    def change_minor(self) -> int:
        """What the desk gave out of what was handed over."""
        return (self.given_minor or self.amount_minor) - self.amount_minor

    @property
    def has_arrived(self) -> bool:
        return self.state in (self.State.CAPTURED, self.State.SURPLUS)


class Refund(OwnedByOrganization):
    """Money that goes back, all of a payment or a part."""

    class State(models.TextChoices):
        PENDING = "pending", _("Under way")
        SENT = "sent", _("Sent back")
        FAILED = "failed", _("Failed")

    class Why(models.TextChoices):
        CANCELLED = "cancelled", _("The visit was cancelled")
        WITHDRAWN = "withdrawn", _("The charge was withdrawn")
        PAID_TWICE = "paid_twice", _("It was paid twice")
        MISTAKE = "mistake", _("The sum was wrong")
        GOODWILL = "goodwill", _("Goodwill")
        RETURNED = "returned", _("What it was paid for came back")
        ELSEWHERE = "elsewhere", _("Given back at the gateway")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, db_index=False, related_name="refunds")
    method = models.CharField(max_length=8, choices=Method.choices)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    why = models.CharField(max_length=16, choices=Why.choices)
    state = models.CharField(max_length=8, choices=State.choices)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failed_why = models.CharField(max_length=64, blank=True)
    gateway_id = models.CharField(max_length=255, blank=True)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="refund_of_something", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="refund_state_times",
                condition=Q(state="pending", sent_at=None, failed_at=None)
                | Q(state="sent", sent_at__isnull=False, failed_at=None)
                | Q(state="failed", failed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="refund_cash_from_a_till",
                condition=Q(method="cash", till__isnull=False) | ~Q(method="cash") & Q(till=None),
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "payment"], name="refunds_of_payment"),
            models.Index(fields=["organization", "state", "asked_at"], name="refunds_by_state"),
            models.Index(fields=["organization", "gateway_id"], name="refunds_by_gateway"),
        ]


class Receipt(OwnedByOrganization):
    """The numbered paper for money that came or went back. The database gives the number: one after the other,
    for each organization and year, without a gap."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(null=True)  # None only until the database has said it
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, db_index=False, related_name="receipts")
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, db_index=False, related_name="receipts")
    issued_at = models.DateTimeField()
    content = models.JSONField()  # names and sums as they stood then: paper never changes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "year", "number"], name="receipt_number_once"),
            models.UniqueConstraint(
                fields=["organization", "payment"], condition=Q(payment__isnull=False), name="one_receipt_per_payment"
            ),
            models.UniqueConstraint(
                fields=["organization", "refund"], condition=Q(refund__isnull=False), name="one_receipt_per_refund"
            ),
            models.CheckConstraint(
                name="receipt_for_one_thing",
                condition=Q(payment__isnull=False, refund=None) | Q(payment=None, refund__isnull=False),
            ),
            models.CheckConstraint(name="receipt_has_number", condition=Q(number__gte=1, number__isnull=False)),
        ]

    @property
    def number_text(self) -> str:
        return f"{self.year}-{self.number:05d}"
