"""The official structure and the official examples of FHIR R4, for tests; what cannot be had fails loudly."""

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema_rs

from telepraxis.base.fhir import definitions

HOUSE = Path(__file__).parents[1]
EXAMPLES = "hl7.fhir.r4.examples@4.0.1"  # CC0-1.0; what npm install cannot resolve, npm pack fetches
KEPT = HOUSE / "var" / "fhir" / "examples-4.0.1.tgz"


def faults(document: dict) -> list[str]:
    """Return where a resource breaks the structure of its type, [] when it does not."""
    found = _validator(document["resourceType"]).iter_errors(document)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in found]


@cache
def _validator(resource_type: str):
    return jsonschema_rs.validator_for(definitions.schema_of(resource_type))


def examples() -> Iterator[tuple[str, bytes]]:
    """Yield (file name, content) of the 5,306 official resources, each example of the standard and each definition."""
    if not KEPT.exists():
        _fetch()
    with tarfile.open(KEPT) as packed:
        for member in packed:
            name = member.name.removeprefix("package/")
            if name.endswith(".json") and name not in {"package.json", ".index.json"}:
                yield name, packed.extractfile(member).read()


def _fetch() -> None:
    """Fetch the package once, kept under var; npm's own cache and registry settings hold.

    Several test workers may do so at once: each has a folder of its own, and what it fetched arrives whole.
    """
    sys.path.insert(0, str(HOUSE / "frontend"))
    from build import node

    _, npm = node()
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=KEPT.parent) as folder:
        subprocess.run([*npm, "pack", "--silent", EXAMPLES], cwd=folder, check=True, capture_output=True, timeout=300)
        next(Path(folder).glob("*.tgz")).replace(KEPT)
