"""What whoever prescribed keeps: purchases at pharmacies. Nothing in a row says which medicine it is."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from telepraxis.base.tenancy.models import OwnedByOrganization

from .columns import For, How, Origin, PlanSays, Why, amount, to


class Order(OwnedByOrganization):
    """A purchase at one pharmacy, begun by the patient, or by a pharmacy to which they came with the code.

    `thread` is what both sides call it; `heard` the number of the last message of the pharmacy that was acted on.
    Money is in minor units of `currency`. `held`: something of it is still with another pharmacy, and nothing was sent.
    """

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("order", "Waits for the other pharmacy to let it go")
        PLACED = "placed", pgettext_lazy("order", "Sent to the pharmacy")
        ACCEPTED = "accepted", pgettext_lazy("order", "Being made ready")
        CHANGED = "changed", pgettext_lazy("order", "The price has changed")
        REFUSED = "refused", pgettext_lazy("order", "Refused by the pharmacy")
        READY = "ready", pgettext_lazy("order", "Ready")
        OUT = "out", pgettext_lazy("order", "On its way")
        HANDED_OUT = "handed_out", pgettext_lazy("order", "Handed out")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")
        NOT_PICKED_UP = "not_picked_up", pgettext_lazy("order", "Never picked up")

    OVER = (State.REFUSED, State.HANDED_OUT, State.CANCELLED, State.NOT_PICKED_UP)

    prescription = to("medications.Prescription")
    patient = to("record.Patient")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    pharmacy = models.UUIDField()
    pharmacy_name = models.CharField(max_length=200)
    how = models.CharField(max_length=8, choices=How.choices, default=How.PICKUP)
    address = models.CharField(max_length=300, blank=True)
    wanted_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.PLACED)
    why = models.CharField(max_length=16, choices=Why.choices, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    delivery_fee_minor = models.BigIntegerField(default=0)
    coverage = to("record.Resource", null=True)  # the Coverage by which it was priced; it goes along
    paid_minor = models.BigIntegerField(default=0)  # what came less what went back, as the pharmacy told
    paid_at = models.DateTimeField(null=True)
    pay_path = models.URLField(max_length=500, blank=True)
    pickup_code = models.CharField(max_length=8, blank=True)
    recode_asked_at = models.DateTimeField(null=True)  # the patient wants another one: the old one is shown no more
    recoded_at = models.DateTimeField(null=True)
    recoded_for = models.CharField(max_length=8, choices=For.choices, blank=True)
    kept_until = models.DateTimeField(null=True)
    delivery_step = models.CharField(max_length=12, blank=True)
    thread = models.UUIDField()
    heard = models.PositiveIntegerField(default=0)
    after = to("self", null=True)  # the order from which it was moved
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=200)
    placed_by_account = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "patient", "-placed_at"], name="order_of_patient"),
            models.Index(fields=["organization", "prescription", "-placed_at"], name="order_of_prescription"),
            models.Index(fields=["organization", "after"], condition=Q(state="held"), name="order_held"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="order_key_once"),
            models.UniqueConstraint(fields=["organization", "pharmacy", "thread"], name="order_thread_once"),
            models.CheckConstraint(
                name="order_delivered_somewhere", condition=Q(how="pickup") | Q(how="delivery") & ~Q(address="")
            ),
            models.CheckConstraint(
                name="order_ends_with_a_time",
                condition=Q(state__in=("refused", "handed_out", "cancelled", "not_picked_up"), ended_at__isnull=False)
                | ~Q(state__in=("refused", "handed_out", "cancelled", "not_picked_up")) & Q(ended_at=None),
            ),
            models.CheckConstraint(name="order_fee", condition=Q(delivery_fee_minor__gte=0)),
        ]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class OrderLine(OwnedByOrganization):
    """A prescribed line in a purchase: how much of it, for what price, how far it got.

    `quantity` is what is left of this supply, `handed_out` what of it the patient has. `leaving_why` is said while the
    pharmacy is asked to let it go; until it answers, nobody else gets it.
    """

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("order line", "With another pharmacy still")
        ASKED = "asked", pgettext_lazy("order line", "Asked")
        CHANGED = "changed", pgettext_lazy("order line", "The price has changed")
        KEPT = "kept", pgettext_lazy("order line", "Kept for you")
        MISSING = "missing", pgettext_lazy("order line", "Not in stock there")
        READY = "ready", pgettext_lazy("order line", "Ready")
        OWED = "owed", pgettext_lazy("order line", "A part is still owed")
        HANDED_OUT = "handed_out", pgettext_lazy("order line", "Handed out")
        MOVED = "moved", pgettext_lazy("order line", "Moved to another pharmacy")
        CANCELLED = "cancelled", pgettext_lazy("order line", "Cancelled")
        NOT_PICKED_UP = "not_picked_up", pgettext_lazy("order line", "Never picked up")

    OPEN = (State.ASKED, State.CHANGED, State.KEPT, State.MISSING, State.READY, State.OWED)
    OVER = (State.HANDED_OUT, State.MOVED, State.CANCELLED, State.NOT_PICKED_UP)

    order = to(Order, related_name="lines")
    patient = to("record.Patient")
    line = to("medications.PrescribedLine")
    document = to("record.Resource")  # the line's own: the row is closed with it
    position = models.PositiveSmallIntegerField()
    quantity = amount()
    handed_out = amount(default=Decimal(0))
    promised_minor = models.BigIntegerField(null=True)  # what the patient saw before the yes
    agreed_minor = models.BigIntegerField(null=True)  # what they said yes to
    asked_minor = models.BigIntegerField(null=True)  # what the pharmacy asks for
    back_minor = models.BigIntegerField(default=0)  # is the patient's again: it came back to the pharmacy
    no_money_why = models.CharField(max_length=300, blank=True)  # it came back, and the money stays: why
    covered_minor = models.BigIntegerField(default=0)  # what the plan pays beside it, as the pharmacy says
    plan_says = models.CharField(max_length=12, choices=PlanSays.choices, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.ASKED)
    why = models.CharField(max_length=16, choices=Why.choices, blank=True)
    leaving_at = models.DateTimeField(null=True)
    leaving_why = models.CharField(max_length=16, choices=Why.choices, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "order", "line"], name="order_line_once"),
            models.UniqueConstraint(
                fields=["organization", "line"],
                condition=Q(state__in=("asked", "changed", "kept", "missing", "ready", "owed")),
                name="order_line_at_one_pharmacy",
            ),
            models.CheckConstraint(
                name="order_line_amounts",
                condition=Q(quantity__gt=0, handed_out__gte=0, handed_out__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="order_line_leaves_with_a_reason",
                condition=Q(leaving_at=None, leaving_why="") | Q(leaving_at__isnull=False) & ~Q(leaving_why=""),
            ),
        ]
        indexes = [models.Index(fields=["organization", "line", "-changed_at"], name="order_line_of_line")]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def owed(self):
        """How much of it the patient has still to get."""
        return self.quantity - self.handed_out if self.is_open else Decimal(0)
