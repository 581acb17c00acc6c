"""A clinic of 100,000 patients under load: a table is dropped, and the moment before comes back on a bare machine.

Patients' and clinicians' pages are read all the time while the archive is made, and a clock writes a row twenty times a
second. Then the clock's table is dropped. `lost_s`: from the last row that was acknowledged before to the last one
that came back. `restore_s`: from `telepraxis restore` with the key sheet to the first page that the restored clinic
serves. After that the machine dies (kill -9 of everything) and all comes back to its last second: `machine_lost_s`.
"""

import http.client
import json
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bench import houses
from telepraxis.server.backup import notes
from telepraxis.server.backup.places import line_of
from telepraxis.server.installation import Installation
from telepraxis.server.postgres import Cluster
from tests.installations import HOUSE, answer_of, free_port, running
from tests.waiting import wait_until

REACH = {"lost_s": "<= 60", "restore_s": "<= 300"}
PATIENTS = 100_000
READERS = 2


def run(say) -> dict[str, float]:
    place = houses.kept_home(f"restore-{PATIENTS}")
    home, backups = place / "home", place / "backups"
    houses._fill_once(home, f"bench.pages:fill_{PATIENTS}", "1")
    shutil.rmtree(backups, ignore_errors=True)
    (home / "backup-line.json").unlink(missing_ok=True)
    say("the clinic opens")
    with _open(home, backups) as clinic:
        doors = json.loads(_in_django(home, "bench.pages:doors").strip().splitlines()[-1])
        with Load(clinic.url, home, doors) as load:
            wait_until(lambda: _last_ok(home, backups, "backup"), within_s=900, every_s=0.5)
            made = _last_ok(home, backups, "backup")
            say(f"archive made under load: {made['bytes'] / 1e6:.0f} MB")
            load.write_for(20)
            dropped_after = load.drop()
            wait_until(lambda: _safe_until(home, backups) > load.dropped_at, within_s=120, every_s=0.2)
            load.make()
            load.write_for(10)
            died_after = load.last
            clinic.lose_power()
    pages, refused = load.pages, load.refused
    sheet = place / "sheet.txt"
    _telepraxis("keys", "--data", str(home), "sheet", "--to", str(sheet))
    say("back to the moment before")
    shutil.rmtree(place / "back", ignore_errors=True)
    began = time.monotonic()
    _telepraxis("restore", str(backups), "--keys", str(sheet), "--until", load.moment_before.isoformat(), "--data",
                str(place / "back"))  # fmt: skip
    restored_s = time.monotonic() - began
    with _open(place / "back", None) as back:
        answer_of(f"{back.url}/healthz")
        restore_s = time.monotonic() - began
    lost_s = (dropped_after - _last_row(place / "back")).total_seconds()
    say("back to the last second of the machine")
    shutil.rmtree(place / "back", ignore_errors=True)
    _telepraxis("restore", str(backups), "--keys", str(sheet), "--data", str(place / "back"))
    machine_lost_s = (died_after - _last_row(place / "back")).total_seconds()
    rows = _patients(place / "back")
    shutil.rmtree(place / "back", ignore_errors=True)
    return {
        "lost_s": round(max(0.0, lost_s), 2),
        "restore_s": round(restore_s, 1),
        "machine_lost_s": round(max(0.0, machine_lost_s), 2),
        "unpacked_and_replayed_s": round(restored_s, 1),
        "patients": rows,
        "archive_mb": round(made["bytes"] / 1e6),
        "pages_under_load": pages,
        "pages_refused": refused,
    }


class Load:
    """Pages read without pause, and a clock that writes a row twenty times a second."""

    def __init__(self, url: str, home: Path, doors: list[dict]) -> None:
        self.url, self.owner, self.doors = url, Cluster(home).owner, doors
        self.last: datetime | None = None
        self.dropped_at = self.moment_before = None
        self.pages = self.refused = 0
        self._over, self._pausing, self._paused = threading.Event(), threading.Event(), threading.Event()

    def __enter__(self) -> "Load":
        self.make()
        self._threads = [threading.Thread(target=self._tick, daemon=True)]
        self._threads += [threading.Thread(target=self._read, args=(part,), daemon=True) for part in range(READERS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(20)

    def make(self) -> None:
        with self.owner.connect() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS bench_clock (at timestamptz)")
        self._pausing.clear()

    def write_for(self, seconds: float) -> None:
        time.sleep(seconds)

    def drop(self) -> datetime:
        """Drop the table between two rows; return when the last acknowledged row was written."""
        self._pausing.set()
        self._paused.wait(10)
        with self.owner.connect() as connection:
            self.moment_before = connection.execute("SELECT clock_timestamp()").fetchone()[0]
            connection.execute("DROP TABLE bench_clock")
            self.dropped_at = connection.execute("SELECT clock_timestamp()").fetchone()[0]
        return self.last

    def _tick(self) -> None:
        with suppress(Exception), self.owner.connect() as connection:  # the machine dies at the end
            while not self._over.wait(0.05):
                if self._pausing.is_set():
                    self._paused.set()
                    continue
                self._paused.clear()
                row = connection.execute("INSERT INTO bench_clock VALUES (clock_timestamp()) RETURNING at").fetchone()
                self.last = row[0]

    def _read(self, part: int) -> None:
        while not self._over.is_set():
            for door in self.doors[part::READERS]:
                if self._over.is_set():
                    return
                connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
                try:
                    connection.request("GET", door["path"], headers={"Cookie": door["cookie"]})
                    self.refused += connection.getresponse().status >= 500
                    self.pages += 1
                except (OSError, http.client.HTTPException):
                    time.sleep(0.1)  # after the machine has died
                finally:
                    connection.close()


@contextmanager
def _open(home: Path, backups: Path | None):
    more = ["--backups", str(backups)] if backups else []
    with running("demo", "--empty", "--no-browser", "--port", str(free_port()), *more, home=home) as clinic:
        clinic.url = clinic.until_ready(300)
        yield clinic


def _in_django(home: Path, function: str) -> str:
    return houses.in_django(houses.Served("", home, None, houses._installation(home).environment()), function)


def _telepraxis(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "telepraxis", *arguments], cwd=HOUSE, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def _last_ok(home: Path, backups: Path, part: str) -> dict | None:
    return (notes.read(line_of(home, backups), part) or {}).get("last_ok")


def _safe_until(home: Path, backups: Path) -> datetime:
    said = notes.read(line_of(home, backups), "stream") or {}
    return datetime.fromisoformat(said.get("safe_until") or "2000-01-01T00:00:00+00:00")


def _last_row(home: Path) -> datetime:
    return _asked(home, "SELECT max(at) FROM bench_clock")


def _patients(home: Path) -> int:
    return _asked(home, "SELECT count(*) FROM record_patient")


def _asked(home: Path, question: str):
    installation = Installation.at(home, "demo")
    installation.recall()
    with installation.database_running(), installation.cluster.superuser.to("telepraxis").connect() as connection:
        return connection.execute(question).fetchone()[0]
