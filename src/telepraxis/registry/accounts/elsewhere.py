"""A sign-in for which somebody else vouches: the organization's own identity provider.

Whoever runs a provider could vouch for anybody. So such a session reaches that one organization and no other, and it
proves nothing where the account itself is changed (`freshness` counts no such proof).
"""

from dataclasses import dataclass
from uuid import UUID

from allauth.account.authentication import get_authentication_records

METHOD = "socialaccount"  # what allauth calls it in its records
VOUCHED = "vouched_elsewhere"
ONLY = "only_organization"  # the one organization that the session reaches
FACTOR = "factor_elsewhere"  # the voucher asked for two factors, so none of our own is needed


@dataclass(frozen=True)
class Vouched:
    """Who vouches for the person who signs in now: an organization; `strong` when it asked for two factors."""

    organization_id: UUID
    strong: bool


def vouched(session, *, organization, account, strong: bool) -> None:
    """Remember for the rest of this sign-in who vouched, and for whom."""
    session[VOUCHED] = {
        "organization": str(organization.id), "slug": organization.slug, "account": str(account.pk), "strong": strong,
    }  # fmt: skip


def voucher_of(request, account) -> Vouched | None:
    """Return who vouches for the account in this sign-in; None when it came in by a proof of our own."""
    said = request.session.get(VOUCHED) or {}
    for record in get_authentication_records(request, account):
        if record["method"] == METHOD:
            if record.get("provider") != said.get("slug") or said.get("account") != str(account.pk):
                return Vouched(UUID(int=0), strong=False)  # nobody we know of: it reaches nothing
            return Vouched(UUID(said["organization"]), said["strong"])
    return None


def reaches(session, organization_id: UUID) -> bool:
    """Tell whether the session may act in this organization at all."""
    only = session.get(ONLY)
    return not only or only == str(organization_id)


def is_confined(session) -> bool:
    """Tell whether the session began by another's word."""
    return bool(session.get(ONLY))


def confine(session, voucher: Vouched) -> None:
    """Hold the session to the organization that vouched."""
    session[ONLY], session[FACTOR] = str(voucher.organization_id), voucher.strong


def has_factor(session) -> bool:
    """Tell whether the voucher asked for two factors when this session began."""
    return bool(session.get(FACTOR))
