"""The nurse's sheet of one visit."""

from django.db import models
from django.db.models import Q

from telepraxis.base.tenancy.models import OwnedByOrganization


class Intake(OwnedByOrganization):
    """What the nurse has written down. `medicines` is [{"name", "how"}], as the patient says it, in their order.

    Until the house has a list of medicines of its own, what the patient says is kept apart from what was prescribed.
    """

    visit = models.OneToOneField("encounters.Visit", on_delete=models.PROTECT, related_name="intake")
    reason = models.TextField(blank=True)  # in the patient's words
    medicines = models.JSONField(default=list)
    takes_nothing_said_at = models.DateTimeField(null=True)  # asked, and the answer was: none
    remarks = models.TextField(blank=True)
    nurse_name = models.CharField(max_length=200)
    saved_at = models.DateTimeField()
    note = models.ForeignKey(
        "record.Composition", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "visit"], name="one_intake_a_visit"),
            models.CheckConstraint(
                name="intake_takes_nothing_or_something", condition=Q(takes_nothing_said_at=None) | Q(medicines=[])
            ),
        ]

    @property
    def medicines_checked(self) -> bool:
        """Whether the patient was asked what they take."""
        return bool(self.medicines) or self.takes_nothing_said_at is not None
