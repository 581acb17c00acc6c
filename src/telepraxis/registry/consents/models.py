"""Consent texts by version, and who agreed to which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization


class ConsentText(OwnedByOrganization):
    """One version of a wording. Never changed once published: a new wording is a new version."""

    class Kind(models.TextChoices):
        TELEHEALTH = "telehealth", _("Visits at a distance")
        PRIVACY = "privacy", _("Keeping the record")

    kind = models.CharField(max_length=24, choices=Kind.choices)
    jurisdiction = models.CharField(max_length=16)  # "*" where no other text of the kind holds
    language = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "jurisdiction", "language", "version"], name="consent_text_version_once"
            )
        ]

    @property
    def label(self) -> str:
        """Return the name kept in the Consent document, for example `telehealth US-CA en 3`."""
        return f"{self.kind} {self.jurisdiction} {self.language} {self.version}"


class GivenConsent(OwnedByOrganization):
    """An agreement: the Consent document, the text agreed to, the visit it was given for, and its end."""

    document = models.ForeignKey("record.Consent", on_delete=models.PROTECT, db_index=False, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, db_index=False, related_name="+")
    visit_id = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200, blank=True)
    spoken_to_staff = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "patient", "-given_at"], name="given_consent_of_patient")]
