"""The lines of charts: derived from documents, and made anew from them at any time."""

from django.db import models

from telepraxis.base.tenancy.models import Tenant

RULES = 5  # raise it when a document gives another line than before: each chart's are then made afresh as it is read


class Chart(models.Model):
    """What the lines of one record were made from: `made_from` is the sum of its documents and their versions, `counts`
    how many lines of each kind came of them.
    """

    patient = models.OneToOneField(
        "record.Patient", on_delete=models.PROTECT, primary_key=True, db_index=False, related_name="+"
    )
    organization = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False, related_name="+")
    made_from = models.BigIntegerField()
    documents = models.PositiveIntegerField()
    rules = models.PositiveSmallIntegerField()
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.documents} lines of {self.patient_id}"


class Line(models.Model):
    """One document of a patient as its chart tells and finds it. `uid` is the document's.

    `at` sorts; `written` is the date as the document writes it, "" where it has none. `text` is all that the document
    says to people, `folded` the same without case and accents. `series` names what was measured, with its `number`.
    """

    uid = models.UUIDField(primary_key=True, editable=False)
    organization = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    type = models.CharField(max_length=64)
    logical_id = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    rules = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    written = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300, blank=True)
    value = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=200, blank=True)
    series = models.CharField(max_length=160, blank=True)
    number = models.FloatField(null=True)
    flag = models.CharField(max_length=8, blank=True)  # high, low or odd; with "!" where one acts at once
    in_error = models.BooleanField(default=False)
    labels = models.SmallIntegerField(default=0, db_default=0)  # the document's own: they hide its line as well
    text = models.TextField(blank=True)
    folded = models.TextField(blank=True, db_collation="C")

    class Meta:
        indexes = [
            models.Index(fields=["organization", "patient", "-at", "-uid"], name="timeline_of_patient"),
            models.Index(fields=["organization", "patient", "kind", "-at", "-uid"], name="timeline_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.type}/{self.logical_id}"
