"""The steps of plans: operational state beside each CarePlan document."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.measurements.kinds import BY_NAME

SOON = timedelta(days=7)  # before its day a step comes up on the list and the patient is reminded


class Step(OwnedByOrganization):
    """One thing that was agreed in a visit: what, who, by when, and what became of it."""

    class Kind(models.TextChoices):
        TASK = "task", _("To do")
        SEE_AGAIN = "see_again", _("See again")
        MEASURE = "measure", _("Measure at home")

    class Who(models.TextChoices):
        PATIENT = "patient", pgettext_lazy("who does it", "Patient")
        PRACTICE = "practice", pgettext_lazy("who does it", "Practice")
        OTHER = "other", pgettext_lazy("who does it", "Somebody else")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("step", "Open")
        BOOKED = "booked", pgettext_lazy("step", "Booked")
        DONE = "done", pgettext_lazy("step", "Done")
        CANCELLED = "cancelled", pgettext_lazy("step", "Cancelled")

    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="steps")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    plan = models.ForeignKey("record.CarePlan", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    who = models.CharField(max_length=16, choices=Who.choices)
    other = models.CharField(max_length=120, blank=True)  # who else does it, by name or by what they are
    text = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True)
    service = models.ForeignKey(
        "scheduling.Service", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    appointment = models.ForeignKey(
        "scheduling.Appointment", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    booking_key = models.UUIDField(default=uuid7)  # what a booking of this step carries
    recalls = models.BooleanField(default=False)
    recalled = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.OPEN)
    written_by = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    closed_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "visit", "written_at"], name="step_of_visit"),
            models.Index(fields=["organization", "patient", "status"], name="step_of_patient"),
            models.Index(fields=["organization", "status", "due_on"], name="step_by_day"),
            models.Index(fields=["organization", "appointment"], name="step_of_appointment"),
            models.Index(fields=["organization", "booking_key"], name="step_by_booking"),
        ]
        constraints = [
            models.CheckConstraint(
                name="step_status_has_its_time",
                condition=Q(status="open", closed_at=None, appointment=None)
                | Q(status="booked", closed_at=None, appointment__isnull=False)
                | Q(status__in=["done", "cancelled"], closed_at__isnull=False),
            ),
            models.CheckConstraint(name="step_says_something", condition=~Q(text="") | ~Q(kind="task")),
            models.CheckConstraint(name="step_cancelled_with_reason", condition=~Q(status="cancelled", closed_why="")),
            models.CheckConstraint(name="step_sees_service", condition=~Q(kind="see_again", service=None)),
        ]

    @property
    def often(self) -> str:
        """Return how often is measured, in words."""
        asked = self.asked
        if asked.every_days == 1:
            times = {"count": asked.times_a_day}
            return gettext("once a day") if asked.times_a_day == 1 else gettext("%(count)s times a day") % times
        return gettext("every %(count)s days") % {"count": asked.every_days}

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.OPEN, self.Status.BOOKED)

    @property
    def said(self) -> str:
        """Return what it is in words: the clinician's, or the name of the visit to book."""
        if self.text or self.kind == self.Kind.TASK:
            return self.text
        return self.service.name if self.service_id else str(BY_NAME[self.asked.measure].label)


class AskedMeasurement(OwnedByOrganization):
    """What a step to measure at home asks for: which kind, how often, within which limits; until the step's day.

    `low` and `high` bound the first value, `low_second` and `high_second` the second (diastolic pressure).
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="asked")
    measure = models.CharField(max_length=32)
    times_a_day = models.PositiveSmallIntegerField(default=1)
    every_days = models.PositiveSmallIntegerField(default=1)
    low = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    low_second = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    high_second = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    looked_at = models.DateTimeField(null=True)  # up to when a clinician has seen what came in
    looked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="asked_a_sensible_number_of_times",
                condition=Q(times_a_day__range=(1, 8), every_days__range=(1, 31)),
            ),
            models.CheckConstraint(
                name="asked_limits_in_order",
                condition=(Q(low=None) | Q(high=None) | Q(low__lt=F("high")))
                & (Q(low_second=None) | Q(high_second=None) | Q(low_second__lt=F("high_second"))),
            ),
        ]
