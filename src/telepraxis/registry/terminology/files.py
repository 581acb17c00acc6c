"""From a file to an edition: what it holds, which system it is of, and whether every line of it can be taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from . import formats, loading, starter_set
from .loading import Listed, Loaded, Particulars, Tick
from .systems import BY_NAME, ICD_10_CM, KINDS, KINDS_OF, RXNORM

OURS = "urn:telepraxis:"
SOURCES = {
    ICD_10_CM: ("ICD-10-CM, National Center for Health Statistics", "in the public domain"),
    RXNORM: ("RxNorm, US National Library of Medicine", "current prescribable content: no licence needed"),
}


class BadFile(ValueError):
    """The file cannot be loaded; the text says why and where. Nothing was changed."""


@dataclass(frozen=True)
class Read:
    """A file that was read whole and can be loaded."""

    edition: Particulars
    listed: dict[str, Listed]


def load_file(
    path: Path, *, system: str = "", kinds: tuple[str, ...] = (), name: str = "", licence: str = "", now: datetime,
    tick: Tick = lambda done: None, using: str = "default",
) -> tuple[Particulars, Loaded]:  # fmt: skip
    """Load the file as the edition of its system that is in force from now on, whole or not at all.

    `tick` is told how many concepts were written since the last time.

    :raises BadFile: it cannot be loaded as it is.
    """
    read = read_file(path, system=system, kinds=kinds, name=name, licence=licence)
    ours = starter_set.ours_of(read.edition.system)
    return read.edition, loading.load(read.edition, read.listed, ours, now=now, tick=tick, using=using)


def read_file(path: Path, *, system: str = "", kinds: tuple[str, ...] = (), name: str = "", licence: str = "") -> Read:
    """Return what the file holds, every line of it looked at.

    :raises BadFile: some line cannot be taken, or the system is not known or not to be loaded.
    """
    try:
        reader, of_file, version = _recognised(path)
        system = _system(system, of_file)
        kinds = kinds or KINDS_OF.get(system, ())
        listed = _listed(reader(path), kinds)
    except formats.BadLine as fault:
        raise BadFile(f"{path.name}, {fault}. Nothing was changed.") from None
    except OSError as fault:
        raise BadFile(f"{path} cannot be read: {fault.strerror}.") from None
    with path.open("rb") as file:
        digest = file_digest(file, "sha256")
    digest.update(" ".join(kinds).encode())
    source, its_licence = SOURCES.get(system, (path.name, ""))
    edition = Particulars(
        system=system, name=(name or version or path.name)[:100], source=source[:300], digest=digest.hexdigest(),
        licence=(licence or its_licence)[:300],
    )  # fmt: skip
    return Read(edition, listed)


def _recognised(path: Path) -> tuple[Callable, str, str]:
    """Return (reader, system, version) that the file's name, or the file itself, speaks of."""
    ending = path.suffix.lower()
    if ending == ".json":
        resource = formats.code_system_in(path)
        return formats.code_system, resource.get("url", ""), resource.get("version", "")
    if ending == ".rrf":
        return formats.rxnorm, RXNORM, ""
    if ending == ".csv":
        return formats.comma_separated, "", ""
    if ending == ".txt":
        return formats.icd_10_cm, ICD_10_CM, ""
    raise formats.BadLine(
        "this is none of the files that can be loaded: icd10cm-*.txt, RXNCONSO.RRF, *.csv, a CodeSystem in *.json"
    )


def _system(asked: str, of_file: str) -> str:
    system = BY_NAME.get(asked, asked) or of_file
    if not system:
        raise formats.BadLine(f"say with --system of which it is: {', '.join(BY_NAME)}, or a URI of your own")
    if ":" not in system:
        raise formats.BadLine(f"{system} is no system; there are {', '.join(BY_NAME)}, or a URI of your own")
    if of_file and of_file != system:
        raise formats.BadLine(f"the file is of {of_file}, not of {system}")
    if system.startswith(OURS):
        raise formats.BadLine(f"{OURS}... are the systems of the starter set; choose a URI of your own")
    return system


def _listed(lines: formats.Lines, kinds: tuple[str, ...]) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    where: dict[str, int] = {}
    for line, listed in lines:
        concept = formats.checked(listed, line, kinds)
        if not concept.kinds:
            raise formats.BadLine(f"say with --kind what its concepts are: {', '.join(KINDS)}", line)
        if concept.code in found:
            first = f", as in line {where[concept.code]}" if line else ""
            raise formats.BadLine(f"the code {concept.code} stands twice{first}", line)
        found[concept.code], where[concept.code] = concept, line
    if not found:
        raise formats.BadLine("there is no concept in it")
    return found
