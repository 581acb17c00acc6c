"""Beside each directive kept here: when it is to be gone through again. What it says stands in its document only."""

from django.db import models
from django.db.models import Q

from telepraxis.base.tenancy.models import OwnedByOrganization


class Directive(OwnedByOrganization):
    """A Consent document of this room, and the day on which it is to be reviewed. It says nothing clinical."""

    document = models.OneToOneField("record.Consent", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    review_on = models.DateField(null=True)  # none while it does not stand
    reminded_at = models.DateTimeField(null=True)  # of that day

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directive_reminds_of_a_day", condition=Q(reminded_at=None) | Q(review_on__isnull=False)
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "review_on"], condition=Q(review_on__isnull=False), name="directives_to_review"
            )
        ]
