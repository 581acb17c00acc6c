"""The outbox, and who has heard what."""

from django.db import models
from django.db.models.functions import Now

from telepraxis.base.tenancy.models import OwnedByOrganization


class ToldFact(OwnedByOrganization):
    """A fact, told in the transaction that made it true."""

    kind = models.CharField(max_length=128)
    body = models.JSONField()
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["organization", "told_at"], name="told_by_time")]


class HeardFact(OwnedByOrganization):
    """A listener has done its part, in the same transaction as this row."""

    fact = models.ForeignKey(ToldFact, on_delete=models.CASCADE, db_index=False, related_name="+")
    listener = models.CharField(max_length=200)
    heard_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "fact", "listener"], name="heard_once")]
