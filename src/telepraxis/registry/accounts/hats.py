"""In which organization, and as what, a session works: two keys of the session and how they are chosen."""

from django.utils.translation import gettext_lazy as _

from telepraxis.base.access import STAFF as STAFF_ROLES
from telepraxis.base.access import Role

from . import elsewhere, memberships
from .models import Membership

ORGANIZATION = "organization"  # the key that base.access reads
HAT = "hat"
STRONG = "strong"
DEMO = "demo"  # a demonstration role: no second factor is asked; counts in demonstration mode only
STAFF = "staff"
PATIENT = "patient"

ROLE_NAMES = {
    Role.PATIENT: _("Patient"),
    Role.PROXY: _("Parent or carer"),
    Role.PHYSICIAN: _("Physician"),
    Role.NURSE: _("Nurse"),
    Role.FRONT_DESK: _("Front desk"),
    Role.BILLER: _("Billing"),
    Role.LABORATORY: _("Laboratory"),
    Role.PHARMACIST: _("Pharmacist"),
    Role.DISPATCHER: _("Dispatcher"),
    Role.MANAGER: _("Manager"),
    Role.PRIVACY_OFFICER: _("Privacy officer"),
    Role.SYSTEM_ADMINISTRATOR: _("System administrator"),
}

# Where a role's day begins. The order says which of several roles leads.
LANDINGS = [
    (Role.PHYSICIAN, "/day/"),
    (Role.NURSE, "/day/"),
    (Role.FRONT_DESK, "/desk/"),
    (Role.PHARMACIST, "/pharmacy/"),
    (Role.MANAGER, "/setup/"),
    (Role.PRIVACY_OFFICER, "/audit/"),
    (Role.SYSTEM_ADMINISTRATOR, "/operator/"),
]


def hats_of(membership: Membership) -> list[str]:
    """Return the sides on which the person can work in this organization: staff, patient, or both."""
    roles = {Role(role) for role in membership.roles}
    return [hat for hat, has in ((STAFF, roles & STAFF_ROLES), (PATIENT, roles - STAFF_ROLES)) if has]


def landing(roles: set[Role], hat: str) -> str:
    """Return the path on which the person's day begins; roles without a desk of their own choose at /switch/."""
    if hat == PATIENT:
        return "/"
    return next((path for role, path in LANDINGS if role in roles), "/switch/")


def wear(session, membership: Membership, hat: str) -> str:
    """Put the organization and the hat on the session; return the path to go to."""
    if hat not in hats_of(membership):
        raise ValueError(hat)
    session[ORGANIZATION] = str(membership.organization_id)
    session[HAT] = hat
    return landing({Role(role) for role in membership.roles}, hat)


def wear_the_only_one(session, account_id) -> str:
    """Choose for a person with one organization and one side; else leave the choice to /switch/."""
    found = choices(session, account_id)
    if len(found) == 1:
        return wear(session, *found[0])
    return "/switch/"


def choices(session, account_id) -> list[tuple[Membership, str]]:
    """Return where and as what the person can work in this session."""
    return [
        (membership, hat)
        for membership in memberships.of_account(account_id)
        if elsewhere.reaches(session, membership.organization_id)
        for hat in hats_of(membership)
    ]


def landing_of(session, account_id) -> str:
    """Return where the day begins under the hat that the session wears."""
    for membership in memberships.of_account(account_id):
        if str(membership.organization_id) == session.get(ORGANIZATION):
            return landing({Role(role) for role in membership.roles}, session.get(HAT, STAFF))
    return "/switch/"


def role_names(membership: Membership, hat: str) -> list[str]:
    """Return the roles of this side in words."""
    roles = {Role(role) for role in membership.roles}
    side = roles & STAFF_ROLES if hat == STAFF else roles - STAFF_ROLES
    return [ROLE_NAMES[role] for role in Role if role in side]
