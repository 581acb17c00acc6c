"""The test run's database: real PostgreSQL, migrated by the owner, used by the app's role.

One embedded server per run, kept under var/test so that the next run starts at once; a database of its own per run,
copied from a template that is migrated only when a migration changed. `TELEPRAXIS_TEST_DATABASE_URL` (a superuser, or
a role with CREATEDB and CREATEROLE) takes a server of yours instead.
"""

import hashlib
import itertools
import os
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg import sql

from telepraxis.server.postgres import Cluster, ClusterTrouble, Login, create_database, roles
from telepraxis.server.processes import platform_user
from tests import emptying

HOUSE = Path(__file__).parents[1]
KEPT_TEMPLATES = 3


FORGETFUL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
"""A run's own server need not survive the machine: a database is copied and dropped twenty times quicker. Statistics
change when a test says so."""


class ForgetfulCluster(Cluster):
    """An embedded server that a production start would refuse."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.more_settings = [*FORGETFUL]

    def assert_safe(self) -> None:
        """Nothing that a test acknowledges outlives its run."""


class TestDatabase:
    """The database of this run: `owner` defines, `app` serves, `restore()` brings back the freshly migrated state."""

    __test__ = False

    def __init__(self, admin: Login, owner: Login, app: Login, template: str) -> None:
        self.admin, self.owner, self.app, self.template = admin, owner, app, template
        self._migrated: emptying.Migrated | None = None

    def create(self) -> None:
        names = {
            "name": sql.Identifier(self.app.database),
            "owner": sql.Identifier(self.owner.role),
            "app": sql.Identifier(self.app.role),
            "template": sql.Identifier(self.template),
        }
        with self.admin.connect() as connection:
            [(syncs,)] = connection.execute("SHOW fsync")
            way = sql.SQL("WAL_LOG" if syncs == "on" else "FILE_COPY")  # whichever waits less for the disk
            for statement in (
                "CREATE DATABASE {name} OWNER {owner} TEMPLATE {template} STRATEGY {way}",
                "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
                "GRANT CONNECT ON DATABASE {name} TO {app}",
            ):
                connection.execute(sql.SQL(statement).format(way=way, **names))

    def drop(self) -> None:
        drop_database(self.admin, self.app.database)

    def restore(self) -> None:
        """Put the migrated state back, rows that migrations wrote included."""
        close_connections()
        if not (self._migrated and emptying.emptied(self.admin.to(self.app.database), self._migrated)):
            self.renew()

    def renew(self) -> None:
        """Take a new copy of the template: nothing of earlier tests is left in pages, indexes and statistics."""
        close_connections()
        self.drop()
        self.create()
        self._migrated = emptying.look(self.admin.to(self.app.database)) if self._may_empty() else None

    def _may_empty(self) -> bool:
        with self.admin.connect() as connection:
            return connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[0]


@pytest.fixture(scope="session")
def database_server():
    """Yield (admin login, owner login, app login) on a running server, logins without a database yet."""
    url = os.environ.get("TELEPRAXIS_TEST_DATABASE_URL")
    if url:
        yield from _named_server(Login.from_url(url))
    else:
        yield from _embedded_server()


@pytest.fixture(scope="session")
def test_database(database_server, django_db_blocker):
    """Yield this run's database, made from the migrated template."""
    admin, owner, app = database_server
    name = f"test_{os.getpid()}_{secrets.token_hex(3)}"
    with django_db_blocker.unblock():
        template = _migrated_template(admin, owner, app)
        database = TestDatabase(admin, owner.to(name), app.to(name), template)
        database.create()
        _point_django_at(database.owner, database.app)
        yield database
        close_connections()
        database.drop()


@pytest.fixture(scope="session")
def django_db_setup(test_database):
    """Stand in for pytest-django's: `default` is the app's role, `owner` migrates."""


@pytest.fixture(autouse=True, scope="session")
def _transactional_tests_start_afresh():
    """A test that commits is followed by the migrated state again; the app's role may not empty tables itself."""
    from django.test import TransactionTestCase

    def restore(self):
        TransactionTestCase.telepraxis_database.restore()

    TransactionTestCase._fixture_teardown = restore


@pytest.fixture(autouse=True)
def _know_the_database(request):
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames):
        from django.test import TransactionTestCase

        TransactionTestCase.telepraxis_database = request.getfixturevalue("test_database")


