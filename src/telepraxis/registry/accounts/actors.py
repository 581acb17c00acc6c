"""Who a request acts as: the membership, seen through the session's hat and strength."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from telepraxis.base.access import STAFF, Actor, Role

from . import demo, elsewhere, hats, relations, sessions
from .models import Account, Membership

NOBODY = relations.Standing()  # staff at work are nobody's patient and act for nobody


def actor_for(request, organization_id: UUID) -> Actor | None:
    """Return who the signed-in account is in the organization that the transaction serves; None for a stranger.

    Staff roles count only under the staff hat, in a strong session, and with a second factor in place; else they are
    left out, and the middleware leads the person to what is missing. A socket has no middleware: its session is asked
    here whether it still stands.
    """
    if not hasattr(request, "signed_in_session"):
        if sessions.standing(request.session.get(sessions.KEY), now=request.now)[0] is None:
            return None
    if not elsewhere.reaches(request.session, organization_id):
        return None
    membership = _open_membership(request.user.pk, organization_id)
    if membership is None:
        return None
    hat = request.session.get(hats.HAT, hats.STAFF)
    roles = {Role(role) for role in membership.roles}
    if hat == hats.PATIENT or not _may_work(request, membership):
        roles -= STAFF
    if hat == hats.STAFF and roles & STAFF:
        roles &= STAFF
    return _actor(request, membership, roles)


def _may_work(request, membership: Membership) -> bool:
    in_place = membership.has_second_factor or elsewhere.has_factor(request.session)
    proven = in_place or (demo.is_open() and request.session.get(hats.DEMO, False))
    return bool(proven and request.session.get(hats.STRONG))


def actor_of_account(account: Account, organization_id: UUID, *, now: datetime) -> Actor | None:
    """Return the account's full actor in the served organization: for set-up, tests and the demo generator."""
    membership = _open_membership(account.pk, organization_id)
    if membership is None:
        return None
    standing = relations.standing_of(account.pk, membership.patient_id)
    return Actor(
        account_id=account.pk,
        organization_id=organization_id,
        name=account.name,
        roles=frozenset(Role(role) for role in membership.roles),
        practitioner_id=membership.practitioner_id,
        patient_id=standing.patient_id,
        same_person=standing.same_person,
        acts_for=standing.acts_for,
        **_sight_of(membership, standing),
        time_zone=account.time_zone,
    )


def _sight_of(membership: Membership, standing: relations.Standing) -> dict:
    """Return what the actor sees of what is restricted: by clearance as staff, by standing as a patient or for one."""
    own = standing.same_person | ({standing.patient_id} if standing.patient_id else set())
    return {
        "clearance": membership.clearances,
        "opened": frozenset(own | standing.opened),
        "opened_as_parent": standing.opened_as_parent,
    }


def _actor(request, membership: Membership, roles: set[Role]) -> Actor:
    as_patient = not roles & STAFF
    standing = relations.standing_of(membership.account_id, membership.patient_id) if as_patient else NOBODY
    return Actor(
        account_id=membership.account_id,
        organization_id=membership.organization_id,
        name=request.user.name,
        roles=frozenset(roles),
        practitioner_id=None if as_patient else membership.practitioner_id,
        patient_id=standing.patient_id,
        same_person=standing.same_person,
        acts_for=standing.acts_for,
        **_sight_of(membership, standing) | ({"clearance": 0} if as_patient else {}),
        time_zone=request.user.time_zone,
        address=request.address,
        request_id=request.request_id,
    )


def _open_membership(account_id: UUID, organization_id: UUID) -> Membership | None:
    from allauth.mfa.models import Authenticator

    factor = Authenticator.objects.filter(user_id=OuterRef("account_id"), type__in=["totp", "webauthn"])
    return (
        Membership.objects.filter(organization_id=organization_id, account_id=account_id, ended_at__isnull=True)
        .annotate(has_second_factor=Exists(factor))
        .first()
    )
