"""The audit trail."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from telepraxis.base.tenancy.models import OwnedByOrganization


class AuditEvent(OwnedByOrganization):
    """One look or change (after FHIR AuditEvent, profile BALP)."""

    class Kind(models.TextChoices):
        READ = "read"
        WRITE = "write"

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=8, choices=Kind.choices)
    action = models.CharField(max_length=64)
    account_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    actor_roles = ArrayField(models.CharField(max_length=32), default=list)
    via = models.CharField(max_length=16)
    patient_id = models.UUIDField(null=True)
    entity_type = models.CharField(max_length=64, blank=True)
    entity_id = models.CharField(max_length=64, blank=True)
    acting_for_patient = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    address = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "patient_id", "-at"], name="audit_of_patient"),
            models.Index(fields=["organization", "-at"], name="audit_by_time"),
            models.Index(fields=["organization", "account_id", "-at"], name="audit_of_account"),
        ]
