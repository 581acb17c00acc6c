"""Tesseract, which reads: whether this machine has it, and which languages."""

import os
import re
import shutil
import subprocess
from functools import lru_cache

NAME = "tesseract"
LANGUAGE = re.compile(r"[a-z]{3}(_[a-z]+)?")
NOT_A_LANGUAGE = {"osd", "equ", "snum"}


class EngineMissing(Exception):
    """This machine has no tesseract, or not the language: paper can be kept and filed, but not read."""


def program() -> str:
    """Return where tesseract lies, "" when this machine has none."""
    return shutil.which(NAME) or ""


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that can be read here: eng, spa; () without tesseract."""
    return _languages(found) if (found := program()) else ()


@lru_cache(maxsize=4)
def _languages(where: str) -> tuple[str, ...]:
    said = subprocess.run([where, "--list-langs"], capture_output=True, text=True, timeout=20, env=environment())
    return tuple(line for line in said.stdout.split() if LANGUAGE.fullmatch(line) and line not in NOT_A_LANGUAGE)


def environment() -> dict[str, str]:
    """Return the one variable that tesseract knows: where its languages lie, if somebody said so."""
    where = os.environ.get("TESSDATA_PREFIX")
    return {"TESSDATA_PREFIX": where} if where else {}
