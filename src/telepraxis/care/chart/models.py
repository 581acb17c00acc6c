"""Drafts, texts set aside, signatures, prepared words. The signed text itself is a Composition of the record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization

LONGEST = 50_000  # characters of a section


class Section(models.TextChoices):
    """The parts of a note, in reading order (SOAP)."""

    SUBJECTIVE = "subjective", _("Story")
    OBJECTIVE = "objective", _("Seen")
    ASSESSMENT = "assessment", _("Assessment")
    PLAN = "plan", _("Plan")


class Sections(models.Model):
    """The four texts of a note."""

    subjective = models.TextField(blank=True)
    objective = models.TextField(blank=True)
    assessment = models.TextField(blank=True)
    plan = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def texts(self) -> dict[str, str]:
        """Return the text of each section, in reading order."""
        return {section.value: getattr(self, section.value) for section in Section}

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for text in self.texts.values())


class NoteDraft(OwnedByOrganization, Sections):
    """A note being written by the clinician of the visit. `revision` counts the saves."""

    visit = models.OneToOneField("encounters.Visit", on_delete=models.PROTECT, related_name="note_draft")
    author = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    revision = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "author", "saved_at"], name="draft_of_author")]


class SetAside(OwnedByOrganization, Sections):
    """Text that a second window wanted to save over a newer draft; kept until its author decides."""

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    based_on = models.PositiveIntegerField()
    set_aside_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "visit", "set_aside_at"], name="set_aside_of_visit")]


class Carried(OwnedByOrganization):
    """Text brought forward into a draft from an earlier signed note; the draft says so until the signed note does."""

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    section = models.CharField(max_length=16, choices=Section.choices)
    source = models.ForeignKey("record.Composition", on_delete=models.PROTECT, db_index=False, related_name="+")
    text = models.TextField()
    carried_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "visit", "section", "source"], name="carried_once")
        ]


class Signature(OwnedByOrganization):
    """Who signed which Composition, when, and the hash of its bytes. From then on the database keeps it as it is."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        ADDENDUM = "addendum", _("Addendum")
        REVISION = "revision", _("Returned note, changed")
        COUNTERSIGNATURE = "countersignature", _("Countersignature")

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="signatures")
    composition = models.ForeignKey("record.Composition", on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    account_id = models.UUIDField(null=True)
    signed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "visit", "signed_at"], name="signature_of_visit"),
            models.Index(fields=["organization", "composition"], name="signature_of_composition"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "visit"], condition=Q(kind="note"), name="note_signed_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "composition", "kind"],
                condition=~Q(kind="revision"),
                name="signed_once_of_a_kind",
            ),
        ]


class PutIn(OwnedByOrganization):
    """A template or facts of the record put into a section of a draft; the draft says so until the signed note does.

    `facts`: [{"slot", "said", "source" ("Observation/…" or ""), "at" (iso or "")}], words as they were put in.
    """

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    section = models.CharField(max_length=16, choices=Section.choices)
    title = models.CharField(max_length=120, blank=True)  # of the template, "" where only a phrase was put in
    text = models.TextField()
    facts = models.JSONField(default=list)
    put_in_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "visit", "put_in_at"], name="put_in_of_visit")]


class Phrase(OwnedByOrganization, Sections):
    """Words prepared: a phrase goes in where the cursor stands, a template fills the sections, a line is typed for one.

    `[what]` in it is a place to fill, `[one|other]` with a choice, `{last bp}` a fact of the record. Without `owner` it
    is the practice's. No word of it is about a patient.
    """

    class Kind(models.TextChoices):
        PHRASE = "phrase", _("Phrase")
        TEMPLATE = "template", _("Template")
        LINE = "line", _("Line for the chart")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    shortcut = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    owner = models.UUIDField(null=True)  # the account
    suggested_for = models.CharField(max_length=300, blank=True, db_default="")  # reasons or problems, parted by commas
    revision = models.PositiveIntegerField(default=1, db_default=1)
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "owner", "shortcut"], name="phrase_of_owner")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "owner", "shortcut"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="phrase_shortcut_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=["phrase", "template", "line"]), name="phrase_kind_known"),
        ]

    @property
    def is_practices(self) -> bool:
        return self.owner is None

    @property
    def words(self) -> str:
        """Return all its words as one text, to show what it brings."""
        if self.kind != self.Kind.TEMPLATE:
            return self.text
        return "\n".join(text for text in self.texts.values() if text.strip())


class PhraseUse(OwnedByOrganization):
    """How an account uses a phrase: whether it is a favourite, how often it was put in."""

    phrase = models.ForeignKey(Phrase, on_delete=models.CASCADE, db_index=False, related_name="uses")
    account_id = models.UUIDField()
    starred_at = models.DateTimeField(null=True)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "account_id", "phrase"], name="phrase_use_once")]


class Supervision(OwnedByOrganization):
    """Whose notes need a second signature, and whose that is. One row for a practitioner; none means none is needed."""

    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    supervisor = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "practitioner"], name="one_supervisor"),
            models.CheckConstraint(condition=~Q(practitioner=models.F("supervisor")), name="nobody_supervises_oneself"),
        ]


class Countersigning(OwnedByOrganization):
    """A signed note on its way to its second signature: asked for, perhaps returned, then countersigned."""

    visit = models.OneToOneField("encounters.Visit", on_delete=models.PROTECT, related_name="countersigning")
    supervisor = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)
    countersigned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "supervisor", "asked_at"],
                condition=Q(countersigned_at=None),
                name="to_countersign",
            )
        ]

    @property
    def is_asked(self) -> bool:
        """Whether the supervisor has to look at it."""
        return self.countersigned_at is None and self.returned_at is None

    @property
    def is_returned(self) -> bool:
        """Whether the author has to look at the remark."""
        return self.countersigned_at is None and self.returned_at is not None
