"""What can be booked, who works when, and what is booked."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization

from .masks import CELL_MINUTES, Shape

DAY_MINUTES = 24 * 60
GRACE = timedelta(minutes=30)  # after booking at short notice
LONGEST_CLAIM = timedelta(days=1)  # lets a query find claims by where they begin


class Modality(models.TextChoices):
    """How patient and practitioner meet."""

    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")


def whole_cells(*names: str) -> Q:
    """Return the condition that these minutes lie on the five-minute grid."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__gte": 0}) & Q(**{name: F(name) / CELL_MINUTES * CELL_MINUTES})
    return condition


class Service(OwnedByOrganization):
    """Something that can be booked (FHIR HealthcareService). All minutes are multiples of five."""

    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField()
    grid_minutes = models.PositiveSmallIntegerField(default=15)
    grid_anchor_minutes = models.PositiveSmallIntegerField(default=0)
    buffer_before_minutes = models.PositiveSmallIntegerField(default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=0)
    notice_minutes = models.PositiveIntegerField(default=60)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    cancel_cutoff_minutes = models.PositiveIntegerField(default=24 * 60)
    no_show_after_minutes = models.PositiveSmallIntegerField(null=True)  # None: as the practice says; 0: never
    price_minor = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    modalities = ArrayField(models.CharField(max_length=16, choices=Modality.choices))
    red_flags = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(retired_at=None), name="service_name_once"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=12 * 60)
                & Q(grid_minutes__gte=5, grid_minutes__lte=DAY_MINUTES)
                & Q(grid_anchor_minutes__lt=F("grid_minutes"))
                & Q(buffer_before_minutes__lte=240, buffer_after_minutes__lte=240)
                & Q(horizon_days__gte=1, horizon_days__lte=400)
                & whole_cells(
                    "minutes", "grid_minutes", "grid_anchor_minutes", "buffer_before_minutes", "buffer_after_minutes"
                ),
                name="service_fits_the_grid",
            ),
            models.CheckConstraint(
                condition=Q(modalities__len__gte=1) & Q(modalities__contained_by=Modality.values),
                name="service_modalities",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shape(self) -> Shape:
        """What a visit of this service takes of a day."""
        return Shape(
            length=self.minutes // CELL_MINUTES,
            before=self.buffer_before_minutes // CELL_MINUTES,
            after=self.buffer_after_minutes // CELL_MINUTES,
            every=self.grid_minutes // CELL_MINUTES,
            anchor=self.grid_anchor_minutes // CELL_MINUTES,
        )


class ServicePractitioner(OwnedByOrganization):
    """This practitioner offers this service."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, db_index=False, related_name="offered_by")
    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "service", "practitioner"], name="service_offered_once"),
        ]
        indexes = [models.Index(fields=["organization", "practitioner"], name="services_of_practitioner")]


WITHIN_A_DAY = (
    Q(starts_minute__gte=0)
    & Q(ends_minute__lte=DAY_MINUTES)
    & Q(starts_minute__lt=F("ends_minute"))
    & whole_cells("starts_minute", "ends_minute")
)


class WeeklyHours(OwnedByOrganization):
    """Open each week from one minute of the day to another, by the clock on the practitioner's wall.

    Monday is 0; 1440 is the midnight at the end. The database refuses rules of one practitioner that overlap.
    """

    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=WITHIN_A_DAY & Q(weekday__lte=6), name="weekly_hours_within_a_day"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")),
                name="weekly_hours_valid_period",
            ),
        ]
        indexes = [models.Index(fields=["organization", "practitioner", "weekday"], name="weekly_hours_of")]


class HoursException(OwnedByOrganization):
    """On this one date hours are added or removed. A removal wins over an addition."""

    class Kind(models.TextChoices):
        ADD = "add", _("Open")
        REMOVE = "remove", _("Closed")

    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    starts_minute = models.PositiveSmallIntegerField(default=0)
    ends_minute = models.PositiveSmallIntegerField(default=DAY_MINUTES)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=WITHIN_A_DAY, name="hours_exception_within_a_day")]
        indexes = [models.Index(fields=["organization", "practitioner", "day"], name="hours_exceptions_of")]


class CalendarVersion(OwnedByOrganization):
    """Changes with whatever changes a practitioner's free time, in the same transaction.

    `token` changes with everything, `hours_token` only with rules and exceptions: a booking leaves the hours that
    others have read as good as they were. Random tokens and no counters: a number given out by a transaction that
    rolled back would be given out again.
    """

    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    token = models.UUIDField()
    hours_token = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "practitioner"], name="calendar_version_once"),
        ]


class Appointment(OwnedByOrganization):
    """A visit that was promised (FHIR Appointment)."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("Booked")
        ARRIVED = "arrived", _("Checked in")
        IN_PROGRESS = "in_progress", _("In visit")
        FULFILLED = "fulfilled", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        NO_SHOW = "no_show", _("Did not come")

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, db_index=False, related_name="+")
    modality = models.CharField(max_length=16, choices=Modality.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.BOOKED)
    reason = models.TextField(blank=True)  # clinical: never in a mail, a log or a calendar
    patient_jurisdiction = models.CharField(max_length=16, blank=True)
    price_minor = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545, 3.8.7.4
    idempotency_key = models.UUIDField()
    walk_in = models.BooleanField(default=False)
    booked_by = models.UUIDField(null=True)
    booked_by_name = models.CharField(max_length=200, blank=True)
    booked_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    offered_other_times_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    no_show_at = models.DateTimeField(null=True)
    attendance_by_hand_at = models.DateTimeField(null=True)  # a person last said who came: nothing overrules them
    attendance_by_itself_at = models.DateTimeField(null=True)  # it was settled from who was there; a person may undo it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "idempotency_key"], name="appointment_key_once"),
            models.CheckConstraint(
                condition=Q(attendance_by_itself_at=None) | Q(status__in=["no_show", "fulfilled"]),
                name="appointment_settled_by_itself",
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="appointment_has_length"),
            models.CheckConstraint(
                condition=(Q(status="cancelled") & Q(cancelled_at__isnull=False))
                | (~Q(status="cancelled") & Q(cancelled_at=None)),
                name="appointment_cancelled_at",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "starts_at"], name="appointments_by_time"),
            models.Index(fields=["organization", "practitioner", "starts_at"], name="appointments_of_practitioner"),
            models.Index(fields=["organization", "patient", "-starts_at"], name="appointments_of_patient"),
            models.Index(fields=["organization", "service"], name="appointments_of_service"),
        ]

    def __str__(self) -> str:
        return f"Appointment {self.id}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be moved or cancelled."""
        return self.status == self.Status.BOOKED

    def cut_off(self) -> datetime:
        """Return the last moment at which the patient may move or cancel it themselves.

        That is the service's cut-off; for what was booked later than that, half an hour to take a slip back.
        """
        agreed = self.starts_at - timedelta(minutes=self.service.cancel_cutoff_minutes)
        return max(agreed, min(self.booked_at + GRACE, self.starts_at)) if self.booked_at else agreed


