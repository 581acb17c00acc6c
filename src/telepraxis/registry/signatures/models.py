"""The room's tables: keys with their public and sealed parts, and the digests of what was signed with them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization


class Key(OwnedByOrganization):
    """One key pair of the organization. Its private part is wiped when it stops signing; the public part stays."""

    class Use(models.TextChoices):
        TOKEN = "token", _("Signed codes")
        PAPER = "paper", _("Signed PDFs")
        ROOT = "root", _("Our own authority, which certifies the keys for PDFs")

    class Origin(models.TextChoices):
        MADE = "made", _("Made here")
        IMPORTED = "imported", _("Imported certificate")

    class Why(models.TextChoices):
        """Why a key was revoked. Only of a stolen key can its own word on when it signed not be believed."""

        STOLEN = "stolen", _("Somebody else has or may have it")
        LOST = "lost", _("It is lost, and nobody else has it")
        REPLACED = "replaced", _("Another key takes its place")
        CEASED = "ceased", _("The organization signs no more")

    kid = models.CharField(max_length=32)
    use = models.CharField(max_length=8, choices=Use.choices)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.MADE)
    public = models.TextField()  # a token key's JWK in JSON; else the certificate and its chain in PEM, own one first
    sealed = models.TextField(blank=True)  # PKCS #8; empty once it signs no more
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField(null=True)  # of the certificate
    retired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=8, choices=Why.choices, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    revoked_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "kid"], name="signatures_one_kid"),
            models.UniqueConstraint(
                fields=["organization", "use"],
                condition=Q(retired_at=None, revoked_at=None) & ~Q(sealed=""),
                name="signatures_one_current_key",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_why="") | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
                name="signatures_revoked_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, revoked_at=None) | Q(sealed=""), name="signatures_only_current_ones_sign"
            ),
        ]
        indexes = [models.Index(fields=["organization", "use", "-made_at"], name="signatures_newest_first")]

    @property
    def is_current(self) -> bool:
        return bool(self.sealed) and self.retired_at is None and self.revoked_at is None


class Signed(OwnedByOrganization):
    """That something was signed here, and when: a witness that a thief of the key cannot write to. No content."""

    key = models.ForeignKey(Key, on_delete=models.PROTECT, db_index=False, related_name="+")
    digest = models.CharField(max_length=64)  # SHA-256 of the whole token or PDF
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="signatures_signed_once")]
