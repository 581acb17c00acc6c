"""Which pictures were asked for, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization
from telepraxis.commons.documents.sites import BODY_SITES


class Still(OwnedByOrganization):
    """One picture asked for in a visit. At most one at a time waits for an answer."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        TAKEN = "taken", _("Taken")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    site = models.CharField(max_length=40)
    wish = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.ASKED)
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    document = models.ForeignKey(
        "record.DocumentReference", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    consent = models.ForeignKey("record.Consent", on_delete=models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["organization", "visit", "-asked_at"], name="still_of_visit")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "visit"], condition=Q(status="asked"), name="one_still_asked_at_a_time"
            ),
            models.CheckConstraint(
                name="still_taken_has_picture_and_consent",
                condition=Q(status="taken", document__isnull=False, consent__isnull=False, answered_at__isnull=False)
                | (~Q(status="taken") & Q(document=None, consent=None)),
            ),
        ]

    @property
    def site_text(self) -> str:
        return str(BODY_SITES.get(self.site, self.site))
