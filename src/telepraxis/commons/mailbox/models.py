"""The room's tables: whom one exchanges messages with, and both sides' own copies."""

from django.db import models
from django.db.models import Q

from telepraxis.base.tenancy.models import OwnedByOrganization


class Partner(OwnedByOrganization):
    """Another organization. `address` "" is one of this installation; else where it takes messages, and `said` what it
    published there when it was last asked: its name and its key set."""

    whose = models.UUIDField()  # the organization's id
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=500, blank=True)
    said = models.JSONField(default=dict)
    asked_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    blocked_at = models.DateTimeField(null=True)
    blocked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "whose"], name="mailbox_partner_once")]


class Enquiry(OwnedByOrganization):
    """An address that a manager has entered, and what answered there: looked at before it becomes a partner."""

    address = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    said = models.JSONField(default=dict)
    trouble = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # added, or thrown away

    class Meta:
        indexes = [
            models.Index(fields=["organization", "asked_at"], condition=Q(ended_at=None), name="mailbox_open_enquiries")
        ]


class Outgoing(OwnedByOrganization):
    """A message that this organization sends; its id names it for both. `token` is signed over the digest of `body`."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"  # given up, or refused for good: `trouble` says why

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False, related_name="+")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    kind = models.CharField(max_length=60)
    thread = models.UUIDField()
    number = models.PositiveIntegerField()  # in the thread, of those that go to this partner
    token = models.TextField()
    body = models.TextField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    trouble = models.CharField(max_length=300, blank=True)  # why it was given up
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "partner", "thread", "number"], name="outgoing_in_order"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | ~Q(state="waiting") & Q(ended_at__isnull=False),
                name="outgoing_ended_or_waits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "partner", "id"], condition=Q(state="waiting"), name="outgoing_waiting"
            ),
            models.Index(fields=["organization", "-ended_at"], condition=Q(state="failed"), name="outgoing_failed"),
            models.Index(fields=["organization", "thread", "id"], name="outgoing_of_thread"),
        ]


class Attempt(OwnedByOrganization):
    """That a message was tried in vain, how often, and why the last time; gone when its journey has ended."""

    outgoing = models.OneToOneField(Outgoing, on_delete=models.CASCADE, related_name="attempt")
    count = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300)


class Incoming(OwnedByOrganization):
    """A message that came, as it came. `message` is its sender's id for it: one that comes twice is kept once."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False, related_name="+")
    message = models.UUIDField()
    kind = models.CharField(max_length=60)
    thread = models.UUIDField()
    number = models.PositiveIntegerField()
    token = models.TextField()
    body = models.TextField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "partner", "message"], name="incoming_once"),
            models.UniqueConstraint(fields=["organization", "partner", "thread", "number"], name="incoming_in_order"),
        ]
        indexes = [models.Index(fields=["organization", "thread", "id"], name="incoming_of_thread")]
