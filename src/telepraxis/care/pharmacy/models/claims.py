"""What the pharmacy keeps: what is claimed, for whom, and how far it got."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from telepraxis.base.tenancy.models import OwnedByOrganization

from .columns import For, How, Origin, Why, amount, to


class Customer(OwnedByOrganization):
    """Whom an organization that prescribes calls by an id of its own, and who that is here."""

    issuer = models.UUIDField()
    theirs = models.CharField(max_length=64)
    patient = to("record.Patient")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "issuer", "theirs"], name="pharmacy_customer_once")
        ]


class Claim(OwnedByOrganization):
    """What this pharmacy may hand out, all of it or nothing: one order, or one code at the counter.

    The state follows its lines. `patient` is known as soon as the issuer has granted it. `paid_minor` is what came less
    what went back. The pickup code is kept as a digest only.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("claim", "Asked for")
        REFUSED = "refused", pgettext_lazy("claim", "Not granted")
        CHANGED = "changed", pgettext_lazy("claim", "Waits for the patient's yes")
        WAITING = "waiting", pgettext_lazy("claim", "To be made ready")
        READY = "ready", pgettext_lazy("claim", "Ready")
        OUT = "out", pgettext_lazy("claim", "On its way")
        DONE = "done", pgettext_lazy("claim", "Handed out")
        GIVEN_BACK = "given_back", pgettext_lazy("claim", "Given back")
        NOT_PICKED_UP = "not_picked_up", pgettext_lazy("claim", "Never picked up")

    OVER = (State.REFUSED, State.DONE, State.GIVEN_BACK, State.NOT_PICKED_UP)

    issuer = models.UUIDField()
    issuer_name = models.CharField(max_length=200)
    prescription_number = models.CharField(max_length=16)
    prescriber = models.CharField(max_length=200, blank=True)
    token = models.TextField(blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    patient = to("record.Patient", null=True)
    how = models.CharField(max_length=8, choices=How.choices, default=How.PICKUP)
    address = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=16, default="en")
    wanted_at = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    delivery_fee_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=16, choices=State.choices)
    refused_why = models.CharField(max_length=300, blank=True)  # as the issuer said: who has it, since when
    pickup_code = models.CharField(max_length=64, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    recoded_at = models.DateTimeField(null=True)  # the code was replaced last, at whose wish
    recoded_for = models.CharField(max_length=8, choices=For.choices, blank=True)
    kept_until = models.DateTimeField(null=True)
    pay_path = models.URLField(max_length=500, blank=True)
    order_page = models.URLField(max_length=500, blank=True)  # where the patient sees the order, at the issuer's
    paid_minor = models.BigIntegerField(default=0)
    paid_at = models.DateTimeField(null=True)
    owes_why = models.CharField(max_length=300, blank=True)  # it left unpaid: who let it go, why, and when last
    owes_by = models.CharField(max_length=200, blank=True)
    owes_at = models.DateTimeField(null=True)
    witness = models.CharField(max_length=200, blank=True)  # who saw what is controlled leave for the patient's door
    witness_account = models.UUIDField(null=True)
    witness_by = models.CharField(max_length=12, blank=True)
    without_witness = models.BooleanField(default=False)
    thread = models.UUIDField()
    heard = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    asked_by_account = models.UUIDField(null=True)
    granted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)  # price agreed: from now on it is owed
    accepted_minor = models.BigIntegerField(default=0)  # what was told to be owed in all
    coverage = to("record.Resource", null=True)  # what the patient is covered by, as the order said: a Coverage
    plan = to("storefronts.OwnPlan", null=True)  # that plan as it is billed here, none where it is not
    ready_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "asked_at"], condition=Q(ended_at=None), name="claim_open"),
            models.Index(fields=["organization", "kept_until"], condition=Q(ended_at=None), name="claim_kept"),
            models.Index(fields=["organization", "patient", "-asked_at"], name="claim_of_patient"),
            models.Index(fields=["organization", "-ended_at"], name="claim_ended"),
            models.Index(fields=["organization", "owes_at"], condition=Q(owes_at__isnull=False), name="claim_owes"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "issuer", "thread"], name="claim_thread_once"),
            models.CheckConstraint(
                name="claim_known_patient", condition=Q(state__in=("asked", "refused")) | Q(patient__isnull=False)
            ),
            models.CheckConstraint(
                name="claim_ends_with_a_time",
                condition=Q(state__in=("refused", "done", "given_back", "not_picked_up"), ended_at__isnull=False)
                | ~Q(state__in=("refused", "done", "given_back", "not_picked_up")) & Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="claim_left_unpaid_for_a_reason",
                condition=Q(owes_at=None, owes_why="", owes_by="")
                | Q(owes_at__isnull=False) & ~Q(owes_why="") & ~Q(owes_by=""),
            ),
            models.CheckConstraint(
                name="claim_ready_with_a_code",
                condition=~Q(state="ready") | ~Q(pickup_code="") & Q(ready_at__isnull=False),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def shown_number(self) -> str:
        """Return the number of the prescription in groups of four."""
        number = self.prescription_number
        return "-".join(number[at : at + 4] for at in range(0, len(number), 4))


class ClaimLine(OwnedByOrganization):
    """One prescribed line that this pharmacy gets ready; its document is the pharmacy's copy of the MedicationRequest.

    `line` is the issuer's name for it. `quantity` may be handed out in all, `handed_out` was. `item` is what it is
    given from; `picked` says which lots lie in the tray: [{"lot": id, "quantity": "10"}].
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("claim line", "Asked for")
        CHANGED = "changed", pgettext_lazy("claim line", "Waits for the patient's yes")
        WAITING = "waiting", pgettext_lazy("claim line", "To be checked")
        CHECKED = "checked", pgettext_lazy("claim line", "Checked")
        PICKED = "picked", pgettext_lazy("claim line", "Picked")
        READY = "ready", pgettext_lazy("claim line", "Ready")
        OWED = "owed", pgettext_lazy("claim line", "A part is owed")
        MISSING = "missing", pgettext_lazy("claim line", "Not in stock")
        HANDED_OUT = "handed_out", pgettext_lazy("claim line", "Handed out")
        GIVEN_BACK = "given_back", pgettext_lazy("claim line", "Given back")
        NOT_PICKED_UP = "not_picked_up", pgettext_lazy("claim line", "Never picked up")

    OURS = (State.CHANGED, State.WAITING, State.CHECKED, State.PICKED, State.READY, State.OWED)
    OPEN = (State.ASKED, State.MISSING, *OURS)
    OVER = (State.HANDED_OUT, State.GIVEN_BACK, State.NOT_PICKED_UP)

    claim = to(Claim, related_name="lines")
    patient = to("record.Patient", null=True)
    position = models.PositiveSmallIntegerField()
    line = models.UUIDField()
    document = to("record.Resource", null=True)
    request = models.CharField(max_length=64, blank=True)  # the issuer's MedicationRequest
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=16, choices=Why.choices, blank=True)
    schedule = models.CharField(max_length=8, blank=True)
    may_substitute = models.BooleanField(default=True)
    not_before = models.DateField(null=True)
    valid_until = models.DateTimeField(null=True)
    quantity = amount()
    handed_out = amount(default=Decimal(0))
    item = to("inventory.Item", null=True)
    reservation = to("inventory.Reservation", null=True)
    is_substituted = models.BooleanField(default=False)
    picked = models.JSONField(default=list)
    promised_minor = models.BigIntegerField(null=True)
    price_minor = models.BigIntegerField(null=True)  # what the patient pays
    covered_minor = models.BigIntegerField(default=0)  # what the plan pays beside it: both are the shelf price
    back_minor = models.BigIntegerField(default=0)  # of what the patient pays, what is theirs again: it came back
    plan_refused_at = models.DateTimeField(null=True)
    plan_refused_by = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=200, blank=True)
    cancel_asked_at = models.DateTimeField(null=True)
    leaving_why = models.CharField(max_length=16, choices=Why.choices, blank=True)  # withdrawn while on its way
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["organization", "line"], name="claim_line_of_line")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "claim", "line"], name="claim_line_once"),
            models.CheckConstraint(
                name="claim_line_amounts",
                condition=Q(quantity__gt=0, handed_out__gte=0, handed_out__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="claim_line_has_its_document",
                condition=Q(state__in=("asked", "given_back")) | Q(document__isnull=False, patient__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_line_handed_out_whole", condition=~Q(state="handed_out") | Q(handed_out=F("quantity"))
            ),
            models.CheckConstraint(
                name="claim_line_back",
                condition=Q(back_minor=0)
                | Q(back_minor__gt=0, price_minor__isnull=False, back_minor__lte=F("price_minor")),
            ),
            models.CheckConstraint(
                name="claim_line_covered",
                condition=Q(covered_minor=0) | Q(covered_minor__gt=0, price_minor__isnull=False, plan_refused_at=None),
            ),
            models.CheckConstraint(
                name="claim_line_checked_by_somebody",
                condition=Q(checked_at=None, checked_by="") | Q(checked_at__isnull=False) & ~Q(checked_by=""),
            ),
            models.CheckConstraint(
                name="claim_line_picked_after_check",
                condition=~Q(state__in=("checked", "picked", "ready", "owed", "handed_out"))
                | Q(checked_at__isnull=False),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def owed(self):
        """How much of it the patient has still to get."""
        return self.quantity - self.handed_out

    @property
    def shelf_minor(self):
        """What it costs without a plan; None where no price is known."""
        return None if self.price_minor is None else self.price_minor + self.covered_minor

    @property
    def in_tray(self):
        """How much of it was picked."""
        return sum((Decimal(each["quantity"]) for each in self.picked), Decimal(0))
