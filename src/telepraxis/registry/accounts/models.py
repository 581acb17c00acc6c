"""Accounts, memberships, open sessions, and what happened to them."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now

from telepraxis.base.access import Role
from telepraxis.base.tenancy.models import OwnedByOrganization
from telepraxis.base.uuid7 import uuid7


class AccountsByEmail(BaseUserManager):
    def get_by_natural_key(self, email: str) -> "Account":
        """Return the account with this address, whatever its letters' case."""
        return self.get(email__iexact=email)


class Account(AbstractBaseUser):
    """A person who can come in. Global, and without any clinical fact: what they are stands in memberships."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=16, default="en")
    time_zone = models.CharField(max_length=64, blank=True)  # "" for that of the organization they are in
    created_at = models.DateTimeField(db_default=Now())
    is_active = models.BooleanField(default=True)  # the name Django and allauth ask for; a closed account is False
    signed_out_everywhere_at = models.DateTimeField(null=True)  # apps connected before are shut out too
    pin_hash = models.CharField(max_length=200, blank=True)
    pin_set_at = models.DateTimeField(null=True)
    pin_failures = models.PositiveSmallIntegerField(default=0)  # since the last full sign-in

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = AccountsByEmail()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.name or self.email


class Membership(OwnedByOrganization):
    """What an account is in one organization, from when until when. At most one is open at a time."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role]))
    practitioner_id = models.UUIDField(null=True)  # uid of the person's own Practitioner document here
    patient_id = models.UUIDField(null=True)  # uid of the person's own Patient document here
    clearances = models.PositiveSmallIntegerField(default=0, db_default=0)  # labels (base/record/labels.py), as bits
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "account"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_membership",
            )
        ]
        indexes = [
            models.Index(fields=["account", "organization"], name="membership_of_account"),
            models.Index(fields=["organization", "patient_id"], name="membership_of_patient"),
            models.Index(fields=["organization", "practitioner_id"], name="membership_of_practitioner"),
        ]


class SignedInSession(models.Model):
    """One sign-in on one device: what a person sees in the list of their sessions and can end."""

    class Way(models.TextChoices):
        CODE = "code"
        LINK = "link"
        PASSKEY = "passkey"
        PASSWORD = "password"
        PASSWORD_AND_FACTOR = "password_and_factor"
        QUICK = "quick"
        PROVIDER = "provider"  # the organization's own identity provider vouched
        DEMO = "demo"

    class End(models.TextChoices):
        SIGNED_OUT = "signed_out"
        REVOKED = "revoked"
        IDLE = "idle"
        TOO_OLD = "too_old"
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="signed_in_sessions")
    session_key = models.CharField(max_length=40)
    way = models.CharField(max_length=24, choices=Way.choices)
    strong = models.BooleanField()  # two factors, a passkey, or a quick change after one of them
    device_id = models.UUIDField(null=True)  # the browser, told by its signed cookie
    device_name = models.CharField(max_length=120)
    address = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    idle_minutes = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=16, blank=True, choices=End.choices)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-last_seen_at"], name="sessions_of_account"),
            models.Index(fields=["device_id", "-started_at"], name="sessions_of_device"),
        ]


class SpentCode(models.Model):
    """A code or link that was used. The unique digest is what lets exactly one of many parallel uses win."""

    digest = models.CharField(max_length=64, primary_key=True)
    spent_at = models.DateTimeField(db_index=True)


class SecurityEvent(models.Model):
    """One thing that happened to the way an account is protected. Insert-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="security_events")
    kind = models.CharField(max_length=48)
    at = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)
    device_name = models.CharField(max_length=120, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-at"], name="security_of_account"),
            models.Index(fields=["-at"], name="security_by_time"),
        ]


class DemoRole(models.Model):
    """One button of the demonstration's door. Only the demo generator writes these."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    label = models.CharField(max_length=80)
    landing = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
