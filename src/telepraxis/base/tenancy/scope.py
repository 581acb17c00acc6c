"""Open a transaction that serves one organization; the database's row-level security does the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from .sight import EVERYTHING, SETTINGS, Sight


class NoOrganization(Exception):
    """Nothing says which organization this transaction serves."""


@contextmanager
def serving(
    organization_id: UUID,
    account_id: UUID | None = None,
    *,
    sees: Sight | None = None,
    statement_timeout: str | None = None,
) -> Iterator[None]:
    """Run the block in a transaction that sees this organization's rows only.

    `sees` says what it sees of what is labelled as sensitive. Whoever does something for a person says it; the
    installation's own work, which says nothing, sees everything, but inside another transaction no more than that.
    Nested in a transaction that serves another organization it refuses: one transaction serves one organization.
    `statement_timeout`, for example "10s", ends a question that takes longer.
    """
    wanted = {"app.organization": str(organization_id)}
    if account_id:
        wanted["app.account"] = str(account_id)
    if statement_timeout:
        wanted["statement_timeout"] = statement_timeout
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:  # nothing is set, and what is set now ends with the transaction
            _set(wanted | (sees or EVERYTHING).settings)
            yield
            return
        before = _exchanged(wanted | (sees.settings if sees else {}))
        already = before["app.organization"]
        if already and already != str(organization_id):
            raise NoOrganization("A transaction serves one organization; this one serves another already.")
        if not already and not sees:
            _set(EVERYTHING.settings)
        yield  # after an exception the rollback itself brings back what was set before
        if connection.needs_rollback:
            return
        if not already:
            _set(dict.fromkeys(("app.organization", "app.account", *SETTINGS), ""))
        elif sees:
            _set({name: before[name] for name in SETTINGS})


def see(sight: Sight) -> None:
    """From now on see what this sight does, to the end of the transaction or of the `serving` around it."""
    _set(sight.settings)


@contextmanager
def seeing_everything() -> Iterator[None]:
    """Run the block as the installation itself would: to derive from documents, or to write them, whoever began it.

    Nothing read in it may be shown.
    """
    before = _exchanged(EVERYTHING.settings)
    yield  # after an exception the rollback itself brings back what was set before
    if not connection.needs_rollback:
        _set(before)


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


def _exchanged(settings: dict[str, str]) -> dict[str, str]:
    """Set these, and return what was set before, in one statement, which does one thing after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join("current_setting(%s, true), set_config(%s, %s, true)" for _ in settings),
            [word for name, value in settings.items() for word in (name, name, value)],
        )
        return dict(zip(settings, (value or "" for value in cursor.fetchone()[::2]), strict=True))


def _setting(name: str) -> str:
    return _settings(name)[name]


def _settings(*names: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join("current_setting(%s, true)" for _ in names), names)
        return dict(zip(names, (value or "" for value in cursor.fetchone()), strict=True))
