"""The database: reachable, of a version we know, safe against loss of power, migrated, served by the right role."""

from collections.abc import Iterator
from functools import lru_cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from telepraxis.server.postgres import unsafe_settings

from .checks import Check, fail, ok

OLDEST = 15


def look() -> Iterator[Check]:
    try:
        connection.ensure_connection()
    except (DatabaseError, InterfaceError) as reason:
        said = str(reason).strip().splitlines() or [type(reason).__name__]
        yield fail(
            "database",
            _("It does not answer: %(reason)s") % {"reason": said[0]},
            _("Start with telepraxis up; with a server of your own, check DATABASE_URL."),
        )
        return
    yield version()
    yield safety()
    yield role()
    yield migrations()


def version() -> Check:
    number = connection.pg_version
    version = {"version": f"{number // 10000}.{number % 10000}"}
    if number // 10000 < OLDEST:
        return fail("database", _("PostgreSQL %(version)s is too old.") % version, _("Upgrade it to 15 or newer."))
    return ok("database", _("PostgreSQL %(version)s answers") % version)


def safety() -> Check:
    """Whether what was acknowledged survives a loss of power, and a damaged page is noticed."""
    if unsafe := unsafe_settings(connection.connection):
        step = _(
            "Turn it on: ALTER SYSTEM SET ...; SELECT pg_reload_conf(); (checksums: pg_checksums --enable, stopped)."
        )
        return fail("database safety", _("Work could be lost: %(settings)s.") % {"settings": ", ".join(unsafe)}, step)
    return ok("database safety", _("checksums, fsync and full pages are on"))


def role() -> Check:
    """Whether the role that serves pages is kept out of other organizations by the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls, "
            "(SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            " WHERE n.nspname = 'public' AND pg_get_userbyid(c.relowner) = current_user) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        name, bypasses, owns = cursor.fetchone()
    if bypasses or owns:
        step = _("Let TELEPRAXIS_DATABASE name a role that owns nothing and is no superuser.")
        return fail("database role", _("%(role)s could see every organization's rows.") % {"role": name}, step)
    return ok("database role", _("%(role)s owns nothing") % {"role": name})


def migrations() -> Check:
    """Whether the tables are those that this version of the program expects."""
    applied = MigrationRecorder(connection).applied_migrations()
    if pending := [migration for migration in _migrations_of_the_program() if migration not in applied]:
        said = _("%(count)s are pending.") % {"count": len(pending)}
        return fail("migrations", said, _("Run telepraxis migrate, or restart telepraxis up."))
    return ok("migrations", _("all done"))


@lru_cache(maxsize=1)
def _migrations_of_the_program() -> list[tuple[str, str]]:
    """They do not change while the process lives, and reading them takes longer than the rest of this page."""
    return list(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
