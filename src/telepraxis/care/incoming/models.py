"""What was brought in, and what became of it."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from telepraxis.base.tenancy.models import OwnedByOrganization

KEPT = timedelta(hours=1)


class Brought(OwnedByOrganization):
    """Files about one patient from one system. `sealed` holds their resources until they are merged or forgotten."""

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    system = models.CharField(max_length=200)  # where it comes from, as staff named it or the file says
    files = models.JSONField(default=list)  # [{"name", "sha256", "size"}]
    faults = models.JSONField(default=list)  # [[file, position, why]] of what could not be read
    count = models.PositiveIntegerField()  # of the resources that were read
    sealed = models.BinaryField()
    brought_at = models.DateTimeField()
    brought_by = models.CharField(max_length=200)
    merged_at = models.DateTimeField(null=True)
    merged_by = models.CharField(max_length=200, blank=True)
    merged = models.PositiveIntegerField(default=0)
    person_checked = models.BooleanField(default=False)  # somebody said that it is the same person all the same
    provenance = models.CharField(max_length=64, blank=True)  # logical id of the Provenance that the merge wrote
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "patient", "-brought_at"], name="brought_of_patient"),
            models.Index(
                fields=["organization", "brought_at"],
                condition=Q(merged_at=None, forgotten_at=None),
                name="brought_and_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_at=None) | Q(forgotten_at=None), name="brought_merged_or_forgotten"
            ),
            models.CheckConstraint(
                condition=Q(merged_at=None, forgotten_at=None) | Q(sealed=b""), name="brought_is_not_kept_longer"
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be merged."""
        return self.merged_at is None and self.forgotten_at is None

    @property
    def names(self) -> list[str]:
        return [file["name"] for file in self.files]

    @property
    def forgotten_from(self):
        """When it is forgotten if nobody merges it."""
        return self.brought_at + KEPT
