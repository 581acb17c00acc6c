"""Run one of the programs of this folder on a file that somebody sent, alone and with patience that ends."""

import json
import logging
import os
import signal
import subprocess
import sys

from telepraxis.care.scanning.reading import engine
from telepraxis.care.scanning.reading.refusals import SheetRefused

log = logging.getLogger(__name__)
ONE_CORE = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}  # one page must not take the machine


def answered(program: str, content: bytes, *arguments: str, patience_s: float) -> tuple[dict, bytes]:
    """Return what the program says of the content: what it is, and bytes.

    :raises SheetRefused: it says why not, or it took too much time or memory.
    """
    command = [sys.executable, "-I", "-B", "-m", f"{__package__}.{program}", *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(command, env=ONE_CORE | engine.environment(), start_new_session=True, **pipes)
    try:
        said, _nothing = running.communicate(content, timeout=patience_s)
    except subprocess.TimeoutExpired:
        raise SheetRefused("too_slow") from None
    finally:
        _end(running)
    if running.returncode != 0:
        log.warning("a sheet was not opened: %s ended with %s", program, running.returncode)
        raise SheetRefused("too_slow" if running.returncode == -signal.SIGXCPU else "failed")
    return _understood(said)


def _end(running: subprocess.Popen) -> None:
    """End it, and whatever it started and left behind."""
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    running.communicate()


def _understood(said: bytes) -> tuple[dict, bytes]:
    head, _newline, kept = said.partition(b"\n")
    try:
        about = json.loads(head)
    except ValueError:
        raise SheetRefused("failed") from None
    if "refused" in about:
        raise SheetRefused(about["refused"])
    return about, kept
