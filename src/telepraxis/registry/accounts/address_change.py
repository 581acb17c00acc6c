"""A person's own e-mail address changes: asked for after a fresh proof of identity, proved at the new address, told to
the old one. Until the link at the new address was used, nothing has changed."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell

from . import codes, links, mails, memberships, people, relations, security_log, sessions
from .events import AddressChanged
from .models import Account


class SameAddress(ValueError):
    """This is the address that the account has."""


class AddressTaken(Exception):
    """Another account has this address."""


class NoLongerTrue(Exception):
    """The link was used, or the account has had another address since."""


@transaction.atomic
def ask(*, account: Account, email: str, link_to, now: datetime, address: str = "") -> None:
    """Send the new address a link that proves it; `link_to(token)` gives the link's whole address.

    An address that has an account gets a mail that says so instead: the page answers both alike, so that nobody learns
    here who has an account.

    :raises django.core.exceptions.ValidationError: this is no address.
    :raises SameAddress: nothing would change.
    """
    email = email.strip()
    validate_email(email)
    if email.lower() == account.email.lower():
        raise SameAddress
    if people.find_by_email(email):
        mails.address_has_account(email, account)
    else:
        mails.prove_address(email, account, link=link_to(links.address_token(account, email)))
    security_log.note("address_asked", account_id=account.pk, now=now, address=address)


@transaction.atomic
def confirm(*, token: str, kept_session: UUID | None, now: datetime, address: str = "") -> Account:
    """Give the account the proved address. Every other session ends; codes and links sent before open nothing more.

    :raises links.LinkUnusable: forged, damaged or too old.
    :raises NoLongerTrue: it was used, or the account's address is another one by now.
    :raises AddressTaken: somebody came first.
    """
    said = links.read_address(token)
    account = Account.objects.select_for_update().filter(pk=said.account_id, is_active=True).first()
    if account is None or account.email.lower() != said.before.lower():
        raise NoLongerTrue
    try:
        codes.spend("address", token, now=now)
    except codes.AlreadySpent as used:
        raise NoLongerTrue from used
    _move(account, said.after, now)
    sessions.end_all(account=account, why="revoked", now=now, but=kept_session)
    security_log.note("address_changed", account_id=account.pk, now=now, address=address)
    mails.address_changed(said.before, account, now=now)
    _tell_practices(account, said.before, now)
    return account


def _move(account: Account, email: str, now: datetime) -> None:
    if people.find_by_email(email) or _is_a_wards(account, email, now):
        raise AddressTaken(email)
    account.email = email
    try:
        with transaction.atomic():
            account.save(update_fields=["email"])
            EmailAddress.objects.filter(user=account).delete()
            EmailAddress.objects.create(user=account, email=email.lower(), primary=True, verified=True)
    except IntegrityError as race:
        raise AddressTaken(email) from race


def _is_a_wards(account: Account, email: str, now: datetime) -> bool:
    """Tell whether a minor for whom the account acts somewhere has this address: theirs stays their own."""
    for membership in memberships.of_account(account.pk):
        with tenancy.serving(membership.organization_id, account_id=account.pk):
            if relations.is_address_of_ward(account.pk, email, now):
                return True
    return False


def _tell_practices(account: Account, before: str, now: datetime) -> None:
    """Leave the change in each practice's trail, and tell the rooms that keep the address of a patient."""
    for membership in memberships.of_account(account.pk):
        with tenancy.serving(membership.organization_id, account_id=account.pk):
            by = Actor(organization_id=membership.organization_id, account_id=account.pk, name=account.name)
            audit.wrote(by, "accounts.address_changed", patient=membership.patient_id, entity=("Account", account.pk))
            tell(
                AddressChanged(
                    account_id=account.pk,
                    patient_id=membership.patient_id,
                    before=before,
                    after=account.email,
                    changed_at=now,
                )
            )
