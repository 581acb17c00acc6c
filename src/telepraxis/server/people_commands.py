"""`telepraxis create-organization` and `create-staff`: the first people, before anybody can sign in.

Django is set up when these are called.
"""

from datetime import UTC, datetime


class Refused(Exception):
    """A rule refused it; the text says which and what to do."""


def create_organization(
    *, name: str, slug: str, time_zone: str, jurisdiction: str, language: str, phone: str, email: str
) -> str:
    """Found the organization and return what to say.

    :raises Refused: the short name is taken, or zone or jurisdiction is unknown.
    """
    from telepraxis.registry.organizations.founding import found_organization

    try:
        tenant = found_organization(
            slug=slug, name=name, time_zone=time_zone, jurisdiction=jurisdiction, language=language, phone=phone,
            email=email, now=datetime.now(UTC),
        )  # fmt: skip
    except Exception as problem:
        raise _refusal(problem) from problem
    return (
        f"{tenant.name} has begun. Next: its first colleague\n"
        f"  telepraxis create-staff --organization {tenant.slug} --role manager --role system_administrator"
    )


def create_staff(*, organization: str, email: str, name: str, roles: list[str], language: str) -> str:
    """Give a colleague an account and the link by which they come in; return what to say.

    :raises Refused: no such organization or role, or the address belongs to a colleague already.
    """
    from django.db import transaction

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor, Role
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.accounts import invitations, people

    unknown = [role for role in roles if role not in {known.value for known in Role}]
    if unknown:
        raise Refused(f"There is no role {unknown[0]}. Choose from: {', '.join(known.value for known in Role)}.")
    tenant = Tenant.objects.filter(slug=organization).first()
    if tenant is None:
        raise Refused(f"There is no organization {organization}. Found it first: telepraxis create-organization.")
    by, now = Actor.system(tenant.id), datetime.now(UTC)
    try:
        with transaction.atomic(), tenancy.serving(tenant.id):
            account = people.create_staff_account(
                email=email, name=name, roles={Role(role) for role in roles}, language=language,
                time_zone=tenant.time_zone, by=by, now=now,
            )  # fmt: skip
            link = invitations.invite(account=account, by=by, now=now)
    except Exception as problem:
        raise _refusal(problem) from problem
    return f"{name} can come in and set up a second factor here (good for 7 days; mailed to {email} too):\n  {link}"


def _refusal(problem: Exception) -> Exception:
    """Return a rule's refusal in its own words; a mistake of ours stays what it is."""
    if (
        isinstance(problem, ValueError)
        or hasattr(problem, "messages")
        or type(problem).__module__.startswith("telepraxis.")
    ):
        said = getattr(problem, "messages", None) or [str(problem) or (type(problem).__doc__ or "").strip()]
        return Refused(" ".join(str(part) for part in said))
    return problem
