"""Apps, the connections people give them, and what hangs on a connection: codes, tokens, launches."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization


class App(OwnedByOrganization):
    """An app that the practice has registered: an OAuth client of this organization and no other."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("An app on people's own devices (it can keep no secret)")
        CONFIDENTIAL = "confidential", _("A web app with a server of its own")
        BACKEND = "backend", _("A program that works without a person")

    class Proof(models.TextChoices):
        """How the app proves to the token endpoint who it is (RFC 7591 names)."""

        NONE = "none", _("Not at all")
        SECRET = "client_secret", _("A secret that we make")
        KEY = "private_key_jwt", _("A key pair of its own")

    client_id = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    proof = models.CharField(max_length=16, choices=Proof.choices)
    secret_digest = models.CharField(max_length=64, blank=True)
    jwks = models.JSONField(null=True)
    jwks_url = models.URLField(max_length=500, blank=True)
    redirect_uris = ArrayField(models.CharField(max_length=500), default=list)
    launch_uri = models.CharField(max_length=500, blank=True)
    scopes = ArrayField(models.CharField(max_length=200), default=list)  # the most it may ask for
    for_staff = models.BooleanField(default=True)
    for_patients = models.BooleanField(default=False)
    access_minutes = models.PositiveSmallIntegerField(default=15)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=200)
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "name"], name="apps_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def works_alone(self) -> bool:
        return self.kind == self.Kind.BACKEND


class Connection(OwnedByOrganization):
    """One person's leave to one app, for one patient or for all they may see; the family of its codes and tokens."""

    app = models.ForeignKey(App, on_delete=models.PROTECT, related_name="connections")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    patient_id = models.UUIDField(null=True)  # the chart in context
    encounter = models.CharField(max_length=64, blank=True)  # logical id of the Encounter in context
    scopes = ArrayField(models.CharField(max_length=200))
    as_staff = models.BooleanField(default=False)
    strong = models.BooleanField(default=False)  # two factors or a passkey opened the session
    factor_elsewhere = models.BooleanField(default=False)  # the organization's own provider asked for the second one
    session_id = models.UUIDField(null=True)  # while it stands, the connection does; None: it outlives the session
    connected_at = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "account", "-connected_at"], name="apps_of_account"),
            models.Index(fields=["organization", "app", "-connected_at"], name="apps_connections"),
        ]


class Code(OwnedByOrganization):
    """An authorization code: good for a minute and one use."""

    digest = models.CharField(max_length=64)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="codes")
    redirect_uri = models.CharField(max_length=500)
    code_challenge = models.CharField(max_length=128)
    nonce = models.CharField(max_length=500, blank=True)
    proven_at = models.DateTimeField(null=True)  # when the person last proved who they are (auth_time)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="apps_one_code")]


class Token(OwnedByOrganization):
    """An access or refresh token, known by its digest alone."""

    class Kind(models.TextChoices):
        ACCESS = "access"
        REFRESH = "refresh"

    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="tokens")
    scopes = ArrayField(models.CharField(max_length=200))
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)  # to which it was given
    last_used_at = models.DateTimeField(null=True)
    spent_at = models.DateTimeField(null=True)  # a refresh token is good for one use
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="apps_one_token")]
        indexes = [models.Index(fields=["organization", "connection", "-issued_at"], name="apps_tokens")]


class Launch(OwnedByOrganization):
    """What somebody had open when they opened an app from here: good for ten minutes, one use, and that person."""

    digest = models.CharField(max_length=64)
    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    patient_id = models.UUIDField()
    encounter = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="apps_one_launch")]


class SpentAssertion(OwnedByOrganization):
    """A signed assertion's jti that was used; kept for as long as the assertion would be good."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "app", "digest"], name="apps_one_use_of_assertion")
        ]


class SigningKey(OwnedByOrganization):
    """The key that signs the practice's id_tokens, sealed; the newest signs, all of them verify."""

    kid = models.CharField(max_length=32)
    sealed = models.TextField()
    made_at = models.DateTimeField()