def close_connections() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()


def drop_database(admin: Login, name: str) -> None:
    with admin.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _embedded_server():
    """Start a server in the first free of this checkout's homes: two runs at once use two."""
    for number in itertools.count(1):
        cluster = ForgetfulCluster(_home() / str(number))
        try:
            cluster.hold()
            break
        except ClusterTrouble:
            continue
    cluster.prepare()
    cluster.start()
    try:
        cluster.ensure_database()
        yield cluster.superuser, cluster.owner, cluster.app
    finally:
        cluster.stop()


def _home() -> Path:
    home = HOUSE / "var" / "test"
    if platform_user().may_enter(home):
        return home
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:8]
    return Path("/var/lib/telepraxis-test") / mark


def _named_server(admin: Login):
    """Make two roles for this run alone; a superuser's tests still migrate as somebody ordinary."""
    mark = f"test_{os.getpid()}_{secrets.token_hex(3)}"
    owner = replace(admin, role=f"{mark}_owner", password=secrets.token_urlsafe(16))
    app = replace(admin, role=f"{mark}_app", password=secrets.token_urlsafe(16))
    with admin.connect() as connection:
        for login in (owner, app):
            roles.ensure_role(connection, login.role, login.password)
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(owner.role)))
    try:
        yield admin, owner, app
    finally:
        with admin.connect() as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN (%s, %s)",
                               [owner.role, app.role])  # fmt: skip
            ours = "SELECT datname FROM pg_database d JOIN pg_roles r ON r.oid = datdba WHERE rolname = %s"
            left = [name for (name,) in connection.execute(ours, [owner.role])]
        for name in left:
            drop_database(admin, name)
        with admin.connect() as connection:
            for login in (app, owner):
                connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(login.role)))


def _migrated_template(admin: Login, owner: Login, app: Login) -> str:
    """Return the name of a database in the state after all migrations, made now unless it exists."""
    name = f"template_{_schema_mark()}_{app.role}"[:63]
    with admin.connect() as connection:
        ours = "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%' AND datname LIKE %s ORDER BY oid"
        known = [found for (found,) in connection.execute(ours, [f"%{app.role}"])]
    if name in known:
        return name
    for old in known[:-KEPT_TEMPLATES]:
        drop_database(admin, old)
    draft = f"draft_{os.getpid()}_{secrets.token_hex(3)}"
    with admin.connect() as connection:
        create_database(connection, draft, owner.role)
    with admin.to(draft).connect() as connection:
        roles.let_app_in(connection, owner.role, app.role)
    _migrate(owner.to(draft), app.to(draft))
    with admin.connect() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
        )
    return name


def _schema_mark() -> str:
    """Return a short mark that changes with whatever a migration could read."""
    from django.conf import settings

    mark = hashlib.sha256(repr(sorted(settings.INSTALLED_APPS)).encode())
    files = [*HOUSE.glob("src/telepraxis/**/migrations/*"), *HOUSE.glob("src/telepraxis/base/tenancy/*.py")]
    files += HOUSE.glob("src/telepraxis/registry/terminology/starter/*.csv")
    files += HOUSE.glob("src/telepraxis/registry/formulary/starter/*.csv")
    files += HOUSE.glob("src/telepraxis/registry/formulary/*.py")  # they name the medicines of the starter set
    for path in sorted([*files, HOUSE / "requirements-dev.lock", Path(__file__)]):
        if path.is_file():
            mark.update(path.name.encode() + path.read_bytes())
    return mark.hexdigest()[:12]


def _migrate(owner: Login, app: Login) -> None:
    from telepraxis.server.lean_states import migrate_all

    _point_django_at(owner, app)
    migrate_all()
    close_connections()


def _point_django_at(owner: Login, app: Login) -> None:
    """Aim both aliases, and programs that tests start, at this database."""
    from django.db import connections

    close_connections()
    os.environ["TELEPRAXIS_DATABASE"], os.environ["TELEPRAXIS_DATABASE_OWNER"] = app.url, owner.url
    for alias, login in (("default", app), ("owner", owner)):
        connections[alias].settings_dict.update(
            NAME=login.database, USER=login.role, PASSWORD=login.password, HOST=login.host, PORT=login.port or ""
        )
        connections[alias].settings_dict["OPTIONS"].update(dict(login.options))
