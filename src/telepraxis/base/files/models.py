"""What is known of a stored file; the bytes are in the data home."""

from django.db import models
from django.db.models.functions import Now

from telepraxis.base.tenancy.models import OwnedByOrganization


class StoredFile(OwnedByOrganization):
    """One file of one organization. `digest` is the SHA-256 of its content in hexadecimal."""

    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="stored_file_once")]
