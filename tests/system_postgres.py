"""Run a command against a server of the system's own PostgreSQL: python -m tests.system_postgres COMMAND ...

The newest one under /usr/lib/postgresql is started on a new data directory and thrown away afterwards; the command
finds it in TELEPRAXIS_TEST_DATABASE_URL. A system without PostgreSQL is a failure.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from telepraxis.server.postgres import Login
from telepraxis.server.processes import SystemUser, as_user, dies_with_us, platform_user
from tests.database import FORGETFUL
from tests.waiting import wait_until

PASSWORD = "of-the-test-run"


def main() -> int:
    binaries = newest()
    if binaries is None:
        print("There is no PostgreSQL under /usr/lib/postgresql: run bin/setup as root (apt-get install postgresql).")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the folder is thrown away then too
    user = platform_user()
    folder = Path(tempfile.mkdtemp(prefix="telepraxis-pg-", dir="/tmp"))
    os.chown(folder, user.uid, user.gid)
    try:
        return run_beside(binaries, folder, user, sys.argv[1:])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def newest() -> Path | None:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def run_beside(binaries: Path, folder: Path, user: SystemUser, command: list[str]) -> int:
    """Start the server, run the command, stop the server; return the command's exit code."""
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o644)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    made = [binaries / "initdb", "-D", folder / "data", "-U", "checker", "--auth=scram-sha-256", "-E", "UTF8",
            f"--pwfile={folder / 'password'}", "--data-checksums"]  # fmt: skip
    subprocess.run(made, check=True, env=environment, cwd="/", stdout=subprocess.DEVNULL, **as_user(user))
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=",
             *(part for setting in FORGETFUL for part in ("-c", setting))],
            env=environment, cwd="/", stdout=log, stderr=log, preexec_fn=dies_with_us(), **as_user(user),
        )  # fmt: skip
    login = Login(role="checker", password=PASSWORD, database="postgres", host=str(folder))
    try:
        wait_until(lambda: _answers(login), within_s=60)
        with login.connect() as connection:
            print(connection.execute("SELECT version()").fetchone()[0], flush=True)
        told = os.environ | {"TELEPRAXIS_TEST_DATABASE_URL": login.url}
        return subprocess.run(command, env=told, preexec_fn=dies_with_us()).returncode
    finally:
        server.terminate()
        server.wait(20)


def _answers(login: Login) -> bool:
    try:
        login.connect().close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
