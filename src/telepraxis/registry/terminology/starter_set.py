"""The starter set: common concepts in our own plain words, so that a practice can chart on its first day.

Each file of `starter/` begins with lines `# name: value`: system, kind, source, licence; then `code,display,synonyms`
with the synonyms parted by semicolons.
"""

import csv
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.db import connections

from .loading import Listed, Particulars, load_starter

FOLDER = Path(__file__).parent / "starter"


@lru_cache(maxsize=1)
def starter_set() -> dict[str, tuple[Particulars, dict[str, Listed]]]:
    """Return the starter set by system: what is said of it, and its concepts by code."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.csv"))]
    return {edition.system: (edition, concepts) for edition, concepts in found}


def ours_of(system: str) -> dict[str, Listed]:
    """Return our own words for a system's codes, by code."""
    return starter_set()[system][1] if system in starter_set() else {}


def load_starter_set(*, now: datetime, using: str = "default") -> None:
    """Bring in what changed of the starter set since it was last brought in; nothing before the tables are there."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('terminology_concept')")
        if cursor.fetchone()[0] is None:
            return
    for edition, concepts in starter_set().values():
        load_starter(edition, concepts, now=now, using=using)


def _read(path: Path) -> tuple[Particulars, dict[str, Listed]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    said = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#"))
    rows = csv.DictReader(line for line in lines if line and not line.startswith("#"))
    kinds = tuple(said["kind"].split())
    concepts = {
        row["code"]: Listed(row["code"], row["display"], tuple(filter(None, row["synonyms"].split(";"))), kinds)
        for row in rows
    }
    digest = sha256(path.read_bytes()).hexdigest()
    return (
        Particulars(
            system=said["system"], name="starter set", source=said["source"], digest=digest, licence=said["licence"]
        ),
        concepts,
    )
