"""How a new colleague comes in, and how one who lost every factor comes back."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.tenancy.models import Tenant

from . import links, mails, memberships, security_log, sessions
from .models import Account
from .permissions import may_manage_people


def invitation_link(account: Account) -> str:
    """Return the whole address of this account's way in: good for 7 days, until a second factor is set up."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("accounts:by_invitation", args=[links.invitation_token(account)])


@transaction.atomic
def invite(*, account: Account, by: Actor, now: datetime) -> str:
    """Mail a colleague of the actor's organization their way in; return its address.

    :raises memberships.NotAMember: the account has no open membership here.
    """
    may_manage_people.require(by)
    with tenancy.serving(by.organization_id):
        if memberships.open_membership(account) is None:
            raise memberships.NotAMember(account.email)
        link = invitation_link(account)
        organization = Tenant.objects.get(pk=by.organization_id).name
        mails.invitation(account, link=link, organization=organization, inviter=by.name)
        audit.wrote(by, "accounts.invited", entity=("Account", account.id))
    security_log.note("invited", account_id=account.pk, now=now, address=by.address)
    return link


@transaction.atomic
def reset_factors(*, account: Account, by: Actor, now: datetime) -> str:
    """Take back every way in of a colleague who lost theirs, end their sessions, and invite them anew.

    :raises memberships.NotAMember: the account has no open membership here.
    """
    may_manage_people.require(by)
    link = invite(account=account, by=by, now=now)
    Authenticator.objects.filter(user=account).delete()
    account.set_unusable_password()
    account.pin_hash, account.pin_set_at = "", None
    account.save(update_fields=["password", "pin_hash", "pin_set_at"])
    sessions.end_all(account=account, why="withdrawn", now=now)
    with tenancy.serving(by.organization_id):
        audit.wrote(by, "accounts.factors_reset", entity=("Account", account.id))
    security_log.note("factors_reset", account_id=account.pk, now=now, address=by.address)
    return link
