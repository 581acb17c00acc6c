"""What the practice keeps for prescribing: its rules, who may prescribe what, and lines worth writing again."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization


class Validity(OwnedByOrganization):
    """How long a prescription is good for, where the patient is: days by schedule, "" for all that is not controlled.

    `jurisdiction` "" is everywhere. Without a row the defaults of `expiry.py` hold.
    """

    jurisdiction = models.CharField(max_length=16, blank=True)
    schedule = models.CharField(max_length=8, blank=True)
    days = models.PositiveSmallIntegerField()
    most_repeats = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "jurisdiction", "schedule"], name="validity_once"),
            models.CheckConstraint(name="validity_sensible", condition=Q(days__range=(1, 1095))),
        ]


class Prescriber(OwnedByOrganization):
    """What a practitioner may prescribe beyond their role, granted by one person and confirmed by another where it is
    controlled substances (21 CFR 1311.125).

    `may_prescribe` lets a nurse prescribe; a physician may by role. `dea_number` is what stands on the prescription.
    """

    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    may_prescribe = models.BooleanField(default=False)
    dea_number = models.CharField(max_length=16, blank=True)
    identity_proven_on = models.DateField(null=True)  # 21 CFR 1311.105
    granted_by = models.CharField(max_length=200)
    granted_by_account = models.UUIDField(null=True)
    granted_at = models.DateTimeField()
    controlled_asked_by_account = models.UUIDField(null=True)
    controlled_asked_at = models.DateTimeField(null=True)
    controlled_confirmed_by_account = models.UUIDField(null=True)
    controlled_confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "practitioner"], name="prescriber_once"),
            models.CheckConstraint(
                name="prescriber_controlled_by_two",
                condition=Q(controlled_confirmed_at=None)
                | Q(controlled_asked_at__isnull=False)
                & ~Q(controlled_confirmed_by_account=F("controlled_asked_by_account"))
                & ~Q(dea_number="")
                & Q(identity_proven_on__isnull=False),
            ),
        ]

    @property
    def may_prescribe_controlled(self) -> bool:
        return self.controlled_confirmed_at is not None


class ControlledAudit(OwnedByOrganization):
    """Somebody from outside has audited how this organization prescribes controlled substances (21 CFR 1311.300).

    Until one is recorded, confirmed by a second person, and in date, nothing controlled is signed here.
    """

    auditor = models.CharField(max_length=200)
    report = models.CharField(max_length=200)  # where the report lies
    audited_on = models.DateField()
    valid_until = models.DateField()
    recorded_by = models.CharField(max_length=200)
    recorded_by_account = models.UUIDField()
    recorded_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_by_account = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-valid_until"], name="controlled_audit_by_day")]
        constraints = [
            models.CheckConstraint(
                name="controlled_audit_confirmed_by_another",
                condition=Q(confirmed_at=None, confirmed_by_account=None)
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_by_account=F("recorded_by_account")),
            ),
            models.CheckConstraint(name="controlled_audit_in_order", condition=Q(valid_until__gt=F("audited_on"))),
        ]


class Sentence(OwnedByOrganization):
    """A line kept to be written again, a person's own or the practice's; of a protocol several lines, for one cause."""

    class Kind(models.TextChoices):
        SENTENCE = "sentence", _("Sentence")
        FAVOURITE = "favourite", _("Favourite")
        PROTOCOL = "protocol", _("Protocol")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=120)
    owner = models.ForeignKey(
        "record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )  # None: the practice's
    lines = models.JSONField()  # as `stored.kept_line` writes them
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "owner", "name"],
                condition=Q(dropped_at=None),
                nulls_distinct=False,
                name="sentence_name_once",
            ),
        ]


class SentenceUse(OwnedByOrganization):
    """How often a practitioner took a sentence."""

    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, db_index=False, related_name="uses")
    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "sentence", "practitioner"], name="sentence_use_once")
        ]
