"""Bring a test's database back to its migrated state by taking out the rows that were added, where that is enough.

Ten times quicker than a copy of the template: most tests that commit fill a few tables that migrations leave empty.
Whoever changed a definition, a statistic or a row that a migration wrote gets a new copy instead.
"""

from dataclasses import dataclass

from psycopg import Connection, sql

from telepraxis.server.postgres import Login

TABLES = """
    SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND nspname !~ '^(pg_|information_schema)' AND relpersistence = 'p' ORDER BY 1
"""
CLASSES = "oid, relname, relnatts, relchecks, relkind, relowner, relrowsecurity, relforcerowsecurity, relacl"
DEFINED = f"""
    SELECT md5(string_agg(concat_ws('|', {CLASSES}), '' ORDER BY oid)) FROM pg_class
    UNION ALL SELECT count(*)::text FROM pg_statistic UNION ALL SELECT count(*)::text FROM pg_db_role_setting
""" + "".join(
    f"UNION ALL SELECT md5(string_agg(oid::text || xmin::text, '' ORDER BY oid)) FROM {catalog} "
    for catalog in ("pg_proc", "pg_trigger", "pg_policy", "pg_constraint", "pg_namespace")
)
COUNTED = "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
LARGE = 16 * 1024  # bytes: what is deleted still lies in the pages of table and indexes, and plans would change for it


@dataclass(frozen=True)
class Migrated:
    """What a database looks like before the first test."""

    tables: tuple[str, ...]
    filled: dict[str, str]  # tables with rows, and the digest of these
    counted: dict[str, int]
    defined: str


def look(login: Login) -> Migrated:
    """Return what the freshly copied database holds."""
    with login.connect() as connection:
        tables = tuple(name for (name,) in connection.execute(TABLES))
        filled = {name: _digest(connection, name) for name in _with_rows(connection, tables)}
        return Migrated(tables, filled, dict(connection.execute(COUNTED).fetchall()), _defined(connection))


def emptied(login: Login, migrated: Migrated) -> bool:
    """Take out what was added since, and tell whether the database is as it was; login is a superuser's."""
    with login.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if _defined(connection) != migrated.defined:
            return False
        if not _keeps_what_was_filled(connection, migrated):
            return False
        added = [name for name in _with_rows(connection, migrated.tables) if name not in migrated.filled]
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            for name in added:
                way = "TRUNCATE {} CASCADE" if _size(connection, name) > LARGE else "DELETE FROM {}"
                connection.execute(sql.SQL(way).format(sql.SQL(name)))
        for name, value in connection.execute(COUNTED).fetchall():
            if value != migrated.counted.get(name):
                _set_back(connection, name, migrated.counted.get(name))
        return _keeps_what_was_filled(connection, migrated)


def _keeps_what_was_filled(connection: Connection, migrated: Migrated) -> bool:
    return all(_digest(connection, name) == was for name, was in migrated.filled.items())


def _with_rows(connection: Connection, tables: tuple[str, ...]) -> list[str]:
    used = "SELECT name FROM unnest(%s::text[]) name WHERE pg_relation_size(name::regclass) > 0 ORDER BY 1"
    touched = [name for (name,) in connection.execute(used, [list(tables)])]
    asked = " UNION ALL ".join(f"SELECT {number} WHERE EXISTS (TABLE {name})" for number, name in enumerate(touched))
    return [touched[number] for (number,) in connection.execute(asked)] if touched else []


def _digest(connection: Connection, table: str) -> str:
    """Return what changes with each row that comes, goes or becomes another."""
    asked = f"SELECT count(*) || '/' || coalesce(sum(xmin::text::bigint), 0) FROM {table}"
    return connection.execute(asked).fetchone()[0]


def _defined(connection: Connection) -> str:
    return "/".join(part for (part,) in connection.execute(DEFINED))


def _size(connection: Connection, table: str) -> int:
    return connection.execute("SELECT pg_relation_size(%s::regclass)", [table]).fetchone()[0]


def _set_back(connection: Connection, sequence: str, value: int | None) -> None:
    connection.execute("SELECT setval(%s::regclass, %s, %s)", [sequence, value or 1, value is not None])
