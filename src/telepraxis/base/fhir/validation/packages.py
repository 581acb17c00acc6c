"""Packages of profiles, as guides such as US Core and IPS publish them (npm-style, https://confluence.hl7.org/x/6gHT)."""

import json
import tarfile
from collections import ChainMap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ..terminology import Terminology, of_hl7
from .profile_tree import Node, tree_of

LARGEST_FILE = 64 * 1024 * 1024  # bytes of one definition
LARGEST_PACKAGE = 1024 * 1024 * 1024  # bytes of all of them


class NotAPackage(Exception):
    """This holds no FHIR definitions that can be read."""


@dataclass(slots=True)
class Package:
    """StructureDefinitions by url, and the words that come with them in the form of `definitions.terminology`."""

    name: str = ""
    version: str = ""
    profiles: dict[str, dict] = field(default_factory=dict)
    systems: dict[str, dict] = field(default_factory=dict)
    value_sets: dict[str, dict] = field(default_factory=dict)


class Packages:
    """Several packages looked at together; the first that knows a url answers."""

    def __init__(self, packages: Iterable[Package]):
        packages = list(packages)
        self._trees: dict[str, Node] = {}
        hl7 = of_hl7()
        self.profiles = ChainMap(*(package.profiles for package in packages))
        self.words = Terminology(
            ChainMap(*(package.systems for package in packages), hl7.systems),
            ChainMap(*(package.value_sets for package in packages), hl7.value_sets),
        )

    def tree(self, profile: dict) -> Node:
        """Return the tree of one of the profiles, made when first asked for."""
        url = profile["url"]
        if url not in self._trees:
            self._trees[url] = tree_of(profile)
        return self._trees[url]

    def profile(self, url: str) -> dict | None:
        """Return a StructureDefinition; a `|version` is not looked at."""
        return self.profiles.get(url.split("|")[0])


def installed(folder: Path) -> Packages:
    """Return all packages of a folder (`*.tgz`), read once and again when a file changes. No folder: no packages."""
    files = sorted(folder.glob("*.tgz"))
    return _installed(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


@lru_cache(maxsize=1)
def _installed(files: tuple[tuple[Path, int, int], ...]) -> Packages:
    return Packages([load(path) for path, _, _ in files])


def load(source: Path | Iterable[dict], *, name: str = "") -> Package:
    """Return what a `.tgz`, a folder of JSON files or a list of resources defines; Bundles are opened.

    :raises NotAPackage: it cannot be read or is larger than a package may be.
    """
    try:
        if not isinstance(source, Path):
            return _package(source, name)
        return _package(_from_archive(source) if source.is_file() else _from_folder(source), name or source.stem)
    except (OSError, ValueError, tarfile.TarError, EOFError) as fault:
        raise NotAPackage("This cannot be read as a package of FHIR definitions.") from fault
    except (KeyError, TypeError, AttributeError) as fault:
        raise NotAPackage("A definition in this package is not complete.") from fault


def _from_archive(path: Path) -> Iterator[dict]:
    """Read file by file; nothing is unpacked onto the disk."""
    read = 0
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            if not member.isfile() or not _is_definition(member.name):
                continue
            read += member.size
            if member.size > LARGEST_FILE or read > LARGEST_PACKAGE:
                raise ValueError(f"{member.name} is too large")
            yield json.load(archive.extractfile(member))


def _from_folder(path: Path) -> Iterator[dict]:
    for file in sorted(path.rglob("*.json")):
        if _is_definition(file.relative_to(path).as_posix()):
            yield json.loads(file.read_bytes())


def _is_definition(name: str) -> bool:
    """Whether a file of a package defines something; a guide's examples do not."""
    *folders, name = name.split("/")
    return name.endswith(".json") and not name.startswith(".") and "example" not in folders


def _package(resources: Iterable[dict], name: str) -> Package:
    package = Package(name)
    for resource in resources:
        _take(package, resource)
    return package


def _take(package: Package, resource: dict) -> None:
    type, url = resource.get("resourceType"), resource.get("url")
    if type == "Bundle":
        for entry in resource.get("entry", ()):
            _take(package, entry.get("resource", {}))
    elif type is None and "fhirVersions" in resource:  # the package.json
        package.name, package.version = resource.get("name", package.name), resource.get("version", "")
    elif type == "StructureDefinition" and url:
        package.profiles[url] = _usable(resource)
    elif type == "CodeSystem" and url:
        package.systems[url] = _system(resource)
    elif type == "ValueSet" and url:
        package.value_sets[url] = _value_set(resource)


def _usable(profile: dict) -> dict:
    """Return a StructureDefinition after a look at what the check of a document relies on.

    :raises KeyError: an element has no path, or a type no code.
    """
    profile["type"], tree_of(profile)
    for view in ("snapshot", "differential"):
        for element in profile.get(view, {}).get("element", ()):
            [type["code"] for type in element.get("type", ())]
            [rule["key"] for rule in element.get("constraint", ())]
    return profile


def _system(resource: dict) -> dict:
    concepts = list(_concepts(resource.get("concept", ()), []))
    return {"content": resource["content"], "case": resource.get("caseSensitive", True), "concepts": concepts}


def _concepts(concepts: Iterable[dict], parents: list[str]) -> Iterator[list]:
    for concept in concepts:
        yield [concept["code"], concept.get("display", ""), concept.get("definition", ""), parents, False]
        yield from _concepts(concept.get("concept", ()), [concept["code"]])


def _value_set(resource: dict) -> dict:
    compose = resource.get("compose")
    if compose is None:
        return {"include": list(_expanded(resource.get("expansion", {}))), "exclude": []}
    return {side: [_part(part) for part in compose.get(side, ())] for side in ("include", "exclude")}


def _expanded(expansion: dict) -> Iterator[dict]:
    """Yield the codes of an expansion as parts of a compose."""
    for entry in expansion.get("contains", ()):
        if "code" in entry and not entry.get("abstract"):
            codes = [[entry["code"], entry.get("display", "")]]
            yield {"system": entry.get("system", ""), "codes": codes, "filters": [], "value_sets": []}
        yield from _expanded(entry)


def _part(part: dict) -> dict:
    return {
        "system": part.get("system", ""),
        "codes": [[concept["code"], concept.get("display", "")] for concept in part.get("concept", ())],
        "filters": [[rule["property"], rule["op"], rule["value"]] for rule in part.get("filter", ())],
        "value_sets": part.get("valueSet", []),
    }
