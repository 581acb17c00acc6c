"""The organization's row, and the shape of every table that belongs to one."""

from django.db import models
from django.db.models.functions import Now

from telepraxis.base.uuid7 import uuid7


class Tenant(models.Model):
    """An organization that this installation serves. Global: holds nothing about patients."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class OwnedByOrganization(models.Model):
    """A row of one organization. The migration of each such table calls `tenancy.operations.guard`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True
