"""One installation: its data home, the user it runs as, its database, and what its programs are told."""

import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

import telepraxis
from telepraxis.server import private_files
from telepraxis.server.homes import default_home, own_folder, prepare_home
from telepraxis.server.postgres import Cluster, Login, ensure_app_role, unsafe_settings
from telepraxis.server.processes import SystemUser, platform_user
from telepraxis.server.supervisor import status

OLDEST_POSTGRESQL = 15
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "PYTHONPATH", "PYTHONWARNINGS")


class InstallationTrouble(Exception):
    """The installation cannot run like this; the text says why and what to do."""


@dataclass
class Installation:
    """`cluster` is None when DATABASE_URL names a server of the operator's own."""

    home: Path
    mode: str
    user: SystemUser
    cluster: Cluster | None
    owner: Login | None = None
    app: Login | None = None
    told: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, home: Path | None, mode: str) -> "Installation":
        """Return the installation in `home` (or where it usually lies), its directories made.

        :raises HomeOutOfReach, NoSystemUser: see there.
        """
        user = platform_user()
        home = prepare_home(home or default_home("telepraxis-demo" if mode == "demo" else "telepraxis"), user)
        if url := os.environ.get("DATABASE_URL"):
            return cls(home, mode, user, cluster=None, owner=Login.from_url(url))
        cluster = Cluster(home, user)
        return cls(home, mode, user, cluster)

    def ready_database(self) -> None:
        """Make roles and database on the server that runs now, and refuse one that could lose what it acknowledged.

        :raises InstallationTrouble: the server is too old, unsafe or out of reach.
        """
        if self.cluster:
            self.cluster.assert_safe()
            self.cluster.ensure_database()
            self.owner, self.app = self.cluster.owner, self.cluster.app
            return
        self._refuse_unfit_server()
        named = os.environ.get("TELEPRAXIS_DATABASE")
        self.app = Login.from_url(named) if named else ensure_app_role(self.owner, self._kept_password())

    def recall(self) -> None:
        """Know what the last `up` knew: the mode, the public address, the logins; nothing is started."""
        noted = status(self.home)
        if noted:
            self.mode = noted["supervisor"]["mode"]
            self.told = {"TELEPRAXIS_URL": noted["supervisor"]["url"]} | noted.get("told", {})
        if self.cluster and self.cluster.data.exists():
            self.owner, self.app = self.cluster.owner, self.cluster.app

    def serving_user(self) -> SystemUser:
        """Return who serves pages: never root in production.

        :raises InstallationTrouble: the platform's user cannot read the program.
        """
        needed = [Path(sys.executable).resolve().parent, Path(telepraxis.__file__).parent, Path(sys.prefix)]
        closed = [folder for folder in needed if not self.user.may_enter(folder)]
        if not closed:
            return self.user
        if self.mode == "production":
            raise InstallationTrouble(
                f"Pages are never served as root, and the user {self.user.name!r} cannot enter {closed[0]}. Install "
                "Telepraxis where it can, for example: python3 -m venv /opt/telepraxis && "
                "/opt/telepraxis/bin/pip install telepraxis; or start it as an ordinary user."
            )
        return SystemUser.current()

    def environment(self, **more: str) -> dict[str, str]:
        """Return what a program of the installation is told, and nothing else of our own environment."""
        passed = {
            name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith("TELEPRAXIS_")
        }
        package = str(Path(telepraxis.__file__).parents[1])
        passed["PYTHONPATH"] = os.pathsep.join(filter(None, [package, passed.get("PYTHONPATH", "")]))
        return passed | {
            "DJANGO_SETTINGS_MODULE": "telepraxis.server.settings",
            "TELEPRAXIS_MODE": self.mode,
            "TELEPRAXIS_HOME": str(self.home),
            "TELEPRAXIS_SECRETS": os.environ.get("TELEPRAXIS_SECRETS", str(self.home / "keys.json")),
            "TELEPRAXIS_DATABASE": self.app.url if self.app else "",
            "TELEPRAXIS_DATABASE_OWNER": self.owner.url if self.owner else "",
            "PYTHONUNBUFFERED": "1",
            **self.told,
            **more,
        }

    def serving_environment(self) -> dict[str, str]:
        """Return what programs are told that serve: never how the tables' owner signs in."""
        return self.environment(TELEPRAXIS_DATABASE_OWNER="")

    def folder(self, name: str) -> Path:
        return own_folder(self.home / name, self.user)

    @contextmanager
    def database_running(self) -> Iterator[None]:
        """Use the database whether or not `up` runs: an embedded server that sleeps is woken for the block."""
        woken = self.cluster is not None and not self._answers()
        if woken:
            self.cluster.prepare()
            self.cluster.start()
        try:
            self.ready_database()
            yield
        finally:
            if woken:
                self.cluster.stop()

    def _answers(self) -> bool:
        return self.cluster.data.exists() and self.cluster.answers()

    def _kept_password(self) -> str:
        kept = self.home / "database.json"
        if not kept.exists():
            private_files.write(kept, json.dumps({"app": secrets.token_urlsafe(24)}).encode())
        return json.loads(kept.read_text())["app"]

    def _refuse_unfit_server(self) -> None:
        try:
            connection = self.owner.connect()
        except psycopg.OperationalError as problem:
            raise InstallationTrouble(
                f"The database server of DATABASE_URL does not answer: {str(problem).strip()}. "
                "Check host, port, name and password there, and that the server runs."
            ) from None
        with connection:
            if connection.info.server_version // 10000 < OLDEST_POSTGRESQL:
                raise InstallationTrouble(
                    f"The server of DATABASE_URL is PostgreSQL {connection.info.server_version // 10000}; "
                    f"Telepraxis needs {OLDEST_POSTGRESQL} or newer. Upgrade it, or leave DATABASE_URL out."
                )
            unsafe = [found for found in unsafe_settings(connection) if not found.startswith("data_checksums")]
        if unsafe:
            raise InstallationTrouble(
                f"The server of DATABASE_URL could lose acknowledged records: {', '.join(unsafe)}. "
                "Turn them on there (ALTER SYSTEM SET ...; SELECT pg_reload_conf();) and start again."
            )
