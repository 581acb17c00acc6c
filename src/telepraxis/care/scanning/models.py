"""What was sent, its pages, the documents they make up, and what was taken over from them into the record."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization

DUE_AFTER = timedelta(hours=24)  # by then a document is filed, or thrown away with a reason


class Stack(OwnedByOrganization):
    """What somebody sent in one go. It is *cut* into documents when all of its sheets are read, or could not be."""

    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)
    sent_by_account = models.UUIDField(null=True)
    languages = ArrayField(models.CharField(max_length=12))  # of the paper, as the reader calls them
    owner = models.CharField(max_length=200)  # who sees to it that it is filed
    complete_at = models.DateTimeField(null=True)  # while it is None further pages are photographed
    cut_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-sent_at"], name="stack_by_time"),
            models.Index(fields=["organization", "sent_at"], condition=Q(cut_at=None), name="stack_not_cut"),
        ]

    @property
    def due_at(self):
        """By when its documents are filed."""
        return self.sent_at + DUE_AFTER


class Original(OwnedByOrganization):
    """One file as it was sent, kept untouched in base/files under its digest."""

    stack = models.ForeignKey(Stack, on_delete=models.PROTECT, db_index=False, related_name="originals")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "stack", "position"], name="original_in_order")]
        indexes = [models.Index(fields=["organization", "digest"], name="original_by_digest")]


class PaperDocument(OwnedByOrganization):
    """Pages that belong together, what they seem to be, and what became of them."""

    class State(models.TextChoices):
        TO_CONFIRM = "to_confirm", _("To confirm")
        FILED = "filed", _("Filed")
        THROWN_AWAY = "thrown_away", _("Thrown away")

    stack = models.ForeignKey(Stack, on_delete=models.PROTECT, db_index=False, related_name="documents")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.TO_CONFIRM)
    made_at = models.DateTimeField()
    suggestion = models.JSONField(default=dict)  # as `suggesting.py` keeps it
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    reference = models.ForeignKey(
        "record.DocumentReference", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    filed_at = models.DateTimeField(null=True)
    filed_by = models.CharField(max_length=200, blank=True)
    values_open = models.PositiveIntegerField(default=0)  # of a filed one: values nobody has decided on yet
    left_out = ArrayField(models.PositiveIntegerField(), default=list)  # numbers of values that somebody said no to
    thrown_away_at = models.DateTimeField(null=True)
    thrown_away_by = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)  # why it was thrown away, or taken out of a record again

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "reference"], name="paper_filed_once"),
            models.CheckConstraint(
                condition=Q(state="filed", patient__isnull=False, reference__isnull=False, filed_at__isnull=False)
                | (~Q(state="filed") & Q(patient=None, reference=None, filed_at=None)),
                name="paper_filed_is_somebodys",
            ),
            models.CheckConstraint(
                condition=(Q(state="thrown_away", thrown_away_at__isnull=False) & ~Q(reason=""))
                | (~Q(state="thrown_away") & Q(thrown_away_at=None)),
                name="paper_thrown_away_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "made_at"], condition=Q(state="to_confirm"), name="paper_to_confirm"),
            models.Index(
                fields=["organization", "filed_at"],
                condition=Q(state="filed", values_open__gt=0),
                name="paper_with_values",
            ),
            models.Index(fields=["organization", "stack", "position"], name="paper_of_stack"),
            models.Index(fields=["organization", "patient"], name="paper_of_patient"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to confirm it."""
        return self.state == self.State.TO_CONFIRM


class Sheet(OwnedByOrganization):
    """One page. `number` counts within its file, `position` within its stack.

    `picture` (upright and clean), `small` and `words` (the page as JSON) are digests in base/files, "" until read.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Being read")
        READ = "read", _("Read")
        FAILED = "failed", _("Could not be read")

    stack = models.ForeignKey(Stack, on_delete=models.PROTECT, db_index=False, related_name="sheets")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, db_index=False, related_name="sheets")
    number = models.PositiveIntegerField()
    position = models.FloatField()  # a page that is moved comes between two others
    document = models.ForeignKey(
        PaperDocument, on_delete=models.PROTECT, db_index=False, related_name="sheets", null=True
    )
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    waiting_since = models.DateTimeField()
    reading_since = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    turned = models.PositiveSmallIntegerField(null=True)  # clockwise, by a person; None: as the reader says
    picture = models.CharField(max_length=64, blank=True)
    small = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    rotation = models.PositiveSmallIntegerField(default=0)  # what was done to set it upright
    confidence = models.FloatField(default=0)
    poor = models.CharField(max_length=16, blank=True)
    is_blank = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "original", "number"], name="sheet_of_original_once"),
            models.CheckConstraint(
                condition=Q(state="waiting")
                | Q(state="reading", reading_since__isnull=False)
                | Q(state="read", read_at__isnull=False)
                | Q(state="failed", failed_at__isnull=False),
                name="sheet_state_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(turned=None) | Q(turned__in=(0, 90, 180, 270)), name="sheet_turned_by_quarters"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "stack", "position"], name="sheet_of_stack"),
            models.Index(fields=["organization", "document", "position"], name="sheet_of_document"),
            models.Index(
                fields=["organization", "waiting_since"],
                condition=Q(state__in=("waiting", "reading")),
                name="sheet_to_read",
            ),
        ]

    @property
    def is_settled(self) -> bool:
        """Whether it was read, or could not be."""
        return self.state in (self.State.READ, self.State.FAILED)


class Accepted(OwnedByOrganization):
    """A value found on paper that a person took over into the record, and where on which page it stands."""

    document = models.ForeignKey(PaperDocument, on_delete=models.PROTECT, db_index=False, related_name="accepted")
    number = models.PositiveIntegerField()  # of the value in the suggestion
    kind = models.CharField(max_length=16)
    text = models.CharField(max_length=500)
    type = models.CharField(max_length=64)  # the resource that was written
    logical_id = models.CharField(max_length=64)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, db_index=False, related_name="+")
    left = models.PositiveIntegerField()
    top = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "document", "number"],
                condition=Q(taken_back_at=None),
                name="value_accepted_once",
            )
        ]
        indexes = [models.Index(fields=["organization", "type", "logical_id"], name="accepted_by_entry")]
