"""Letters and the practice's own wording of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization


class Kind(models.TextChoices):
    """What a letter is."""

    SICK_NOTE = "sick_note", _("Sick note")
    ATTENDANCE = "attendance", _("Certificate of attendance")
    COLLEAGUE = "colleague", _("Letter to a colleague")


class Letter(OwnedByOrganization):
    """One letter about one visit. Before signing its fields are a draft; afterwards the database keeps them."""

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="letters")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    author = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    language = models.CharField(max_length=16, default="en")
    recipient = models.CharField(max_length=300, blank=True)
    not_fit_for = models.CharField(max_length=120, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    text = models.TextField(blank=True)
    drafted_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=16, blank=True)
    initials = models.CharField(max_length=16, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    document = models.OneToOneField("record.DocumentReference", on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    revoked_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "visit", "drafted_at"], name="letter_of_visit"),
            models.Index(fields=["organization", "patient", "-signed_at"], name="letter_of_patient"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "code"], condition=~Q(code=""), name="letter_code_once"),
            models.CheckConstraint(
                name="letter_signed_whole",
                condition=Q(signed_at=None, code="", digest="", document=None, revoked_at=None)
                | Q(signed_at__isnull=False, document__isnull=False) & ~Q(code="") & ~Q(digest=""),
            ),
            models.CheckConstraint(
                name="letter_days_in_order",
                condition=Q(from_on=None) | Q(until_on=None) | Q(from_on__lte=F("until_on")),
            ),
            models.CheckConstraint(
                name="letter_revoked_with_reason", condition=Q(revoked_at=None) | ~Q(revoked_why="")
            ),
        ]

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def shown_code(self) -> str:
        """Return the code as it stands on the paper, in groups of four."""
        return "-".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))


class Wording(OwnedByOrganization):
    """What the practice says in a letter of one kind and language instead of our sentences."""

    kind = models.CharField(max_length=16, choices=Kind.choices)
    language = models.CharField(max_length=16, choices=settings.LANGUAGES)
    opening = models.TextField()
    closing = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "kind", "language"], name="wording_once")]
