"""The organization's own page of facts, its sites, and where it departs from the starter table of jurisdictions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from telepraxis.base.tenancy.models import OwnedByOrganization


class OrganizationProfile(OwnedByOrganization):
    """How the organization works; one row each. Its name and address stand in the Organization document too."""

    document = models.ForeignKey("record.Organization", on_delete=models.PROTECT, db_index=False, related_name="+")
    jurisdiction = models.CharField(max_length=16)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=16, default="en")
    emergency_text = models.TextField(blank=True)
    out_of_hours_text = models.TextField(blank=True)
    idle_minutes = models.PositiveSmallIntegerField(default=15)
    force_relay = models.BooleanField(default=False)
    no_show_after_minutes = models.PositiveSmallIntegerField(default=30)
    confidential_from_age = models.PositiveSmallIntegerField(default=12)  # parents read what is restricted until then
    set_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_profile_per_organization"),
            models.CheckConstraint(condition=models.Q(idle_minutes__range=(2, 240)), name="idle_minutes_sensible"),
            models.CheckConstraint(
                condition=models.Q(confidential_from_age__lte=18), name="confidential_from_age_sensible"
            ),
        ]

    @property
    def address(self) -> str:
        """Return the postal address on one line."""
        return ", ".join(part for part in (self.street, f"{self.postal_code} {self.city}".strip()) if part)


class Site(OwnedByOrganization):
    """A place where patients are seen; `document` is its FHIR Location."""

    document = models.ForeignKey("record.Location", on_delete=models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="site_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Return the postal address on one line."""
        return ", ".join(part for part in (self.street, f"{self.postal_code} {self.city}".strip()) if part)


class OwnJurisdiction(OwnedByOrganization):
    """What the organization itself says about a jurisdiction; it wins over the starter table."""

    code = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    emergency_number = models.CharField(max_length=20)
    languages = ArrayField(models.CharField(max_length=16), default=list)
    source = models.CharField(max_length=300)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="own_jurisdiction_once")]
