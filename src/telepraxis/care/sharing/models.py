"""Links that patients gave out, one-time tickets to what they sealed, and who opened them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization

TRIES = 10  # wrong passcodes in the whole life of a link


class SharedLink(OwnedByOrganization):
    """One SMART Health Link. Neither its address nor its key is kept: the digest of the one finds it, the other opens
    what is sealed, and both are in the link alone."""

    class End(models.TextChoices):
        TAKEN_BACK = "taken_back", _("You ended it")
        RENEWED = "renewed", _("A newer link took its place")
        GUESSED = "guessed", _("Too many wrong passcodes")
        LABELLED = "labelled", _("Something in your record was protected since")

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    address_digest = models.CharField(max_length=64)
    label = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    shared_by = models.UUIDField()  # account
    shared_by_name = models.CharField(max_length=200)
    for_other = models.BooleanField(default=False)  # made by somebody who acts for the patient
    passcode = models.CharField(max_length=200, blank=True)  # hashed
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    sealed_digest = models.CharField(max_length=64)  # of the file in base/files
    size = models.PositiveIntegerField()
    documents = ArrayField(models.UUIDField(), default=list)
    with_restricted = models.BooleanField(default=False, db_default=False)  # entries that bear a label too
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=16, choices=End.choices, blank=True)
    opened_count = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "patient", "-made_at"], name="shared_link_of_patient")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "address_digest"], name="shared_link_address"),
            models.CheckConstraint(
                name="shared_link_ended_with_reason",
                condition=Q(ended_at=None, ended_why="") | Q(ended_at__isnull=False) & ~Q(ended_why=""),
            ),
            models.CheckConstraint(name="shared_link_tries", condition=Q(tries_left__lte=TRIES)),
        ]

    @property
    def asks_passcode(self) -> bool:
        return bool(self.passcode)


class Ticket(OwnedByOrganization):
    """Opens the sealed file of a link once, within minutes."""

    link = models.ForeignKey(SharedLink, on_delete=models.CASCADE, db_index=False, related_name="+")
    digest = models.CharField(max_length=64)
    good_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="shared_ticket_once")]
        indexes = [models.Index(fields=["organization", "link"], name="shared_ticket_of_link")]


class Opening(OwnedByOrganization):
    """Somebody opened a link: when, and who they said they are. Nobody checks that."""

    link = models.ForeignKey(SharedLink, on_delete=models.CASCADE, db_index=False, related_name="openings")
    at = models.DateTimeField()
    recipient = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["organization", "link", "-at"], name="shared_opening_of_link")]
