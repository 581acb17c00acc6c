"""Open a transaction that serves one organization; the database's row-level security does the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction


class NoOrganization(Exception):
    """Nothing says which organization this transaction serves."""


@contextmanager
def serving(
    organization_id: UUID, account_id: UUID | None = None, *, statement_timeout: str | None = None
) -> Iterator[None]:
    """Run the block in a transaction that sees this organization's rows only.

    Nested in a transaction that serves another organization it refuses: one transaction serves one organization.
    `statement_timeout`, for example "10s", ends a question that takes longer.
    """
    wanted = {"app.organization": str(organization_id), "app.account": str(account_id or "")}
    if statement_timeout:
        wanted["statement_timeout"] = statement_timeout
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:  # nothing is set, and what is set now ends with the transaction
            _set(wanted)
            yield
            return
        already = _setting("app.organization")
        if already and already != str(organization_id):
            raise NoOrganization("A transaction serves one organization; this one serves another already.")
        _set(wanted | {"app.account": str(account_id or _setting("app.account") or "")})
        yield  # after an exception the rollback itself brings back what was set before
        if not already and not connection.needs_rollback:
            _set({"app.organization": "", "app.account": ""})


@contextmanager
def signed_in(account_id: UUID) -> Iterator[None]:
    """Run the block in a transaction that sees this account's own memberships in every organization, nothing else."""
    with transaction.atomic():
        before = _setting("app.account") or ""
        _set({"app.account": str(account_id)})
        yield  # after an exception the rollback itself brings back what was set before
        if not connection.needs_rollback:
            _set({"app.account": before})


def served_organization() -> UUID:
    """Return the organization that the current transaction serves.

    :raises NoOrganization: none is set.
    """
    value = _setting("app.organization")
    if not value:
        raise NoOrganization("Open tenancy.serving(organization) first.")
    return UUID(value)


def _set(settings: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join("set_config(%s, %s, true)" for _ in settings),
            [word for setting in settings.items() for word in setting],
        )


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return cursor.fetchone()[0] or ""
