"""Verbs that make accounts, and the link by which a new colleague comes in."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from telepraxis.base import audit, tenancy
from telepraxis.base.access import STAFF, Actor, Role

from . import memberships
from .models import Account
from .permissions import may_manage_people, may_register_accounts


class AlreadyStaff(Exception):
    """This address belongs to somebody who already works in the organization."""


@transaction.atomic
def create_staff_account(
    *,
    email: str,
    name: str,
    roles: set[Role],
    practitioner: UUID | None = None,
    language: str = "en",
    time_zone: str = "",
    by: Actor,
    now: datetime,
) -> Account:
    """Give a colleague an account and roles in the actor's organization. It opens nothing until a second factor is
    set: `invitations.invite` sends the way in.

    :raises AlreadyStaff: the address belongs to a colleague of this organization.
    """
    may_manage_people.require(by)
    if not roles or not roles <= STAFF:
        raise ValueError("Staff roles are needed.")
    account = find_by_email(email) or _make(email, name, language, time_zone)
    with tenancy.serving(by.organization_id):
        membership = memberships.open_membership(account)
        if membership and STAFF & {Role(role) for role in membership.roles}:
            raise AlreadyStaff(email)
        memberships.grant(account=account, roles=roles, practitioner=practitioner, by=by, now=now)
    return account


@transaction.atomic
def account_for_patient(
    *, email: str, name: str, patient: UUID, language: str = "en", time_zone: str = "", by: Actor, now: datetime
) -> Account:
    """Return the account by which this patient comes in (an existing one with the address, or a new one), a member
    of the actor's organization as a patient.

    :raises memberships.IsAnotherPatient: the address is that of another patient here.
    """
    may_register_accounts.require(by, patient)
    account = find_by_email(email) or _make(email, name, language, time_zone)
    with tenancy.serving(by.organization_id):
        memberships.grant(account=account, roles={Role.PATIENT}, patient=patient, by=by, now=now)
    return account


@transaction.atomic
def account_for_proxy(
    *, email: str, name: str, language: str = "en", time_zone: str = "", by: Actor, now: datetime
) -> Account:
    """Return the account by which a parent or carer comes in; the patients' room says for whom they may act."""
    may_register_accounts.require(by)
    account = find_by_email(email) or _make(email, name, language, time_zone)
    with tenancy.serving(by.organization_id):
        memberships.grant(account=account, roles={Role.PROXY}, by=by, now=now)
    return account


def find_by_email(email: str) -> Account | None:
    """Return the account with this address, whatever its letters' case."""
    return Account.objects.filter(email__iexact=email.strip()).first()


def set_password(*, account: Account, password: str) -> None:
    """Set a password without asking for the old one: for set-up, tests and the demonstration.

    :raises django.core.exceptions.ValidationError: too short, or widely known.
    """
    from django.contrib.auth.password_validation import validate_password

    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])


def _make(email: str, name: str, language: str, time_zone: str) -> Account:
    account = Account(email=email.strip(), name=name, language=language, time_zone=time_zone)
    account.set_unusable_password()
    account.save(force_insert=True)
    # Verified, because nobody gets in before a code or link sent there has come back.
    EmailAddress.objects.create(user=account, email=account.email.lower(), primary=True, verified=True)
    return account


def rename(*, account: Account, name: str, by: Actor, now: datetime) -> None:
    """Correct a colleague's name as it stands beside their acts from now on."""
    may_manage_people.require(by)
    account.name = name
    account.save(update_fields=["name"])
    audit.wrote(by, "accounts.renamed", entity=("Account", account.id))
