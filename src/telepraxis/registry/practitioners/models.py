"""A practitioner's profile beside their document, and their licences."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from telepraxis.base.tenancy.models import OwnedByOrganization


class PractitionerProfile(OwnedByOrganization):
    """What booking and the patient's screens need of a practitioner; one row each."""

    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    title = models.CharField(max_length=40, blank=True)
    specialty_code = models.CharField(max_length=40)
    specialty_text = models.CharField(max_length=120)
    further_specialties = ArrayField(models.CharField(max_length=120), default=list)
    qualifications = ArrayField(models.CharField(max_length=200), default=list)
    languages = ArrayField(models.CharField(max_length=16), default=list)
    time_zone = models.CharField(max_length=64)
    accepts_new = models.BooleanField(default=True)
    portrait = models.CharField(max_length=64, blank=True)
    portrait_type = models.CharField(max_length=40, blank=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "practitioner"], name="one_profile_per_practitioner")
        ]


class Licence(OwnedByOrganization):
    """The right to practise in one jurisdiction, from one day to another (both included)."""

    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    jurisdiction = models.CharField(max_length=16)
    number = models.CharField(max_length=60)
    register_url = models.URLField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "practitioner", "jurisdiction"], name="licence_of_practitioner"),
            models.Index(fields=["organization", "jurisdiction"], name="licence_in_jurisdiction"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="licence_ends_after_it_begins",
            )
        ]

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the licence holds on that day."""
        return (
            self.withdrawn_at is None
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )
