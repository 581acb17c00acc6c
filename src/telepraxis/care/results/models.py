"""The room's tables: what arrived, what waits, who covers whom. None holds a clinical word."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.tenancy.models import OwnedByOrganization, Tenant


class Urgency(models.IntegerChoices):
    """How soon somebody must look. Unrated: nobody said what is usual."""

    NORMAL = 0, pgettext_lazy("result", "Usual")
    UNRATED = 1, pgettext_lazy("result", "Not rated")
    ABNORMAL = 2, pgettext_lazy("result", "Abnormal")
    CRITICAL = 3, pgettext_lazy("result", "Critical")


class How(models.TextChoices):
    """How the patient is told."""

    PORTAL = "portal", _("In the portal")
    PHONE = "phone", _("By phone")
    LETTER = "letter", _("By letter")
    VISIT = "visit", _("In the visit")


class Excuse(models.TextChoices):
    """Why nobody can acknowledge a result."""

    ATTEMPTS = "attempts", _("Three attempts, none reached them")
    DECEASED = "deceased", _("The patient has died")
    MOVED = "moved", _("They are treated elsewhere now, who was told")
    DECLINED = "declined", _("They do not want to know")
    NOBODY = "nobody", _("The result names no patient")


class Release(models.TextChoices):
    """When a patient sees a result."""

    AFTER_REVIEW = "after_review", _("When a clinician has told them")
    AT_ONCE = "at_once", _("As soon as it arrives, where the law asks for it")


class Arrival(OwnedByOrganization):
    """A version of a document that may be a result and nobody has looked at yet. A trigger adds these rows."""

    type = models.CharField(max_length=64)
    document = models.UUIDField()
    logical_id = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    arrived_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "arrived_at", "id"], name="arrival_by_time")]


class Item(OwnedByOrganization):
    """One result on the list. `digest` tells whether a new version says something new; `told_version` is the version
    that the patient was last told of; `finding` and `words` are the logical ids of what was decided and told.
    """

    type = models.CharField(max_length=64)
    document = models.UUIDField()
    logical_id = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    owner = models.ForeignKey(
        "record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated = models.PositiveSmallIntegerField(default=0)  # 1: owner and cover were reminded, 2: everybody was
    filed_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    finding = models.CharField(max_length=64, blank=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=200, blank=True)
    told_how = models.CharField(max_length=8, blank=True, choices=How.choices)
    told_version = models.PositiveIntegerField(null=True)
    words = models.CharField(max_length=64, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    excused_at = models.DateTimeField(null=True)
    excused_by = models.CharField(max_length=200, blank=True)
    excuse = models.CharField(max_length=12, blank=True, choices=Excuse.choices)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "-urgency", "due_at", "id"], condition=Q(closed_at=None), name="result_waiting"
            ),
            models.Index(fields=["organization", "owner"], condition=Q(closed_at=None), name="result_of_owner"),
            models.Index(fields=["organization", "due_at"], condition=Q(closed_at=None), name="result_due"),
            models.Index(fields=["organization", "patient", "-arrived_at"], name="result_of_patient"),
            models.Index(
                fields=["organization", "-filed_at"], condition=Q(filed_at__isnull=False), name="result_filed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "type", "logical_id"], name="result_once"),
            models.CheckConstraint(
                name="result_leaves_when_the_patient_knows",
                condition=Q(closed_at=None)
                | Q(filed_at__isnull=False)
                | Q(part_of__isnull=False)
                | Q(withdrawn_at__isnull=False, decided_at__isnull=False, told_version=None)
                | Q(decided_at__isnull=False, told_at__isnull=False, acknowledged_at__isnull=False)
                | Q(decided_at__isnull=False, excused_at__isnull=False),
            ),
            models.CheckConstraint(
                name="result_told_after_decided",
                condition=Q(told_at=None, told_how="")
                | Q(told_at__isnull=False, decided_at__isnull=False) & ~Q(told_how=""),
            ),
            models.CheckConstraint(
                name="result_acknowledged_after_told", condition=Q(acknowledged_at=None) | Q(told_at__isnull=False)
            ),
            models.CheckConstraint(
                name="result_excused_with_a_reason",
                condition=Q(excused_at=None, excuse="") | Q(excused_at__isnull=False) & ~Q(excuse=""),
            ),
            models.CheckConstraint(
                name="result_deeds_have_names",
                condition=(Q(decided_at=None) | ~Q(decided_by="")) & (Q(seen_at=None) | ~Q(seen_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}/{self.logical_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def waits_for_patient(self) -> bool:
        return self.is_open and self.told_at is not None

    @property
    def tone(self) -> str:
        return ("", "", "warn", "danger")[self.urgency]


class Part(OwnedByOrganization):
    """A value that hangs on an item: of a report, or taken over from paper. `digest` is "" until it came."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False, related_name="parts")
    logical_id = models.CharField(max_length=64)  # of an Observation
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "item"], name="part_of_result")]
        constraints = [models.UniqueConstraint(fields=["organization", "logical_id"], name="result_part_once")]


class Deed(OwnedByOrganization):
    """Something that was done with an item. Insert-only. `note` names people and reasons, nothing clinical."""

    class What(models.TextChoices):
        ARRIVED = "arrived", _("Arrived")
        FILED = "filed", _("Filed: it was old when it arrived")
        TAKEN_UP = "taken_up", _("Put on the list")
        SEEN = "seen", _("Seen")
        DECIDED = "decided", _("Decided")
        TOLD = "told", _("Patient told")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        EXCUSED = "excused", _("Cannot be acknowledged")
        CORRECTED = "corrected", _("Corrected: on the list again")
        CHANGED = "changed", _("A new version came")
        WITHDRAWN = "withdrawn", _("Withdrawn by who sent it")
        JOINED = "joined", _("Belongs to a report")
        HANDED_ON = "handed_on", _("Handed on")
        ESCALATED = "escalated", _("Past its time: others were told")
        CLOSED = "closed", _("Off the list")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False, related_name="deeds")
    what = models.CharField(max_length=16, choices=What.choices)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    account_id = models.UUIDField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "item", "at"], name="deeds_of_result")]


class Cover(OwnedByOrganization):
    """A clinician is away from one day to another (both included), and a colleague looks after their results."""

    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    covered_by = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    said_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "ends_on"], name="cover_by_day")]
        constraints = [
            models.CheckConstraint(name="cover_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="cover_is_somebody_else", condition=~Q(practitioner=F("covered_by"))),
        ]


class Policy(models.Model):
    """What the practice has settled; without a row the defaults hold."""

    organization = models.OneToOneField(Tenant, on_delete=models.PROTECT, primary_key=True, related_name="+")
    critical_minutes = models.PositiveIntegerField(default=60)
    abnormal_days = models.PositiveSmallIntegerField(default=2)
    normal_days = models.PositiveSmallIntegerField(default=7)
    unread_days = models.PositiveSmallIntegerField(default=7)  # told and not read by the patient
    historic_days = models.PositiveSmallIntegerField(default=30)
    release = models.CharField(max_length=16, choices=Release.choices, default=Release.AFTER_REVIEW)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="result_times_are_sensible",
                condition=Q(
                    critical_minutes__range=(5, 1440),
                    abnormal_days__range=(1, 30),
                    normal_days__range=(1, 60),
                    unread_days__range=(1, 60),
                    historic_days__range=(1, 3650),
                ),
            )
        ]
