"""HL7's own SearchParameters and what their FHIRPath finds: the other opinion, which shares no code with the house.

FHIRPath is evaluated by `fhirpathpy`, whose words a path is put into: it has no `resolve()`, so `where(resolve() is
Patient)` is taken out and becomes the type that a reference found there must name; its `as` takes one value only, so
that `ofType` takes its place; and it wants to know whose type `Resource` is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import fhirpathpy
from fhirpathpy.models import models

R4 = models["r4"]
RESOLVES = re.compile(r"\.where\(resolve\(\) is (\w+)\)")
AS = re.compile(r"\(([\w.]+) as (\w+)\)|([\w.]+)\.as\((\w+)\)")
ROOT = re.compile(r"\(?(\w+)")
FIRST_OF_BUNDLE = "Bundle.entry[0].resource"
OF_EVERY_TYPE = ("Resource", "DomainResource")
WRONG_WAY_ROUND = "http://hl7.org/fhir/SearchParameter/DocumentReference-relationship"  # its definitions, not its paths


@dataclass(frozen=True)
class Official:
    """One search parameter for one resource type, as HL7 defines it. A composite has parts: (kind, FHIRPath).

    `picked` are the types of references that count where the path picks some.
    """

    type: str
    name: str
    kind: str
    path: str
    picked: frozenset[str]
    parts: tuple[tuple[str, str], ...]

    def found_in(self, doc: dict) -> Iterator:
        """Yield every element that the parameter looks at; of a composite a tuple of the elements of each part."""
        for element in _compiled(self.path)(doc):
            if self.parts:
                yield tuple((kind, _compiled(path)(element, {"resource": doc})) for kind, path in self.parts)
            elif self.kind != "date" or "ofType" in self.path or element not in self._texts(doc):
                yield element

    def _texts(self, doc: dict) -> list:
        """Return the strings that stand where a date may stand too."""
        return _compiled(f"({self.path}).ofType(string)")(doc)


def official(definition: dict, type: str, by_url: dict[str, dict]) -> Official:
    """Return a SearchParameter as it is for one of the types that it is based on."""
    alternatives = [each for each in definition["expression"].split(" | ") if _starts_at(each, type)]
    return Official(
        type,
        definition["code"],
        definition["type"],
        " | ".join(_reworded(each, type) for each in alternatives),
        _picked(definition, alternatives),
        _parts(definition, by_url),
    )


def _picked(definition: dict, alternatives: list[str]) -> frozenset[str]:
    """Return what the paths pick; a resource itself, at the beginning of a Bundle, is picked by the definition."""
    if definition["expression"] == FIRST_OF_BUNDLE:
        return frozenset(definition["target"])
    return frozenset(target for each in alternatives for target in RESOLVES.findall(each))


def _starts_at(path: str, type: str) -> bool:
    """Whether an alternative is about this type; those that start in lower case are about every type of theirs."""
    start = ROOT.match(path.strip())[1]
    return start in (type, *OF_EVERY_TYPE) or start[0].islower()


def _reworded(path: str, type: str) -> str:
    path = RESOLVES.sub("", path.strip())
    path = AS.sub(lambda found: f"{found[1] or found[3]}.ofType({found[2] or found[4]})", path)
    start, dot, rest = path.partition(".")
    return f"{type}{dot}{rest}" if start in OF_EVERY_TYPE else path


def _parts(definition: dict, by_url: dict[str, dict]) -> tuple[tuple[str, str], ...]:
    components = definition.get("component", ())
    kinds = [by_url[each["definition"]]["type"] for each in components]
    if definition["url"] == WRONG_WAY_ROUND:
        kinds.reverse()
    return tuple(zip(kinds, (_reworded(each["expression"], "") for each in components), strict=True))


@cache
def _compiled(path: str):
    return fhirpathpy.compile(path, R4)
