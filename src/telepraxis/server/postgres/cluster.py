"""One embedded server: made once, started safely or not at all, stopped cleanly."""

import fcntl
import hashlib
import json
import os
import secrets
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

import telepraxis
from telepraxis.server import private_files
from telepraxis.server.homes import own_folder, prepare_home
from telepraxis.server.postgres.binaries import MAJOR, binaries_for
from telepraxis.server.postgres.roles import (
    MUST_BE_ON,
    Login,
    create_database,
    ensure_role,
    let_app_in,
    unsafe_settings,
)
from telepraxis.server.processes import SystemUser, as_user, dies_with_us, platform_user

LONGEST_SOCKET_FOLDER = 90  # a socket's path may have 107 bytes, the file in it is called .s.PGSQL.5432.lock
KEPT_FOR_BACKUP = "4GB"  # of changes, when the disk for backups is away: the clinic's own disk must not fill up
SUPERUSER, OWNER, APP, DATABASE = "postgres", "telepraxis_owner", "telepraxis_app", "telepraxis"
SETTINGS = {
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "lc_messages": "C.UTF-8",
}


class ClusterTrouble(Exception):
    """The embedded server cannot or must not run; the text says why and what to do."""


class Cluster:
    """The embedded server of one data home.

    `prepare()` makes what is missing and refuses what is unsafe; then either run `command()` under a supervisor
    or call `start()` and `stop()`.
    """

    def __init__(self, home: Path, user: SystemUser | None = None) -> None:
        self.user = user or platform_user()
        self.home = prepare_home(home, self.user)
        self.folder = own_folder(self.home / "postgres", self.user)
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.binaries = binaries_for(self.user, self.folder)
        self.sockets = self._socket_folder()
        self.more_settings: list[str] = []  # name=value, for a server that runs for a moment and a purpose
        self._process: subprocess.Popen | None = None
        self._lock: int | None = None

    def prepare(self) -> None:
        """Make the data directory if there is none; refuse another major version and unsafe settings.

        :raises ClusterTrouble: with the way out.
        """
        if not self.data.exists():
            self._create()
        self._refuse_other_version()
        self._refuse_unsafe_configuration()

    def command(self) -> list[str]:
        """Return the command line of the server: a socket in a directory nobody else enters, no network."""
        return [
            str(self.binaries / "postgres"), "-D", str(self.data), "-k", str(self.sockets),
            "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700",
            "-c", f"max_slot_wal_keep_size={KEPT_FOR_BACKUP}",
            *(part for setting in self.more_settings for part in ("-c", setting)),
        ]  # fmt: skip

    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}

    def start(self, within_s: float = 60) -> None:
        """Start the server and wait until it answers. It dies with the calling process, kill -9 included.

        :raises ClusterTrouble: it runs already, or does not come up.
        """
        self.hold()
        deadline = time.monotonic() + within_s
        while True:
            self._process = self._spawn()
            if self._came_up(deadline):
                break
            if time.monotonic() > deadline or "lock file" not in self._last_words():
                self.release()
                raise ClusterTrouble(f"PostgreSQL did not start. It said: {self._last_words()}")
            time.sleep(0.2)  # the killed server of a moment ago has not let go of its lock file yet
        self.assert_safe()

    def stop(self, within_s: float = 10) -> None:
        """Stop the server that `start()` started: sessions are ended, nothing acknowledged is lost."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(within_s)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(within_s)
        self.release()

    def hold(self) -> None:
        """Take this cluster for the calling process until `release()` or death.

        :raises ClusterTrouble: another process has it.
        """
        if self._lock is not None:
            return
        lock = os.open(self.folder / "held", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise ClusterTrouble(
                f"The data in {self.home} is already in use by another running Telepraxis. "
                "Stop that one first, or give another directory with --data."
            ) from None
        self._lock = lock

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def answers(self) -> bool:
        """Say whether the server accepts logins now."""
        try:
            self.superuser.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def assert_safe(self) -> None:
        """Look at the running server's own settings.

        :raises ClusterTrouble: what it acknowledges could be lost.
        """
        with self.superuser.connect() as connection:
            unsafe = unsafe_settings(connection)
        if unsafe:
            self.stop()
            raise ClusterTrouble(_unsafe(unsafe, self.data))

    def ensure_database(self) -> None:
        """Make the two roles and the database on the running server where they are missing."""
        passwords = self._passwords()
        with self.superuser.connect() as connection:
            ensure_role(connection, OWNER, passwords[OWNER])
            ensure_role(connection, APP, passwords[APP])
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                create_database(connection, DATABASE, OWNER)
        with self.superuser.to(DATABASE).connect() as connection:
            let_app_in(connection, OWNER, APP)

    @property
    def superuser(self) -> Login:
        return self._login(SUPERUSER, "postgres")

    @property
    def owner(self) -> Login:
        return self._login(OWNER, DATABASE)

    @property
    def app(self) -> Login:
        return self._login(APP, DATABASE)

    def _login(self, role: str, database: str) -> Login:
        return Login(role=role, password=self._passwords()[role], database=database, host=str(self.sockets))

    def _passwords(self) -> dict[str, str]:
        return json.loads((self.folder / "passwords.json").read_text())

    def _create(self) -> None:
        """Run initdb beside the final place, so that an interrupted one leaves nothing half made."""
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
        draft = self.folder / "data.draft"
        if draft.exists():
            self._run(["rm", "-rf", str(draft)])
        private_files.write(self.folder / "first-password", passwords[SUPERUSER].encode())
        try:
            self._run(
                [str(self.binaries / "initdb"), "-D", str(draft), "-U", SUPERUSER, "--auth-local=scram-sha-256",
                 "--auth-host=scram-sha-256", f"--pwfile={self.folder / 'first-password'}", "--encoding=UTF8",
                 "--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums",
                 *(f"--set={name}={value}" for name, value in SETTINGS.items())]
            )  # fmt: skip
        finally:
            (self.folder / "first-password").unlink()
        self.take_over(passwords)
        draft.rename(self.data)

    def take_over(self, passwords: dict[str, str], made_by: str = telepraxis.__version__) -> None:
        """Remember by which passwords and version the data directory is used: a new or a restored one."""
        private_files.write(self.folder / "passwords.json", json.dumps(passwords, indent=1).encode())
        made = {"postgresql": MAJOR, "telepraxis": made_by}
        private_files.write(self.folder / "version.json", json.dumps(made).encode())

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, env=self.environment(), cwd="/", capture_output=True, text=True, **as_user(self.user)
        )
        if done.returncode:
            raise ClusterTrouble(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-800:]}")
        return done.stdout.strip()

    def _refuse_other_version(self) -> None:
        recorded = json.loads((self.folder / "version.json").read_text())
        found = int((self.data / "PG_VERSION").read_text().strip())
        if found == MAJOR == recorded["postgresql"]:
            return
        raise ClusterTrouble(
            f"The data in {self.data} was made by PostgreSQL {found} (Telepraxis {recorded['telepraxis']}), "
            f"this Telepraxis brings PostgreSQL {MAJOR}. Nothing was touched. Install the Telepraxis that made it and "
            "move the data with a backup (pg_dump there, restore here into a new --data directory), or run a "
            f"PostgreSQL {found} server yourself and name it with DATABASE_URL."
        )

    def _refuse_unsafe_configuration(self) -> None:
        """Ask the server's own reading of its files, before it runs for anybody."""
        unsafe = []
        for name in MUST_BE_ON:
            value = self._run([*self.command()[:3], "-C", name])
            if value not in ("on", "local", "remote_write", "remote_apply"):
                unsafe.append(f"{name} is {value}")
        if unsafe:
            raise ClusterTrouble(_unsafe(unsafe, self.data))

    def _spawn(self) -> subprocess.Popen:
        with open(self.log, "w") as log:
            return subprocess.Popen(
                self.command(), env=self.environment(), cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                process_group=0, preexec_fn=dies_with_us(signal.SIGINT), **as_user(self.user),
            )  # fmt: skip

    def _came_up(self, deadline: float) -> bool:
        while self._process.poll() is None and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.02)
        return False

    def _last_words(self) -> str:
        with suppress(FileNotFoundError):
            return self.log.read_text()[-600:].strip()
        return ""

    def _socket_folder(self) -> Path:
        """Return a directory for the socket that other users cannot enter, with a short enough path."""
        folder = self.folder / "socket"
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            return own_folder(folder, self.user)
        mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"telepraxis-{self.user.uid}-{mark}"
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, self.user.uid, self.user.gid)
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid != self.user.uid or status.st_mode & 0o077:
            raise ClusterTrouble(f"{folder} belongs to somebody else; choose a shorter --data path.")
        return folder


def _unsafe(unsafe: list[str], data: Path) -> str:
    return (
        f"PostgreSQL is set so that acknowledged records could be lost: {', '.join(unsafe)}. "
        f"Put it right in {data}/postgresql.conf or postgresql.auto.conf (data_checksums: pg_checksums --enable) "
        "and start again."
    )
