"""What is asked about a prescription afterwards: a renewal, a change, a cancellation, leave of whoever pays."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.tenancy.models import OwnedByOrganization

from .prescriptions import PrescribedLine, Prescription


class Request(OwnedByOrganization):
    """Somebody asks, somebody answers. The words stand in its document, a Task; here is how far it got."""

    class What(models.TextChoices):
        RENEWAL = "renewal", pgettext_lazy("prescription", "Renewal")
        SUBSTITUTION = "substitution", pgettext_lazy("prescription", "Another product")
        OUT_OF_STOCK = "out_of_stock", pgettext_lazy("prescription", "Out of stock")
        DOSE = "dose", pgettext_lazy("prescription", "Question on the dose")
        CANCEL = "cancel", pgettext_lazy("prescription", "Cancellation")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("request", "Waiting for an answer")
        APPROVED = "approved", pgettext_lazy("request", "Approved")
        CHANGED = "changed", pgettext_lazy("request", "Approved with changes")
        DENIED = "denied", pgettext_lazy("request", "Denied")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "Taken back")

    what = models.CharField(max_length=16, choices=What.choices)
    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, db_index=False, related_name="requests")
    line = models.ForeignKey(
        PrescribedLine, on_delete=models.PROTECT, db_index=False, related_name="requests", null=True
    )  # None: all of it
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    document = models.OneToOneField("record.Resource", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    asked_by_account = models.UUIDField(null=True)
    from_patient = models.BooleanField(default=False)
    reference = models.CharField(max_length=100, blank=True)  # a pharmacy's own, by which it asks once
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    basket = models.ForeignKey(
        "medications.Basket", on_delete=models.PROTECT, db_index=False, related_name="answers", null=True
    )  # in which the answer is being written; it comes to stand when that is signed
    result = models.ForeignKey(
        Prescription, on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )  # the new prescription that answered it

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "asked_at"], condition=Q(state="asked"), name="medication_request_waiting"
            ),
            models.Index(fields=["organization", "prescription", "-asked_at"], name="medication_request_of"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "what", "prescription", "line"],
                condition=Q(state="asked"),
                nulls_distinct=False,
                name="medication_request_waits_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "prescription", "reference"],
                condition=~Q(reference=""),
                name="medication_request_told_once",
            ),
            models.CheckConstraint(
                name="medication_request_answered_whole",
                condition=Q(state="asked", answered_at=None, answered_by="")
                | ~Q(state="asked") & Q(answered_at__isnull=False) & ~Q(answered_by=""),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ASKED


class PriorAuthorisation(OwnedByOrganization):
    """Leave of whoever pays, for one line. What was answered in the form stands in its document."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("authorisation", "Being filled in")
        SENT = "sent", pgettext_lazy("authorisation", "Sent, waiting for an answer")
        GRANTED = "granted", pgettext_lazy("authorisation", "Granted")
        REFUSED = "refused", pgettext_lazy("authorisation", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("authorisation", "Taken back")

    line = models.ForeignKey(PrescribedLine, on_delete=models.PROTECT, db_index=False, related_name="authorisations")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    document = models.OneToOneField("record.Resource", on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=200, verbose_name=_("Payer"))
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    number = models.CharField(max_length=100, blank=True)  # what the payer granted it under
    valid_until = models.DateField(null=True)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "line", "-begun_at"], name="authorisation_of_line")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "line"],
                condition=Q(state__in=("draft", "sent")),
                name="authorisation_open_once",
            ),
            models.CheckConstraint(
                name="authorisation_times_follow_state",
                condition=Q(state="draft", sent_at=None, answered_at=None)
                | Q(state="sent", sent_at__isnull=False, answered_at=None)
                | Q(state__in=("granted", "refused"), sent_at__isnull=False, answered_at__isnull=False)
                | Q(state="withdrawn", answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="authorisation_granted_with_a_number", condition=~Q(state="granted") | ~Q(number="")
            ),
        ]
