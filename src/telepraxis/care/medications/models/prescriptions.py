"""What was signed: the authority, its lines, and what of it was handed out."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.record.fields import OneToOneThoughClosed
from telepraxis.base.tenancy.models import OwnedByOrganization

from .baskets import Basket


class Status(models.TextChoices):
    """What can still be done with a prescription, or one of its lines."""

    ACTIVE = "active", pgettext_lazy("prescription", "Active")
    DEPLETED = "depleted", pgettext_lazy("prescription", "Used up")
    EXPIRED = "expired", pgettext_lazy("prescription", "Expired")
    CANCELLED = "cancelled", pgettext_lazy("prescription", "Cancelled")
    REPLACED = "replaced", pgettext_lazy("prescription", "Replaced by a newer one")


class Prescription(OwnedByOrganization):
    """The authority: one basket, signed at once. What is prescribed stands in the documents of its lines.

    `number` is told by phone; `token` is the signed text of the QR code; `paper` the signed PDF, made right after.
    `shown` names the file with what stood on the screen as it was signed. `line_count` tells a reader that something of
    it is closed to them: then neither token nor paper is theirs to see.
    """

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    author = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    basket = models.OneToOneField(Basket, on_delete=models.PROTECT, related_name="prescription")
    number = models.CharField(max_length=16)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    language = models.CharField(max_length=16)
    jurisdiction = models.CharField(max_length=16)
    line_count = models.PositiveSmallIntegerField()
    is_controlled = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proven_at = models.DateTimeField()
    shown = models.CharField(max_length=64)
    token = models.TextField()
    paper = OneToOneThoughClosed("record.DocumentReference", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=200, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "patient", "-issued_at"], name="prescription_of_patient"),
            models.Index(
                fields=["organization", "expires_at"], condition=Q(status="active"), name="prescription_to_expire"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="prescription_number_once"),
            models.CheckConstraint(name="prescription_expires_later", condition=Q(expires_at__gt=F("issued_at"))),
            models.CheckConstraint(
                name="prescription_ends_with_a_time",
                condition=Q(status=Status.ACTIVE, ended_at=None) | ~Q(status=Status.ACTIVE) & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="prescription_cancelled_with_a_reason",
                condition=~Q(status=Status.CANCELLED) | ~Q(cancelled_why="") & ~Q(cancelled_by=""),
            ),
        ]

    @property
    def shown_number(self) -> str:
        """Return the number in groups of four, as it stands on paper and is told by phone."""
        return "-".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))


class PrescribedLine(OwnedByOrganization):
    """One medicine of a prescription; its document is the MedicationRequest. No clinical word stands in the row.

    `supplies` is how often it may be handed out in all, `handed_out` how often it was. `claimed_by` is a pharmacy that
    is getting it ready. `next_due_on` is the day from which the next supply may be had, None while nothing was had.
    `part_given` is what was handed out of a supply of which the rest is owed.
    """

    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, db_index=False, related_name="lines")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    document = models.OneToOneField("record.Resource", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    schedule = models.CharField(max_length=8, blank=True)
    supplies = models.PositiveSmallIntegerField(default=1)
    handed_out = models.PositiveSmallIntegerField(default=0)
    part_given = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    interval_days = models.PositiveSmallIntegerField(null=True)
    lasts_days = models.PositiveSmallIntegerField(null=True)  # one supply
    next_due_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=200, blank=True)
    claim_reference = models.CharField(max_length=100, blank=True)
    claimed_at = models.DateTimeField(null=True)
    course_ends_on = models.DateField(null=True)  # None: taken until told otherwise
    document_ended_at = models.DateTimeField(null=True)  # when the chart came to say that it is no longer taken
    renews = models.ForeignKey("self", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "next_due_on"], condition=Q(status="active"), name="prescribed_line_due"
            ),
            models.Index(
                fields=["organization", "id"], condition=Q(document_ended_at=None), name="prescribed_line_standing"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "prescription", "position"], name="prescribed_position"),
            models.CheckConstraint(
                name="prescribed_no_more_than_signed", condition=Q(handed_out__lte=F("supplies"), supplies__gte=1)
            ),
            models.CheckConstraint(name="prescribed_part_given", condition=Q(part_given__gte=0)),
            models.CheckConstraint(
                name="prescribed_claim_whole",
                condition=Q(claimed_at=None, claimed_by="", claim_reference="")
                | Q(claimed_at__isnull=False) & ~Q(claimed_by="") & ~Q(claim_reference=""),
            ),
            models.CheckConstraint(
                name="prescribed_ends_with_a_time",
                condition=Q(status=Status.ACTIVE, ended_at=None) | ~Q(status=Status.ACTIVE) & Q(ended_at__isnull=False),
            ),
        ]

    @property
    def remaining(self) -> int:
        """How often it may still be handed out."""
        return self.supplies - self.handed_out if self.status == Status.ACTIVE else 0

    @property
    def is_claimed(self) -> bool:
        return self.claimed_at is not None


class Fill(OwnedByOrganization):
    """One supply of a line that a pharmacy handed out, as it told; its document is the MedicationDispense."""

    line = models.ForeignKey(PrescribedLine, on_delete=models.PROTECT, db_index=False, related_name="fills")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    document = models.OneToOneField("record.Resource", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=100)  # the pharmacy's own, by which it is told once
    handed_out_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "line", "-handed_out_at"], name="fill_of_line")]
        constraints = [models.UniqueConstraint(fields=["organization", "line", "reference"], name="fill_told_once")]


class Sending(OwnedByOrganization):
    """One message about a prescription to a network, and how far it got (networks.py)."""

    class What(models.TextChoices):
        NEW = "new", _("New prescription")
        CANCEL = "cancel", _("Cancellation")
        ANSWER = "answer", _("Answer to a request")

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("message", "Waiting to be sent")
        SENT = "sent", pgettext_lazy("message", "Sent")
        ACCEPTED = "accepted", pgettext_lazy("message", "Accepted")
        REFUSED = "refused", pgettext_lazy("message", "Refused")
        FAILED = "failed", pgettext_lazy("message", "Not delivered")

    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, db_index=False, related_name="sendings")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    network = models.CharField(max_length=32)
    what = models.CharField(max_length=8, choices=What.choices)
    about = models.UUIDField(null=True)  # a Request
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    reference = models.CharField(max_length=200, blank=True)  # the network's own
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "prescription", "queued_at"], name="sending_of_prescription"),
            models.Index(fields=["organization", "queued_at"], condition=Q(state="queued"), name="sending_waiting"),
        ]
