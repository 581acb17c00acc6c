"""What went over the counter, or to the door, and what of it came back. No row is ever changed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.tenancy.models import OwnedByOrganization

from .claims import Claim, ClaimLine
from .columns import amount, to


class Handout(OwnedByOrganization):
    """What of one line went over the counter at once; its document is the MedicationDispense. Never changed.

    `lots` says what of which lot: [{"lot": id, "number": "A1", "expires_on": "2027-01-31", "quantity": "10"}].
    """

    claim_line = to(ClaimLine, related_name="handouts")
    patient = to("record.Patient")
    document = models.OneToOneField("record.Resource", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    quantity = amount()
    is_last = models.BooleanField()
    lots = models.JSONField()
    item = to("inventory.Item")
    plan = to("storefronts.OwnPlan", null=True)  # who owes `covered_minor` for it
    paid_minor = models.BigIntegerField(default=0)  # what the patient pays for it
    covered_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    pharmacist = models.CharField(max_length=200)
    pharmacist_account = models.UUIDField(null=True)
    witness = models.CharField(max_length=200, blank=True)
    witness_account = models.UUIDField(null=True)
    witness_by = models.CharField(max_length=12, blank=True)  # by what they confirmed it
    without_witness = models.BooleanField(default=False)  # a pharmacist who works alone
    was_counselled = models.BooleanField(default=False)
    code_was_given = models.BooleanField()
    without_code_why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "claim_line", "-at"], name="handout_of_line"),
            models.Index(fields=["organization", "item", "-at"], name="handout_of_item"),
            models.Index(
                fields=["organization", "plan", "at"], condition=Q(plan__isnull=False), name="handout_of_plan"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key", "claim_line"], name="handout_once"),
            models.CheckConstraint(name="handout_some", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="handout_covered_by_a_plan",
                condition=Q(covered_minor=0) | Q(covered_minor__gt=0, plan__isnull=False) & ~Q(currency=""),
            ),
            models.CheckConstraint(
                name="handout_seen_by_another",
                condition=Q(witness_account=None)
                | Q(pharmacist_account=None)
                | ~Q(witness_account=F("pharmacist_account")),
            ),
            models.CheckConstraint(
                name="handout_by_code_or_reason",
                condition=Q(code_was_given=True, without_code_why="")
                | Q(code_was_given=False) & ~Q(without_code_why=""),
            ),
        ]


class Return(OwnedByOrganization):
    """What of a handout came back; it waits in quarantine. Never changed.

    `money` says whether the patient's money for it goes back, `back_minor` how much; "" where they paid none for it.
    """

    class Money(models.TextChoices):
        ALL = "all", pgettext_lazy("money", "All of it")
        PART = "part", pgettext_lazy("money", "A part")
        NONE = "none", pgettext_lazy("money", "None")

    handout = to(Handout, related_name="returns")
    patient = to("record.Patient")
    lot = to("inventory.Lot")
    quantity = amount()
    reason = models.CharField(max_length=300)
    money = models.CharField(max_length=4, choices=Money.choices, blank=True)
    back_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    no_money_why = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "handout"], name="return_of_handout")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="return_once"),
            models.CheckConstraint(name="return_some", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="return_money_decided",
                condition=Q(money="", back_minor=0, no_money_why="")
                | Q(money="none", back_minor=0) & ~Q(no_money_why="")
                | Q(money__in=("all", "part"), back_minor__gt=0, no_money_why="") & ~Q(currency=""),
            ),
        ]


class Delivery(OwnedByOrganization):
    """One step on the way to the patient's door. Never changed."""

    class Step(models.TextChoices):
        PACKED = "packed", pgettext_lazy("delivery", "Packed")
        OUT = "out", pgettext_lazy("delivery", "On its way")
        DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")
        FAILED = "failed", pgettext_lazy("delivery", "Nobody was there")
        BACK = "back", pgettext_lazy("delivery", "Back at the pharmacy")

    claim = to(Claim, related_name="deliveries")
    patient = to("record.Patient")
    step = models.CharField(max_length=12, choices=Step.choices)
    proof = models.CharField(max_length=200, blank=True, verbose_name=_("Who took it"))
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "claim", "at"], name="delivery_of_claim")]


class Alone(OwnedByOrganization):
    """Since when nobody works at this pharmacy who could see a controlled medicine handed out, and who said so."""

    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], condition=Q(ended_at=None), name="alone_once")
        ]  # fmt: skip
