"""Verbs and queries on what an account is in an organization."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from telepraxis.base import audit, live, tenancy
from telepraxis.base.access import STAFF, Actor, Role
from telepraxis.base.record.labels import EVERYTHING, each
from telepraxis.base.tenancy.models import Tenant

from . import sessions
from .models import Account, Membership
from .permissions import may_clear, may_manage_people, may_register_accounts


class IsAnotherPatient(Exception):
    """The account is another patient here already; two records of one person are for staff to look at."""


class NotAMember(Exception):
    """The account has no open membership here."""


def grant(
    *,
    account: Account,
    roles: Iterable[Role],
    practitioner: UUID | None = None,
    patient: UUID | None = None,
    organization: Tenant | UUID | None = None,
    by: Actor,
    now: datetime,
) -> Membership:
    """Give the account these roles in the actor's organization, in addition to those it has there.

    `practitioner` and `patient` are the uids of the person's own documents; None leaves what is known.

    :raises IsAnotherPatient: the account is bound to another patient's record here.
    """
    roles = {Role(role) for role in roles}
    (may_manage_people if roles & STAFF else may_register_accounts).require(by, patient)
    with tenancy.serving(_id_of(organization) or by.organization_id):
        membership = open_membership(account, for_update=True)
        if membership is None:
            membership = Membership(organization_id=by.organization_id, account=account, roles=[], started_at=now)
        if patient and membership.patient_id not in (None, patient):
            raise IsAnotherPatient(account.email)
        if Role.PHYSICIAN in roles and _is_first_physician(membership):
            membership.clearances = int(EVERYTHING)
        membership.roles = sorted(roles | set(membership.roles))
        membership.practitioner_id = practitioner or membership.practitioner_id
        membership.patient_id = patient or membership.patient_id
        membership.save()
        audit.wrote(
            by,
            "accounts.granted",
            patient=patient,
            entity=("Membership", membership.id),
            reason=", ".join(sorted(roles & STAFF)),
        )
    return membership


def _is_first_physician(membership: Membership) -> bool:
    """Tell whether nobody was a physician here before: whoever begins a practice is cleared for all that arrives."""
    others = Membership.objects.filter(
        organization_id=membership.organization_id, roles__contains=[Role.PHYSICIAN.value]
    )
    return not others.exists()


@transaction.atomic
def clear(*, membership: Membership, clearances: int, by: Actor, now: datetime) -> Membership:
    """Say which labels a colleague is cleared for (exactly these); it holds from their next request on."""
    may_clear.require(by)
    with tenancy.serving(by.organization_id):
        found = Membership.objects.select_for_update().get(id=membership.id, ended_at=None)
        if not is_staff(found):
            raise NotAMember(found.account_id)
        if found.clearances == clearances:
            return found
        found.clearances = clearances
        found.save(update_fields=["clearances"])
        live.rights_changed(live.account_group(found.account_id))
        said = ", ".join(label.name.lower().replace("_", " ") for label in each(clearances)) or "none"
        audit.wrote(by, "accounts.cleared", entity=("Membership", found.id), reason=said)
    return found


@transaction.atomic
def take_away(*, account: Account, roles: Iterable[Role], by: Actor, now: datetime) -> Membership:
    """Take roles from the account; with none left the membership ends.

    :raises NotAMember: there is no open membership here.
    """
    may_manage_people.require(by)
    with tenancy.serving(by.organization_id):
        membership = _open_or_raise(account)
        left = sorted(set(membership.roles) - {Role(role) for role in roles})
        if not left:
            return end(account=account, by=by, now=now)
        membership.roles = left
        membership.save(update_fields=["roles"])
        live.rights_changed(live.account_group(account.pk))
        audit.wrote(by, "accounts.withdrawn", entity=("Membership", membership.id), reason=", ".join(sorted(roles)))
    return membership


@transaction.atomic
def end(*, account: Account, organization: Tenant | UUID | None = None, by: Actor, now: datetime) -> Membership:
    """End everything the account is here. Its open sessions end with the next request.

    :raises NotAMember: there is no open membership here.
    """
    may_manage_people.require(by)
    with tenancy.serving(_id_of(organization) or by.organization_id):
        membership = _open_or_raise(account)
        membership.ended_at = now
        membership.save(update_fields=["ended_at"])
        live.rights_changed(live.account_group(account.pk))
        audit.wrote(by, "accounts.ended", patient=membership.patient_id, entity=("Membership", membership.id))
    sessions.end_all(account=account, why="withdrawn", now=now)
    return membership


def open_membership(account: Account, for_update: bool = False) -> Membership | None:
    """Return what the account is in the served organization now, or None."""
    found = Membership.objects.filter(
        organization_id=tenancy.served_organization(), account=account, ended_at__isnull=True
    )
    return (found.select_for_update() if for_update else found).first()


def of_account(account_id: UUID) -> list[Membership]:
    """Return the account's open memberships in every organization, with the organization, by its name."""
    with tenancy.signed_in(account_id):
        return list(
            Membership.objects.filter(account_id=account_id, ended_at__isnull=True)
            .select_related("organization")
            .order_by("organization__name")
        )


def zone_of(account: Account) -> ZoneInfo:
    """Return the zone in which the account reads times: its own, else that of the first of its organizations."""
    if account.time_zone:
        return ZoneInfo(account.time_zone)
    zones = [membership.organization.time_zone for membership in of_account(account.pk)]
    return ZoneInfo(zones[0] if zones else "UTC")


def is_staff_anywhere(account_id: UUID) -> bool:
    """Tell whether the account works somewhere in this installation, and so needs two factors."""
    with tenancy.signed_in(account_id):
        return Membership.objects.filter(
            account_id=account_id, ended_at__isnull=True, roles__overlap=[role.value for role in STAFF]
        ).exists()


def is_staff(membership: Membership) -> bool:
    """Tell whether the person works here."""
    return bool(STAFF & {Role(role) for role in membership.roles})


def colleagues() -> list[Membership]:
    """Return the open staff memberships of the served organization, with the account, by name."""
    from allauth.mfa.models import Authenticator

    factor = Authenticator.objects.filter(user=OuterRef("account"), type__in=["totp", "webauthn"])
    return list(
        Membership.objects.filter(
            organization_id=tenancy.served_organization(),
            ended_at__isnull=True,
            roles__overlap=[role.value for role in STAFF],
        )
        .select_related("account")
        .annotate(has_second_factor=Exists(factor))
        .order_by("account__name")
    )


def _open_or_raise(account: Account) -> Membership:
    membership = open_membership(account, for_update=True)
    if membership is None:
        raise NotAMember(account.email)
    return membership


def _id_of(organization: Tenant | UUID | None) -> UUID | None:
    return organization.id if isinstance(organization, Tenant) else organization
