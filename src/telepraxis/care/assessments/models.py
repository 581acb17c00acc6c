"""What was asked of whom, what is written so far, and which answers somebody must still see."""

from django.db import models
from django.db.models import Q

from telepraxis.base.tenancy.models import OwnedByOrganization


class Asked(OwnedByOrganization):
    """A form asked of a patient. `form` is the version that is asked, whatever becomes of the form later."""

    class Status(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        WITHDRAWN = "withdrawn"

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    form = models.ForeignKey("record.Resource", on_delete=models.PROTECT, db_index=False, related_name="+")
    practitioner = models.ForeignKey(
        "record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    asked_by = models.CharField(max_length=200)
    asked_by_account = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.OPEN)
    ended_at = models.DateTimeField(null=True)
    response = models.ForeignKey(
        "record.Resource", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )

    class Meta:
        indexes = [models.Index(fields=["organization", "patient", "-asked_at"], name="asked_of_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "patient", "form"], condition=Q(status="open"), name="one_form_asked_once"
            ),
            models.CheckConstraint(
                name="asked_ends_once",
                condition=Q(status="open", ended_at=None, response=None)
                | Q(status="withdrawn", ended_at__isnull=False, response=None)
                | Q(status="answered", ended_at__isnull=False, response__isnull=False),
            ),
        ]


class Draft(OwnedByOrganization):
    """Answers on their way, by linkId; gone when they are handed in."""

    asked = models.OneToOneField(Asked, on_delete=models.CASCADE, related_name="draft")
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()


class Answered(OwnedByOrganization):
    """Answers that came in; they leave the list when a clinician has seen them. Says no more than that they are there.

    A row whose answers bear a label is hidden as they are; `labels` follows the document when the answers come in.
    """

    response = models.OneToOneField("record.Resource", on_delete=models.PROTECT, db_index=False, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    owner = models.ForeignKey(
        "record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    score = models.ForeignKey(
        "record.Observation", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    worrying = models.BooleanField(default=False)
    waits = models.BooleanField(default=True)  # for somebody's eyes; what another system recorded long ago does not
    labels = models.SmallIntegerField(default=0)
    received_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "-worrying", "received_at"],
                condition=Q(seen_at=None, waits=True),
                name="answered_unseen",
            ),
            models.Index(fields=["organization", "patient", "-received_at"], name="answered_of_patient"),
        ]
        constraints = [
            models.CheckConstraint(
                name="answered_seen_by_somebody",
                condition=Q(seen_at=None, seen_by="") | Q(seen_at__isnull=False) & ~Q(seen_by=""),
            ),
        ]
