"""Another system's history comes in as one large file, with every check on; then it is killed half-way, and run again.

`telepraxis import` as an operator types it, beside a running clinic: validation, row-level security, audit, index and
history on. `peak_mb` is the largest private memory of all its processes together while a file of `FILE_MB` comes in;
`lost` and `doubled` are counted after a kill -9 of the import half-way and a second run.

`bin/bench import [PATIENTS [OBSERVATIONS [FILE_MB]]]`; the file for `peak_mb` is written, read and thrown away.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from bench import houses
from bench.histories import as_bundles, histories, history
from tests.installations import HOUSE

REACH = {"resources_per_s": ">= 1000", "peak_mb": "<= 500", "lost": "= 0", "doubled": "= 0"}
PATIENTS, OBSERVATIONS, FILE_MB = 1_500, 20, 200
KILLED_PATIENTS = 600


def run(say) -> dict[str, float]:
    patients, observations, file_mb = _sizes()
    practice = houses.served("import", fill="bench.import_:fill", version="2")
    with practice as house, tempfile.TemporaryDirectory() as name:
        folder, mark = Path(name), time.time_ns()
        bundle = folder / "history.json"
        count = as_bundles(histories(patients, observations, seed=mark), bundle)
        say(f"{count:,} resources in {bundle.stat().st_size / 1e6:.0f} MB come in")
        with measured(house, bundle, f"speed {mark}") as first:
            pass
        say(f"  {first.said[-2] if len(first.said) > 1 else first.said} in {first.seconds:.1f} s")
        large = folder / "large.json"
        _write_large(large, file_mb, mark + 1)
        say(f"a file of {large.stat().st_size / 1e6:.0f} MB comes in")
        with measured(house, large, f"large {mark}", seconds=240) as second:
            pass
        say(f"  peak {second.peak_mb:.0f} MB, after {second.seconds:.0f} s")
        lost, doubled = _killed_half_way(house, folder / "killed.json", mark + 2, say)
    return {
        "resources_per_s": round(count / first.seconds),
        "peak_mb": round(max(first.peak_mb, second.peak_mb)),
        "lost": lost,
        "doubled": doubled,
        "resources": count,
        "seconds": round(first.seconds, 1),
        "large_file_mb": round(file_mb),
        "refused": int(re.search(r"([\d,]+) refused", " ".join(first.said))[1].replace(",", "")),
    }


def _sizes() -> tuple[int, int, int]:
    given = [int(text) for text in sys.argv[2:5]]
    return tuple(given + [PATIENTS, OBSERVATIONS, FILE_MB][len(given) :])


class Measured:
    """One import: what it said, how long it took, the most memory it had."""

    said: list[str]
    seconds = peak_mb = 0.0
    code: int | None = None


@contextmanager
def measured(house, path: Path, source: str, *, seconds: float = 3600):
    """Import a file and watch it; end it after some seconds, for memory shows itself early."""
    found = Measured()
    began = time.monotonic()
    process = begin_import(house, path, source)
    watch = threading.Thread(target=_watch_memory, args=(process.pid, found), daemon=True)
    watch.start()
    try:
        out, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
    found.seconds, found.said, found.code = time.monotonic() - began, out.strip().splitlines(), process.returncode
    watch.join()
    yield found


def begin_import(house, path: Path, source: str) -> subprocess.Popen:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("TELEPRAXIS_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "telepraxis", "import", str(path), "--organization", "quayside", "--source", source,
         "--data", str(house.home)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=HOUSE, process_group=0,
        env=environment | {"PYTHONPATH": str(HOUSE / "src")},
    )  # fmt: skip


def _watch_memory(pid: int, found: Measured) -> None:
    """Note the largest sum of what the import's processes have for themselves."""
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        while parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:
            total = 0
            for process in [parent, *parent.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    total += process.memory_full_info().uss
            found.peak_mb = max(found.peak_mb, total / 2**20)
            time.sleep(0.2)


def _write_large(path: Path, size_mb: int, seed: int) -> None:
    def endless():
        yield from histories(0, seed=seed)
        number = 0
        while path.stat().st_size < size_mb * 10**6:
            yield from history(number, OBSERVATIONS, seed=seed)
            number += 1

    as_bundles(endless(), path)


def _killed_half_way(house, path: Path, seed: int, say) -> tuple[int, int]:
    """Kill an import when half of it is there, run it again, and count what is missing or there twice."""
    before = json.loads(houses.in_django(house, "bench.import_:count"))
    count = as_bundles(histories(KILLED_PATIENTS, OBSERVATIONS, seed=seed), path)
    process = begin_import(house, path, f"killed {seed}")
    half = before["documents"] + count // 2
    while json.loads(houses.in_django(house, "bench.import_:count"))["documents"] < half and process.poll() is None:
        time.sleep(0.2)
    was_running = process.poll() is None
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    there = json.loads(houses.in_django(house, "bench.import_:count"))["documents"] - before["documents"]
    say(f"killed with {there:,} of {count:,} there" if was_running else "it was over before it could be killed")
    with measured(house, path, f"killed {seed}") as again:
        pass
    say(f"  again: {again.said}")
    after = json.loads(houses.in_django(house, "bench.import_:count"))
    documents, versions = after["documents"] - before["documents"], after["versions"] - before["versions"]
    return max(0, count - documents), max(0, documents - count) + max(0, versions - count)


# What runs in a Django process of the installation.


def fill(say) -> None:
    """Found the practice that the records come to."""
    from datetime import UTC, datetime

    from telepraxis.registry.organizations.founding import found_organization

    found_organization(
        slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon", jurisdiction="PT", now=datetime.now(UTC)
    )


def count(say) -> None:
    """Print how many documents and versions there are."""
    from telepraxis.base import tenancy
    from telepraxis.base.record import rows
    from telepraxis.base.record.models import Version
    from telepraxis.base.tenancy.models import Tenant

    with tenancy.serving(Tenant.objects.get(slug="quayside").id):
        documents = sum(table.objects.count() for table in rows.tables())
        print(json.dumps({"documents": documents, "versions": Version.objects.count()}))
