"""Visits and who was in them."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.record.fields import OneToOneThoughClosed
from telepraxis.base.tenancy.models import OwnedByOrganization


class Modality(models.TextChoices):
    """How people meet."""

    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")


class Visits(models.QuerySet):
    def locked(self, visit: "Visit") -> "Visit":
        """Return the visit as it stands, locked until the transaction ends, with patient and practitioner."""
        return self.select_for_update(of=("self",)).select_related("patient", "practitioner").get(pk=visit.pk)


class Visit(OwnedByOrganization):
    """One meeting of a patient and a clinician, whatever carries it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Not here yet")
        READY = "ready", _("Waiting")
        IN_PROGRESS = "in_progress", _("In visit")
        FINISHED = "finished", _("Finished")
        CANCELLED = "cancelled", _("Cancelled")

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    practitioner = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    appointment = models.OneToOneField(
        "scheduling.Appointment", on_delete=models.PROTECT, null=True, related_name="visit"
    )
    encounter = OneToOneThoughClosed("record.Encounter", on_delete=models.PROTECT, null=True, related_name="+")
    modality = models.CharField(max_length=16, choices=Modality.choices)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.WAITING)
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    nurse_account_id = models.UUIDField(null=True)
    nurse_name = models.CharField(max_length=200, blank=True)
    rooming_began_at = models.DateTimeField(null=True)
    rooming_ended_at = models.DateTimeField(null=True)
    ended_by_itself_at = models.DateTimeField(null=True)  # when nobody had pressed the button, from who was there

    objects = Visits.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "practitioner", "status", "planned_at"], name="visit_of_practitioner"),
            models.Index(fields=["organization", "status", "planned_at"], name="visit_by_status"),
            models.Index(fields=["organization", "patient", "-planned_at"], name="visit_of_patient"),
        ]
        constraints = [
            models.CheckConstraint(
                name="visit_status_has_its_time",
                condition=Q(status="waiting", admitted_at=None, ended_at=None, cancelled_at=None)
                | Q(status="ready", ready_at__isnull=False, admitted_at=None, ended_at=None, cancelled_at=None)
                | Q(status="in_progress", admitted_at__isnull=False, ended_at=None, cancelled_at=None)
                | Q(status="finished", admitted_at__isnull=False, ended_at__isnull=False, cancelled_at=None)
                | Q(status="cancelled", cancelled_at__isnull=False, admitted_at=None),
            ),
            models.CheckConstraint(
                name="visit_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=F("admitted_at"))
            ),
            models.CheckConstraint(name="visit_modality_known", condition=Q(modality__in=Modality.values)),
            models.CheckConstraint(
                name="visit_ended_by_itself_has_ended", condition=Q(ended_by_itself_at=None) | Q(ended_at__isnull=False)
            ),
            models.CheckConstraint(
                name="visit_rooming_is_somebodys",
                condition=Q(rooming_began_at=None, rooming_ended_at=None, nurse_account_id=None, nurse_name="")
                | (Q(rooming_began_at__isnull=False, nurse_account_id__isnull=False) & ~Q(nurse_name="")),
            ),
            models.CheckConstraint(
                name="visit_rooming_ends_after_it_began",
                condition=Q(rooming_ended_at=None) | Q(rooming_ended_at__gte=F("rooming_began_at")),
            ),
            models.CheckConstraint(
                name="visit_rooming_ends_before_admission",
                condition=Q(admitted_at=None) | Q(rooming_began_at=None) | Q(rooming_ended_at__isnull=False),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether people may still come and go."""
        return self.status in (self.Status.WAITING, self.Status.READY, self.Status.IN_PROGRESS)

    @property
    def has_begun(self) -> bool:
        return self.admitted_at is not None

    @property
    def is_with_nurse(self) -> bool:
        """Whether a nurse has the patient just now, before the clinician."""
        return self.is_open and self.rooming_began_at is not None and self.rooming_ended_at is None

    @property
    def is_ready_for_clinician(self) -> bool:
        """Whether a nurse has prepared the patient, who now waits for the clinician."""
        return self.is_open and not self.has_begun and self.rooming_ended_at is not None

    @property
    def began_at(self) -> datetime | None:
        """When somebody of the practice first had the patient: the nurse, else the clinician."""
        return self.rooming_began_at or self.admitted_at

    def length(self, now: datetime) -> timedelta:
        """Return how long the visit has lasted, or lasted."""
        return (self.ended_at or now) - self.admitted_at if self.admitted_at else timedelta()

    def wait(self, now: datetime) -> timedelta:
        """Return how long the patient has waited, or waited."""
        return (self.admitted_at or self.cancelled_at or now) - self.ready_at if self.ready_at else timedelta()


class Handover(OwnedByOrganization):
    """A colleague took the visit over: from whom, by whom, why, when. The visit itself names who treats now."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, db_index=False, related_name="handovers")
    taken_from = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    taken_by = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    why = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "visit", "at"], name="handover_of_visit"),
            models.Index(fields=["organization", "taken_from", "at"], name="handover_from"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="handover_has_reason"),
            models.CheckConstraint(condition=~Q(taken_from=F("taken_by")), name="handover_to_another"),
        ]


class Presence(OwnedByOrganization):
    """One stretch of one person in a visit, by one way of meeting. Minutes and bills are counted from these rows."""

    class Role(models.TextChoices):
        PATIENT = "patient", _("Patient")
        CLINICIAN = "clinician", _("Clinician")
        RELATIVE = "relative", _("Relative or carer")
        INTERPRETER = "interpreter", _("Interpreter")
        COLLEAGUE = "colleague", _("Colleague")

    GUEST = "guest:"  # how the key of an invited participant begins

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, db_index=False, related_name="presences")
    participant = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=Role.choices)
    account_id = models.UUIDField(null=True)
    modality = models.CharField(max_length=16, choices=Modality.choices)
    connection = models.CharField(max_length=80, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "visit", "joined_at"], name="presence_of_visit")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "visit", "participant"],
                condition=Q(left_at=None),
                name="presence_once_at_a_time",
            ),
            models.CheckConstraint(
                name="presence_left_after_joining", condition=Q(left_at=None) | Q(left_at__gte=F("joined_at"))
            ),
            models.CheckConstraint(name="presence_modality_known", condition=Q(modality__in=Modality.values)),
            models.CheckConstraint(name="presence_has_participant", condition=~Q(participant="")),
        ]

    @property
    def is_guest(self) -> bool:
        return self.participant.startswith(self.GUEST)

    def length(self, now: datetime) -> timedelta:
        """Return how long the stretch lasted, or has lasted so far."""
        return (self.left_at or now) - self.joined_at