class Claim(OwnedByOrganization):
    """A stretch of somebody's time that is given away. Two live claims in one lane never overlap: the database refuses.

    Lane 0 is normal; staff who squeeze somebody in take the next lane that is free, so that even then nothing is
    booked twice unseen. A practitioner's claim holds the service's buffers too, a patient's holds the visit alone.
    """

    class Kind(models.TextChoices):
        VISIT = "visit"
        BLOCK = "block"

    practitioner = models.ForeignKey(
        "record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    resource = models.GeneratedField(
        expression=Coalesce("practitioner_id", "patient_id"), output_field=models.UUIDField(), db_persist=True
    )
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, db_index=False, related_name="claims", null=True
    )
    lane = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.VISIT)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(practitioner=None, patient__isnull=False) | Q(practitioner__isnull=False, patient=None),
                name="claim_on_one_person",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")) & Q(ends_at__lte=F("starts_at") + LONGEST_CLAIM),
                name="claim_at_most_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "resource", "starts_at"],
                include=["ends_at", "lane"],
                condition=Q(released_at=None),
                name="live_claims_of",
            ),
            models.Index(fields=["organization", "appointment"], name="claims_of_appointment"),
        ]


class BookingDraft(OwnedByOrganization):
    """What a patient has said on the way to a booking; its id is the booking's idempotency key.

    Kept here and not in the address or the session, because a reason for a visit is clinical. Thrown away after a day.
    """

    opened_by = models.CharField(max_length=64)  # account id or a digest of the visitor's session
    service = models.ForeignKey(Service, on_delete=models.CASCADE, db_index=False, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.CASCADE, db_index=False, related_name="+", null=True)
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "opened_at"], name="booking_drafts_by_time")]
