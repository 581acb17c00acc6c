"""The organization's provider, and which practice a mail domain may mean."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from telepraxis.base.tenancy.models import OwnedByOrganization


class IdentityProvider(OwnedByOrganization):
    """How the organization's own provider is reached, and what its word is worth."""

    issuer = models.URLField(max_length=500)
    client_id = models.CharField(max_length=191)
    sealed_secret = models.TextField()
    domains = ArrayField(models.CharField(max_length=253))  # of mail addresses for which it may vouch
    strong_claims = ArrayField(models.CharField(max_length=100), default=list)  # values of amr or acr: a second factor
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200)
    switched_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="one_provider_per_organization")]

    @property
    def counts_as_strong(self) -> bool:
        return bool(self.strong_claims)


class SignPost(models.Model):
    """A mail domain and the practice it may mean. Global and public: it leads to a sign-in, and lets nobody in."""

    domain = models.CharField(max_length=253)
    slug = models.SlugField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["domain", "slug"], name="one_sign_post")]
