"""Have files read as FHIR in a process with limits, and say in words why that could not be."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)

LARGEST = 25 * 1024 * 1024
MOST_FILES = 50
PATIENCE_S = 40.0
PROGRAM = Path(__file__).with_name("opening.py")


class NotRead(ValueError):
    """The files were not read; `str()` says what to do. Nothing was kept."""

    def __init__(self, code: str):
        super().__init__(SENTENCES[code])
        self.code = code


SENTENCES = {
    "nothing": _("Choose a file first."),
    "empty": _("There is no FHIR resource in it. Ask the other practice for an export as FHIR (JSON)."),
    "too_large": _("The files are larger than 25 MB together. Bring them in one after the other."),
    "many_files": _("These are more than 50 files. Bring them in as one zip."),
    "many": _("It holds more than 2,000 entries. The administrator imports so much with the command for it."),
    "large": _(
        "It holds more text than one person's record does. The administrator imports it with the command for it."
    ),
    "too_slow": _("The files could not be read in time. Nothing was kept. Bring them in one after the other."),
    "failed": _("The files could not be read safely. Nothing was kept."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One resource as it stands in the files."""

    file: str
    position: int
    url: str
    type: str
    id: str | None
    text: str


@dataclass
class Reading:
    """What was found, and (file, position, why) of what could not be read."""

    found: list[Found] = field(default_factory=list)
    faults: list[list] = field(default_factory=list)


def read(files: list[tuple[str, bytes]], *, program: Path = PROGRAM, patience_s: float = PATIENCE_S) -> Reading:
    """Return the resources in the files, each (name, content).

    :raises NotRead: there is nothing to read, or too much of it.
    """
    files = [(name[:200], content) for name, content in files]
    if not files:
        raise NotRead("nothing")
    if len(files) > MOST_FILES:
        raise NotRead("many_files")
    if sum(len(content) for _, content in files) > LARGEST:
        raise NotRead("too_large")
    reading = _understood(_answer_of(files, program, patience_s))
    if not reading.found and not reading.faults:
        raise NotRead("empty")
    return reading


def _answer_of(files: list[tuple[str, bytes]], program: Path, patience_s: float) -> bytes:
    head = json.dumps([{"name": name, "size": len(content)} for name, content in files]).encode() + b"\n"
    order = head + b"".join(content for _, content in files)
    command = [sys.executable, "-I", "-B", str(program)]
    try:
        done = subprocess.run(command, input=order, capture_output=True, env={}, timeout=patience_s)
    except subprocess.TimeoutExpired:
        raise NotRead("too_slow") from None
    if done.returncode != 0:
        log.warning("a record was not read: the process ended with %s", done.returncode)
        raise NotRead("failed")
    return done.stdout


def _understood(answer: bytes) -> Reading:
    reading = Reading()
    for line in answer.splitlines():
        said = json.loads(line)
        if "refused" in said:
            raise NotRead(said["refused"])
        if "why" in said:
            reading.faults.append([said["file"], said["position"], said["why"]])
        else:
            reading.found.append(Found(**said))
    return reading
