"""From a clone with nothing in it to the first page; then a later start; then what all processes hold while idle."""

import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import psutil

from bench.houses import kept_home
from tests.installations import HOUSE, free_port
from tests.waiting import wait_until

REACH = {"first_page_s": "<= 90", "restart_s": "<= 5", "idle_mb": "<= 450"}
IDLE_S = 15


def run(say) -> dict[str, float]:
    folder = kept_home("coldstart")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(HOUSE), str(folder / "clone")], check=True)
    try:
        say("first start, from a bare clone")
        first_page_s, _ = _start_and_stop(folder, say)
        say("later start")
        restart_s, idle_mb = _start_and_stop(folder, say, measure_memory=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"first_page_s": round(first_page_s, 1), "restart_s": round(restart_s, 2), "idle_mb": round(idle_mb, 1)}


def _start_and_stop(folder: Path, say, *, measure_memory: bool = False) -> tuple[float, float]:
    """Return the seconds to the first page, and the memory once everything is idle."""
    command = [folder / "clone" / "bin" / "demo", "--port", str(free_port()), "--data", folder / "data", "--no-browser"]
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        demo = subprocess.Popen(command, stdout=said, stderr=said, process_group=0)
        try:
            urlopen(_address(demo, said), timeout=30).read()
            took = time.monotonic() - began
            say(f"  first page after {took:.1f} s")
            held = _idle_memory(demo, say) if measure_memory else 0
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(20)
    return took, held


def _address(demo: subprocess.Popen, said) -> str:
    """Return the address in the line `Ready: http://...`."""

    def ready() -> list[str]:
        said.seek(0)
        lines = said.read().splitlines()
        assert demo.poll() is None, "\n".join(lines[-20:])
        return [line.split()[1] for line in lines if line.startswith("Ready: ")]

    return wait_until(ready, within_s=600)[0]


def _idle_memory(demo: subprocess.Popen, say) -> float:
    """Return the proportional set size of the whole family in MB after a while of rest."""
    time.sleep(IDLE_S)
    supervisor = psutil.Process(demo.pid)
    total = 0.0
    for process in [supervisor, *supervisor.children(recursive=True)]:
        held = process.memory_full_info().pss / 1e6
        say(f"  {held:6.1f} MB  {' '.join(process.cmdline())[:100]}")
        total += held
    return total
