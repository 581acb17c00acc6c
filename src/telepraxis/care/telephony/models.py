"""The practice's line at its provider, and every call with how it ended."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization


class Trunk(OwnedByOrganization):
    """How the organization signs in at its phone provider, and the limits of what may be dialled."""

    class State(models.TextChoices):
        ASKED = "asked", _("Signing in")
        REGISTERED = "registered", _("Ready")
        REFUSED = "refused", _("The provider refuses user or secret")
        SILENT = "silent", _("The provider does not answer")

    registrar = models.CharField(max_length=200)
    user = models.CharField(max_length=120)
    closed_secret = models.TextField()  # sealed; opened by the switchboard alone
    shown_number = models.CharField(max_length=20)
    allowed_prefixes = ArrayField(models.CharField(max_length=16), default=list)
    refused_prefixes = ArrayField(models.CharField(max_length=16), default=list)
    max_minutes = models.PositiveSmallIntegerField(default=90)
    calls_per_hour = models.PositiveSmallIntegerField(default=60)
    ring_seconds = models.PositiveSmallIntegerField(default=45)
    lines = models.PositiveSmallIntegerField(default=4)
    state = models.CharField(max_length=16, choices=State.choices, default=State.ASKED)
    state_since = models.DateTimeField()
    set_up_at = models.DateTimeField()
    set_up_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_trunk_per_organization"),
            models.CheckConstraint(
                name="trunk_limits_sensible",
                condition=Q(max_minutes__range=(1, 480), calls_per_hour__range=(1, 1000))
                & Q(ring_seconds__range=(1, 120), lines__range=(1, 16)),
            ),
        ]

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.REGISTERED


class PhoneCall(OwnedByOrganization):
    """One call. It has ended when `ended_at` is set; `outcome` then says how."""

    class Direction(models.TextChoices):
        OUT = "out", _("to")
        IN = "in", _("from")

    class Outcome(models.TextChoices):
        FINISHED = "finished", _("Finished")
        BUSY = "busy", _("Busy")
        NO_ANSWER = "no_answer", _("No answer")
        WRONG_NUMBER = "wrong_number", _("No such number")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Hung up before it was answered")
        CUT = "cut", _("The line was cut")
        PROVIDER = "provider", _("The provider could not connect it")
        MISSED = "missed", _("Missed")
        TOO_LONG = "too_long", _("Ended at the longest length allowed")

    direction = models.CharField(max_length=4, choices=Direction.choices)
    number = models.CharField(max_length=20, blank=True)  # "" where the caller hides it
    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    account_id = models.UUIDField(null=True)  # who speaks for the practice; None while an incoming call rings
    name = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField()
    ringing_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    seen_at = models.DateTimeField(null=True)  # a missed call that somebody has called back or ticked off

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-begun_at"], name="phone_calls_by_time"),
            models.Index(fields=["organization", "visit", "-begun_at"], name="phone_calls_of_visit"),
            models.Index(fields=["organization", "patient", "-begun_at"], name="phone_calls_of_patient"),
            models.Index(fields=["organization", "account_id"], condition=Q(ended_at=None), name="phone_calls_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "account_id"], condition=Q(ended_at=None), name="one_call_at_a_time"
            ),
            models.CheckConstraint(
                name="phone_call_ended_somehow",
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="phone_call_in_order",
                condition=(Q(answered_at=None) | Q(answered_at__gte=F("begun_at")))
                & (Q(ended_at=None) | Q(ended_at__gte=F("begun_at"))),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_missed(self) -> bool:
        return self.direction == self.Direction.IN and self.outcome == self.Outcome.MISSED

    @property
    def state(self) -> str:
        """Return ended, held, talking, ringing or dialling."""
        if self.ended_at:
            return "ended"
        if self.answered_at:
            return "held" if self.held_at else "talking"
        return "ringing" if self.ringing_at else "dialling"

    def length(self, now: datetime) -> timedelta:
        """Return how long was spoken, or has been so far."""
        return (self.ended_at or now) - self.answered_at if self.answered_at else timedelta()


class RecordingConsent(OwnedByOrganization):
    """One side's spoken or written yes to this visit being recorded. Without both, nothing records."""

    class Side(models.TextChoices):
        PATIENT = "patient", _("Patient")
        CLINICIAN = "clinician", _("Clinician")

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+")
    side = models.CharField(max_length=16, choices=Side.choices)
    name = models.CharField(max_length=200)
    agreed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "visit", "side"], condition=Q(withdrawn_at=None), name="recording_consent_once"
            )
        ]
