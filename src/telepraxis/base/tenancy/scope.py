"""Open a transaction that serves one organization; the database's row-level security does the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction


class NoOrganization(Exception):
    """Nothing says which organization this transaction serves."""


@contextmanager
def serving(organization_id: UUID, account_id: UUID | None = None) -> Iterator[None]:
    """Run the block in a transaction that sees this organization's rows only.

    Nested in a transaction that serves another organization it refuses: one transaction serves one organization.
    """
    with transaction.atomic():
        already = _setting("app.organization")
        if already and already != str(organization_id):
            raise NoOrganization("A transaction serves one organization; this one serves another already.")
        _set(organization=str(organization_id), account=str(account_id or _setting("app.account") or ""))
        yield  # after an exception the rollback itself brings back what was set before
        if not already and not connection.needs_rollback:
            _set(organization="", account="")


@contextmanager
def signed_in(account_id: UUID) -> Iterator[None]:
    """Run the block in a transaction that sees this account's own memberships in every organization, nothing else."""
    with transaction.atomic():
        before = _setting("app.account") or ""
        _set_one("app.account", str(account_id))
        yield  # after an exception the rollback itself brings back what was set before
        if not connection.needs_rollback:
            _set_one("app.account", before)


def served_organization() -> UUID:
    """Return the organization that the current transaction serves.

    :raises NoOrganization: none is set.
    """
    value = _setting("app.organization")
    if not value:
        raise NoOrganization("Open tenancy.serving(organization) first.")
    return UUID(value)


def _set(*, organization: str, account: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.organization', %s, true), set_config('app.account', %s, true)",
            [organization, account],
        )


def _set_one(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return cursor.fetchone()[0] or ""
