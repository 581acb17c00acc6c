"""What was done under a key, so that it is done once."""

from django.db import models

from telepraxis.base.tenancy.models import OwnedByOrganization


class UsedKey(OwnedByOrganization):
    """An idempotency key has done its one deed; the same deed asked for again finds what it made."""

    key = models.UUIDField()
    deed = models.CharField(max_length=32)
    asked = models.CharField(max_length=64)  # digest of what was asked
    made = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="payment_key_once")]
