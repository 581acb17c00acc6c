"""The notebook of failures. Global: it says nothing about any organization or patient."""

from django.db import models
from django.db.models.functions import Now

from telepraxis.base.uuid7 import uuid7


class Failure(models.Model):
    """One unexpected error. `place` is a route or a job's name, `kind` the class of the exception."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(db_default=Now(), db_index=True)
    source = models.CharField(max_length=16)
    place = models.CharField(max_length=200)
    kind = models.CharField(max_length=120)
    request_id = models.CharField(max_length=64, blank=True)
