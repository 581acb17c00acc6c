"""What a program does that opens a sheet: it limits itself before the first byte is read, and answers in one way.

Such a program knows no key, no database and no setting. In: the bytes. Out: a line of JSON, then bytes.
"""

import json
import resource
import sys

MEGABYTE = 1024 * 1024


class Refused(Exception):
    """The sheet is not opened; the code names why."""


def set_limits(*, memory: int, processor_s: int) -> None:
    """Take from this process, and from those it starts, what a poisoned file would want: memory, time, files."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_s, processor_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def answer(made) -> None:
    """Read standard input, and answer with what `made(content)` returns: (what it is, bytes)."""
    try:
        about, kept = made(sys.stdin.buffer.read())
    except Refused as why:
        about, kept = {"refused": str(why)}, b""
    except MemoryError:
        about, kept = {"refused": "too_much"}, b""
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + kept)
    sys.stdout.buffer.flush()
