"""What patients want kept private, until the privacy officer has answered."""

from django.db import models
from django.db.models import Q

from telepraxis.base.tenancy.models import OwnedByOrganization


class Wish(OwnedByOrganization):
    """A patient asks that an entry, or what they tell in words, be seen by fewer. What the entry says is not in it."""

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    type = models.CharField(max_length=64, blank=True)  # of the document; "" when no one entry is meant
    document = models.UUIDField(null=True)  # its uid
    words = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField()  # account
    asked_by_name = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "patient", "-asked_at"], name="wish_of_patient"),
            models.Index(fields=["organization", "asked_at"], condition=Q(answered_at=None), name="wish_unanswered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, granted=None) | Q(answered_at__isnull=False, granted__isnull=False),
                name="wish_answered_with_yes_or_no",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False) & ~Q(type="") | Q(document=None, type="") & ~Q(words=""),
                name="wish_says_what",
            ),
            models.UniqueConstraint(
                fields=["organization", "document", "asked_by"],
                condition=Q(answered_at=None, document__isnull=False),
                name="one_open_wish_per_entry",
            ),
        ]
