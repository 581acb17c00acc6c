"""The two roles of a database, and what must hold on any server before we trust it with records."""

import secrets
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
SAFE_COMMITS = {"on", "local", "remote_write", "remote_apply"}


class CannotMakeRole(Exception):
    """The server did not let us make the role that serves; the text holds the SQL to run by hand."""


@dataclass(frozen=True)
class Login:
    """How one role reaches one database. `host` is a socket directory or a host name."""

    role: str
    password: str
    database: str
    host: str
    port: int | None = None
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_url(cls, url: str) -> "Login":
        parts = psycopg.conninfo.conninfo_to_dict(url)
        known = ("user", "password", "dbname", "host", "port")
        return cls(
            role=parts.get("user", ""),
            password=parts.get("password", ""),
            database=parts.get("dbname", "") or parts.get("user", ""),
            host=parts.get("host", ""),
            port=int(parts["port"]) if parts.get("port") else None,
            options=tuple(sorted((key, str(value)) for key, value in parts.items() if key not in known)),
        )

    @property
    def url(self) -> str:
        """Return the login as a postgresql:// address, the host as a parameter so that a socket directory fits."""
        extra = {"host": self.host} if self.host else {}
        if self.port:
            extra["port"] = str(self.port)
        query = urlencode({**extra, **dict(self.options)}, quote_via=quote)
        return f"postgresql://{quote(self.role, '')}:{quote(self.password, '')}@/{quote(self.database, '')}?{query}"

    def to(self, database: str) -> "Login":
        return replace(self, database=database)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=True, connect_timeout=10)


def ensure_role(connection: psycopg.Connection, role: str, password: str) -> bool:
    """Give `role` a login with this password and no other power; return whether it is new."""
    known = connection.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if known and any(known):
        raise CannotMakeRole(f"The role {role} may pass by row-level security. Run: ALTER ROLE {role} NOSUPERUSER "
                             "NOBYPASSRLS;")  # fmt: skip
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, sql.Identifier(role), password))
    return known is None


def create_database(connection: psycopg.Connection, name: str, owner: str, template: str = "template0") -> None:
    """Create a database that belongs to `owner` and is closed to everybody else."""
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template)
        )
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def let_app_in(connection: psycopg.Connection, owner: str, app: str) -> None:
    """Grant `app` what serving needs in the connected database: rows, sequences, functions; never a definition.

    Tables that `owner` makes from now on are covered too.
    """
    names = {"owner": sql.Identifier(owner), "app": sql.Identifier(app)}
    names["database"] = sql.Identifier(connection.info.dbname)
    for statement in (
        "GRANT CONNECT ON DATABASE {database} TO {app}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT ALL ON SCHEMA public TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT EXECUTE ON FUNCTIONS TO {app}",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def ensure_app_role(owner: Login, password: str | None = None) -> Login:
    """Make or refresh the role that serves beside `owner`, in the owner's database, and return its login.

    :raises CannotMakeRole: the owner may not create roles.
    """
    app = replace(owner, role=f"{owner.database}_app"[:63], password=password or secrets.token_urlsafe(24))
    with owner.connect() as connection:
        try:
            ensure_role(connection, app.role, app.password)
        except psycopg.errors.InsufficientPrivilege:
            raise CannotMakeRole(
                f"{owner.role} may not create roles. As the server's administrator run:\n"
                f"  CREATE ROLE {app.role} LOGIN PASSWORD '...';\n"
                f"and put its address into TELEPRAXIS_DATABASE, or run: ALTER ROLE {owner.role} CREATEROLE;"
            ) from None
        let_app_in(connection, owner.role, app.role)
    return app


def unsafe_settings(connection: psycopg.Connection) -> list[str]:
    """Return what on this server endangers acknowledged work, each as a sentence; empty means safe."""
    found = []
    for name in MUST_BE_ON:
        row = connection.execute("SELECT setting FROM pg_settings WHERE name = %s", [name]).fetchone()
        value = row[0] if row else "on"
        if not _is_safe(name, value):
            found.append(f"{name} is {value}")
    rows = connection.execute(
        "SELECT coalesce(d.datname, r.rolname, '?'), setting FROM pg_db_role_setting s "
        "LEFT JOIN pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_roles r ON r.oid = s.setrole, "
        "unnest(s.setconfig) setting"
    ).fetchall()
    for where, setting in rows:
        name, _, value = setting.partition("=")
        if name in MUST_BE_ON and not _is_safe(name, value):
            found.append(f"{name} is {value} for {where}")
    return found


def _is_safe(name: str, value: str) -> bool:
    return value in SAFE_COMMITS if name == "synchronous_commit" else value == "on"
