"""Have a file opened in a process with limits, and say in words why it may not be kept."""

import json
import logging
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
PATIENCE_S = 40.0  # by the clock; the process has 25 s of the processor
PROGRAM = Path(__file__).with_name("opening.py")


class FileRefused(ValueError):
    """The file may not be kept. `str()` is a sentence with what to do; `code` names why. Nothing was kept."""

    def __init__(self, code: str):
        super().__init__(SENTENCES[code])
        self.code = code


SENTENCES = {
    "empty": _("The file is empty. Choose it again, or take the picture once more."),
    "too_large": _("The file is larger than 25 MB. Send a smaller picture, or the pages in several files."),
    "heic": _(
        "Photographs in Apple's HEIC format cannot be opened here. On the iPhone choose Settings, Camera, Formats, "
        "Most Compatible, and take the picture again, or send it as JPEG."
    ),
    "video": _("Videos cannot be kept here. Show it in the video visit, or send a photograph."),
    "dicom": _("This is an image of the DICOM kind. Ask the practice how to hand it over."),
    "office": _("Documents and archives of this kind cannot be opened here. Save it as PDF and send that."),
    "markup": _("Web pages and drawings made of code cannot be kept here. Send a photograph or a PDF of it."),
    "unknown": _("This kind of file cannot be kept here. Send a JPEG or PNG picture, a PDF, or plain text."),
    "damaged": _("The picture is damaged or did not arrive whole. Take it again, or send it again."),
    "damaged_pdf": _("The PDF is damaged or did not arrive whole. Save it again, and send it again."),
    "locked_pdf": _("The PDF is locked with a password. Save it without one, and send it again."),
    "many_pages": _("The PDF has more than 40 pages. Send the pages that matter."),
    "many_pixels": _("The picture has more than 50 million points. Send it in a smaller size."),
    "long_text": _("The text is longer than 200,000 characters. Send the part that matters."),
    "too_much": _("The file needs too much memory to be opened safely. Send it in a smaller size."),
    "too_slow": _("The file could not be opened in time. Nothing was kept. Send it in a smaller size, or try again."),
    "failed": _("The file could not be opened safely. Nothing was kept. Send a JPEG picture or a PDF printed anew."),
}


@dataclass(frozen=True)
class Opened:
    """What may be kept of a file: its bytes drawn anew, what they are, and a small picture (b"" for text)."""

    content: bytes
    small: bytes
    media_type: str
    suffix: str
    width: int = 0
    height: int = 0
    pages: int = 0

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


def opened(content: bytes, *, program: Path = PROGRAM, patience_s: float = PATIENCE_S) -> Opened:
    """Return what may be kept of the file.

    :raises FileRefused: it is of no kind that may be kept, is poisoned or damaged, or took too much.
    """
    if not content:
        raise FileRefused("empty")
    if len(content) > LARGEST:
        raise FileRefused("too_large")
    return _understood(_answer_of(content, program, patience_s))


def _answer_of(content: bytes, program: Path, patience_s: float) -> bytes:
    """Run the program on the file, alone: no environment, no keys, isolated from the installation's modules."""
    command = [sys.executable, "-I", "-B", str(program)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, env={}, timeout=patience_s)
    except subprocess.TimeoutExpired:
        raise FileRefused("too_slow") from None
    if done.returncode != 0:
        log.warning("a file was not opened: the process ended with %s", done.returncode)
        raise FileRefused("too_slow" if done.returncode == -signal.SIGXCPU else "failed")
    return done.stdout


def _understood(answer: bytes) -> Opened:
    head, _newline, rest = answer.partition(b"\n")
    try:
        about = json.loads(head)
    except ValueError:
        raise FileRefused("failed") from None
    if "refused" in about:
        raise FileRefused(about["refused"] if about["refused"] in SENTENCES else "failed")
    kept, small = about.pop("kept"), about.pop("small")
    if len(rest) != kept + small:
        raise FileRefused("failed")
    return Opened(content=rest[:kept], small=rest[kept:], **about)
