"""The search parameters of every type, compiled into what base/fhir indexes and answers by."""

import binascii
from itertools import product

from standards.charts import DATES, LINES, NO_CHART, USUAL_DATES
from standards.paths import CannotCompile, Walked, alternatives, walk

COLUMNS = {"_id", "_lastUpdated"}  # kept as columns of the document, not in the index
NOT_OFFERED = {"_text", "_content", "_query"}  # without an expression: full text and named queries
OF_EVERY_TYPE = {"Resource", "DomainResource"}
TOLD_APART = {"ConceptMap.source", "ConceptMap.target"}  # one parameter asks for the canonical, another for the uri
NAMED_THE_WRONG_WAY_ROUND = {"DocumentReference-relationship"}  # the parts' definitions, not their expressions
BY_HAND = {  # what paths cannot say
    "Patient-deceased": [("token", Walked("Patient.deceased", [["deceased"]]))],
    "Location-near": [
        ("number", Walked("Location.position.latitude", [["position", "latitude", "decimal"]])),
        ("number", Walked("Location.position.longitude", [["position", "longitude", "decimal"]])),
    ],
}


class OneType:
    """Collects the parameters and places of one resource type."""

    def __init__(self, name: str, shapes: dict[str, dict]) -> None:
        self.name, self.shapes = name, shapes
        self.places: dict[int, list] = {}
        self.parameters: dict[str, list] = {}
        self.joined: set[int] = set()

    def add(self, definition: dict, by_url: dict[str, dict]) -> None:
        """Compile one parameter: [type, places, targets, components, url, description]."""
        walked = self._walk(definition) if definition["type"] != "composite" else []
        self.parameters[definition["code"]] = [
            definition["type"],
            list(dict.fromkeys(self._place(kind, found) for kind, found in walked)),
            self._targets(definition, [found for _, found in walked]) if definition["type"] == "reference" else [],
            self._components(definition, by_url) if definition["type"] == "composite" else [],
            definition["url"],
            self._description(definition["description"]),
        ]

    def _walk(self, definition: dict) -> list[tuple[str, Walked]]:
        if definition["code"] in COLUMNS:
            return []
        if definition["id"] in BY_HAND:
            return BY_HAND[definition["id"]]
        kind = definition["type"]
        return [(kind, walk(self.shapes, path, kind, TOLD_APART)) for path in self._own(definition["expression"])]

    def _own(self, expression: str) -> list[str]:
        """Return the alternatives of an expression that start at this type."""
        found = []
        for alternative in alternatives(expression):
            first, _, rest = alternative.partition(".")
            if first in OF_EVERY_TYPE:
                found.append(f"{self.name}.{rest}")
            elif first == self.name:
                found.append(alternative)
            elif first[0].islower():
                found.append(f"{self.name}.{alternative}")
        if not found:
            raise CannotCompile(f"{expression} says nothing of {self.name}")
        return found

    def _place(self, kind: str, found: Walked) -> int:
        id = number_of(found.path, kind)
        place = self.places.setdefault(id, [id, found.path, kind, []])
        if place[1:3] != [found.path, kind]:
            raise CannotCompile(f"{found.path} and {place[1]} have the same number {id}")
        place[3] += [way for way in found.ways if way not in place[3]]
        return id

    def _targets(self, definition: dict, walked: list[Walked]) -> list[str]:
        """Return the types that count: those of the definition that the element may point at; ["*"] for all."""
        said = definition.get("target", [])
        if any(found.any_target for found in walked):
            return ["*"] if not said or len(said) > 100 else sorted(said)
        named = set().union(*(found.targets for found in walked))
        return sorted(named & set(said)) or sorted(named)

    def _components(self, definition: dict, by_url: dict[str, dict]) -> list[list[int]]:
        found = []
        for root in self._own(definition["expression"]):
            parts = [self._component(root, path, kind) for path, kind in _parts(definition, by_url)]
            found += [list(joined) for joined in product(*parts)]
        self.joined |= {id for part in found for id in part}
        return found

    def _component(self, root: str, expression: str, kind: str) -> list[int]:
        """Return the places of one part of a composite beneath one of its roots."""
        walked = [walk(self.shapes, f"{root}.{path}", kind, TOLD_APART) for path in alternatives(expression)]
        return list(dict.fromkeys(self._place(kind, found) for found in walked))

    def _description(self, text: str) -> str:
        """Return what is said of this type; a parameter of many types has a line for each."""
        lines = [line for line in text.splitlines() if f"[{self.name}](" in line]
        return lines[0].partition("): ")[2] if lines else text.strip()

    def compiled(self, compartments: dict[str, dict[str, list[str]]]) -> dict:
        inside = {name: types[self.name] for name, types in compartments.items() if types.get(self.name)}
        return {
            "places": sorted(self.places.values(), key=lambda place: place[1:3]),
            "parameters": dict(sorted(self.parameters.items())),
            "joined": sorted(self.joined),
            "compartments": inside,
            "patient": self._patient(inside.get("Patient", [])),
            "dates": [id for name in self._dates() for id in self.parameters[name][1]],
            "lines": self.parameters[LINES[self.name]][1] if self.name in LINES else [],
        }

    def _patient(self, inside: list[str]) -> list[int]:
        """Return the places of the patient whose chart this is: what is called so, or else the compartment's first."""
        if self.name in NO_CHART:
            return []
        names = ["patient", "subject", *inside]
        found = (self.parameters[name] for name in names if name in self.parameters)
        of_patients = [places for kind, places, targets, *_ in found if {"Patient", "*"} & set(targets)]
        return of_patients[0] if of_patients and (inside or "patient" in self.parameters) else []

    def _dates(self) -> list[str]:
        if self.name in DATES:
            return DATES[self.name]
        return [name for name in USUAL_DATES if self.parameters.get(name, [""])[0] == "date"][:1]


def compile_search(
    definitions: list[dict], compartments: list[dict], shapes: dict[str, dict], types: list[str]
) -> dict:
    """Compile the parameters of all types, and prove that no two places share a number."""
    by_url = {definition["url"]: definition for definition in definitions}
    inside = {definition["code"]: _compartment(definition) for definition in compartments}
    found = {}
    for name in types:
        one = OneType(name, shapes)
        for definition in definitions:
            if {name, *OF_EVERY_TYPE} & set(definition["base"]) and definition["code"] not in NOT_OFFERED:
                one.add(definition, by_url)
        found[name] = one.compiled(inside)
    _refuse_collisions(found)
    return {"types": found}


def _parts(composite: dict, by_url: dict[str, dict]) -> list[tuple[str, str]]:
    """Return (expression, kind) of each part of a composite."""
    kinds = [by_url[part["definition"]]["type"] for part in composite["component"]]
    if composite["id"] in NAMED_THE_WRONG_WAY_ROUND:
        kinds.reverse()
    return [(part["expression"], kind) for part, kind in zip(composite["component"], kinds, strict=True)]


def _compartment(definition: dict) -> dict[str, list[str]]:
    return {resource["code"]: resource.get("param", []) for resource in definition["resource"]}


def _refuse_collisions(types: dict[str, dict]) -> None:
    ids = [place[0] for one in types.values() for place in one["places"]]
    if len(ids) != len(set(ids)):
        raise CannotCompile(f"Places share a number: {sorted(id for id in set(ids) if ids.count(id) > 1)}")


def number_of(path: str, kind: str) -> int:
    """Return the number of a place, signed 32 bit as PostgreSQL's integer."""
    crc = binascii.crc32((path + kind).encode())
    return crc - (1 << 32) if crc >= 1 << 31 else crc
