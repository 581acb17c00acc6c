"""What came from where, so that it can come again."""

from django.db import models

from telepraxis.base.tenancy.models import OwnedByOrganization


class Source(OwnedByOrganization):
    """A system that files come from, by the name the operator gives it."""

    name = models.CharField(max_length=200)
    first_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="source_once")]


class Arrival(models.Model):
    """One resource of a source: the id it has there, the id it has here, and which text of it was taken in last.

    `version` is the one that the import made: a higher one of the document was made here since.
    """

    pk = models.CompositePrimaryKey("organization_id", "type", "their_id", "source_id")
    organization_id = models.UUIDField()
    source_id = models.UUIDField()
    type = models.CharField(max_length=64)
    their_id = models.CharField(max_length=255)
    logical_id = models.CharField(max_length=64)
    digest = models.BinaryField()
    version = models.PositiveIntegerField()


class BulkExport(OwnedByOrganization):
    """One export that an app asked for through the API (FHIR Bulk Data Access). Gone a day after it was ready."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"

    token_id = models.UUIDField()
    client_name = models.CharField(max_length=200)
    request = models.TextField()  # the address that was asked for, as the manifest repeats it
    types = models.JSONField(default=list)  # [] for all
    since = models.DateTimeField(null=True)
    group = models.CharField(max_length=64, blank=True)
    patients_only = models.BooleanField(default=False)
    clearance = models.SmallIntegerField(default=0, db_default=0)  # of who asked: no more goes out than they may see
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    written = models.PositiveIntegerField(default=0)  # files

    class Meta:
        indexes = [models.Index(fields=["organization", "asked_at"], name="bulk_export_by_time")]


class BulkFile(OwnedByOrganization):
    """One file of an export: resources of one type, a line each; its sealed bytes lie in the data home."""

    export = models.ForeignKey(BulkExport, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "export", "number"], name="bulk_file_once")]
