"""Who comes in by a provider's word: somebody who works in its organization already, and nobody else."""

from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.accounts import memberships, people, security_log
from telepraxis.registry.accounts.models import Account

from .models import IdentityProvider


class NotLetIn(Exception):
    """The provider's word is not enough: no mail address that it proved, or nobody who works here."""

    def __init__(self, account: Account | None = None, tenant: Tenant | None = None):
        super().__init__()
        self.account, self.tenant = account, tenant


@dataclass(frozen=True)
class Word:
    """What the provider said of a person, its signature checked."""

    subject: str
    email: str
    email_verified: bool
    methods: frozenset[str]  # amr and acr

    @classmethod
    def read(cls, data: dict) -> "Word":
        """Read allauth's copy of the id_token and of the answer of userinfo.

        :raises NotLetIn: there is no id_token, or both speak of different people.
        """
        token, info = data.get("id_token") or {}, data.get("userinfo") or {}
        if not token.get("sub") or (info and info.get("sub") != token["sub"]):
            raise NotLetIn
        told = {**info, **token}
        amr = told.get("amr") or []
        methods = [*(amr if isinstance(amr, list) else [amr]), told.get("acr")]
        verified = told.get("email_verified") in (True, "true")
        return cls(str(token["sub"]), str(told.get("email") or ""), verified, frozenset(str(m) for m in methods if m))


@transaction.atomic
def come_in(
    word: Word, *, tenant: Tenant, provider: IdentityProvider, linked: Account | None, now: datetime, address: str
) -> Account:
    """Return the account that the provider's word lets in, and remember its subject at the first time.

    :raises NotLetIn: it lets nobody in.
    """
    account = linked or _by_mail(word, provider)
    with tenancy.serving(tenant.id):
        membership = memberships.open_membership(account)
        if membership is None or not memberships.is_staff(membership) or not account.is_active:
            raise NotLetIn(account, tenant)
        if linked is None:
            _link(word, account, tenant, now, address)
    return account


def note_refusal(refusal: NotLetIn, *, now: datetime, address: str) -> None:
    """Write into the person's security log that somebody tried to come in as them."""
    if refusal.account is not None:
        security_log.note(
            "provider_refused", account_id=refusal.account.pk, now=now, address=address, detail=refusal.tenant.name
        )


def is_strong(word: Word, provider: IdentityProvider) -> bool:
    """Tell whether the provider says that it asked for a second factor, and the organization trusts it in that."""
    return bool(word.methods & set(provider.strong_claims))


def _by_mail(word: Word, provider: IdentityProvider) -> Account:
    domain = word.email.rpartition("@")[2].lower()
    if not word.email_verified or domain not in provider.domains:
        raise NotLetIn
    account = people.find_by_email(word.email)
    if account is None:
        raise NotLetIn
    return account


def _link(word: Word, account: Account, tenant: Tenant, now: datetime, address: str) -> None:
    SocialAccount.objects.create(user=account, provider=tenant.slug, uid=word.subject)
    by = Actor(organization_id=tenant.id, account_id=account.pk, name=account.name, address=address)
    audit.wrote(by, "single_sign_on.linked", entity=("Account", account.pk))
    security_log.note("provider_linked", account_id=account.pk, now=now, address=address, detail=tenant.name)
