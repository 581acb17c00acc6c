"""Questions, corrections and arrivals: rows about a document of the record, which they name by type and uid."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization


class AboutEntry(OwnedByOrganization):
    """Something about one document of one patient. `document` is the uid of its row, `type` its FHIR type."""

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    type = models.CharField(max_length=64)
    document = models.UUIDField()

    class Meta:
        abstract = True


class Asked(AboutEntry):
    """What somebody of the patient's side asks of the practice; the entry's author answers, if they work here."""

    owner = models.ForeignKey(
        "record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField()  # account
    asked_by_name = models.CharField(max_length=200)
    read_at = models.DateTimeField(null=True)  # when the patient's side saw what was answered last

    class Meta:
        abstract = True


class Question(Asked):
    """A question with its answers. Open since `opened_at`, closed by the answer, opened again by a further question."""

    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    texts = models.PositiveSmallIntegerField(default=1)  # how many were written: who answers says how many they read

    class Meta:
        indexes = [
            models.Index(fields=["organization", "patient", "-asked_at"], name="question_of_patient"),
            models.Index(
                fields=["organization", "opened_at"], name="question_open", condition=Q(answered_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="question_answered_after",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("opened_at")),
            )
        ]


class Text(OwnedByOrganization):
    """One text of a question: the patient's side asks, the practice answers. It does not change."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, db_index=False, related_name="written")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.UUIDField()  # account
    by_name = models.CharField(max_length=200)
    by_practice = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "question", "number"], name="text_of_question_once")
        ]


class Correction(Asked):
    """A request to correct an entry. The law allows 60 days for the answer (45 CFR 164.526(b)(2))."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    class How(models.TextChoices):
        AMENDED = "amended", _("The entry was corrected")
        IN_ERROR = "in_error", _("The entry was marked as entered in error")
        ADDENDUM = "addendum", _("An addendum was written to the note")

    version = models.PositiveIntegerField()  # of the document, when it was asked for
    wrong = models.TextField()
    instead = models.TextField()
    picture = models.UUIDField(null=True)  # uid of a DocumentReference
    due_on = models.DateField()
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    made_version = models.PositiveIntegerField(null=True)  # of the document that says it rightly now
    reason = models.TextField(blank=True)
    disagreement = models.TextField(blank=True)
    disagreed_at = models.DateTimeField(null=True)
    disagreed_by_name = models.CharField(max_length=200, blank=True)
    statement = models.OneToOneField(  # the same words as a document, which goes wherever the entry goes
        "record.Resource", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["organization", "patient", "-asked_at"], name="correction_of_patient"),
            models.Index(fields=["organization", "due_on"], name="correction_open", condition=Q(decision="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "document"], condition=Q(decision=""), name="correction_open_once"
            ),
            models.CheckConstraint(
                name="correction_decided_whole",
                condition=Q(decision="", decided_at=None, how="", reason="")
                | Q(decision="accepted", decided_at__isnull=False, reason="") & ~Q(how="")
                | Q(decision="declined", decided_at__isnull=False, how="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="correction_disagreed_when_declined",
                condition=Q(disagreement="", disagreed_at=None) | Q(decision="declined", disagreed_at__isnull=False),
            ),
        ]


class Arrival(AboutEntry):
    """An entry from the patient's side that a clinician should look at. What it says stands in the document alone."""

    class Kind(models.TextChoices):
        DANGER = "danger", _("Dangerous value")
        SYMPTOM = "symptom", _("Symptom")
        PHOTO = "photo", _("Photo")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    arrived_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "arrived_at"], name="arrival_unseen", condition=Q(seen_at__isnull=True)
            ),
            models.Index(fields=["organization", "patient"], name="arrival_of_patient"),
        ]
        constraints = [models.UniqueConstraint(fields=["organization", "document"], name="arrival_once")]
