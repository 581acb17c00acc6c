"""How much of a resource is shown, and how it looks: _summary, _elements, _pretty (R4, search.html#summary)."""

import re
from functools import cache

from telepraxis.base.fhir import definitions, json_text
from telepraxis.base.fhir.outcome import invalid

from .asked import Asked

SHAPES = {b"_summary=", b"_elements=", b"_pretty="}
SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
ALWAYS = {"resourceType", "id", "meta"}
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s"{}\[\],:]+')
MOST_ELEMENTS = 100


class Shape:
    """What the parameters of a request say about the form of the resources in its answer."""

    __slots__ = ("elements", "pretty", "summary")

    def __init__(self, parameters: list[tuple[str, str]]) -> None:
        given = {name: value for name, value in parameters if name in ("_summary", "_pretty") and value}
        self.summary = given.get("_summary", "false")
        self.pretty = given.get("_pretty") == "true"
        if self.summary not in ("true", "text", "data", "count", "false"):
            raise invalid("_summary is one of true, text, data, count, false.", "_summary")
        named = [name.strip() for key, value in parameters if key == "_elements" for name in value.split(",")]
        self.elements = frozenset(name.rpartition(".")[2] for name in named if name)
        if len(named) > MOST_ELEMENTS or not all(NAME.fullmatch(name) for name in self.elements):
            raise invalid("_elements names elements of the resource, separated by commas.", "_elements")

    @property
    def is_whole(self) -> bool:
        """Whether resources are shown as they are stored."""
        return not self.elements and self.summary in ("false", "count")

    def of(self, doc: str) -> str:
        """Return the stored resource in this shape; what was left out is said with the tag SUBSETTED."""
        return doc if self.is_whole else json_text.written(self.part_of(json_text.read(doc)))

    def part_of(self, doc: dict) -> dict:
        """Return the part of the resource that this shape shows. The stored one stays as it is."""
        kept = self._kept_of(doc["resourceType"])
        part = {key: value for key, value in doc.items() if kept(key.removeprefix("_"))}
        return part | {"meta": _subsetted(doc.get("meta") or {})}

    def _kept_of(self, type: str):
        if self.elements:
            wanted = ALWAYS | self.elements | _mandatory(type)
            return wanted.__contains__
        if self.summary == "data":
            return lambda name: name != "text"
        wanted = ALWAYS | (_mandatory(type) | {"text"} if self.summary == "text" else _summary(type))
        return wanted.__contains__


def shaped(asked: Asked, doc: str) -> bytes:
    """Return the stored resource as the request wants it: nearly always just as it is."""
    query = asked.scope.get("query_string", b"")
    if not query or not any(name in query for name in SHAPES):
        return doc.encode()
    shape = Shape(asked.parameters())
    text = shape.of(doc)
    return (pretty(text) if shape.pretty else text).encode()


def pretty(text: str) -> str:
    """Return JSON text set out in lines; strings and numbers stay letter by letter what they are."""
    lines, depth, before = [], 0, ""
    for token in TOKEN.findall(text):
        if token in "}]":
            depth -= 1
            lines.append(token if before in "{[" else f"\n{'  ' * depth}{token}")
        else:
            lines.append(f"\n{'  ' * depth}{token}" if before in ("{", "[", ",") else token)
            if token == ":":
                lines.append(" ")
            depth += token in "{["
        before = token
    return "".join(lines)


def _subsetted(meta: dict) -> dict:
    tags = [tag for tag in meta.get("tag", []) if tag.get("code") != "SUBSETTED"]
    return meta | {"tag": [*tags, SUBSETTED]}


@cache
def _mandatory(type: str) -> frozenset[str]:
    return _elements_with(type, lambda element: element.get("min", 0) > 0)


@cache
def _summary(type: str) -> frozenset[str]:
    return _elements_with(type, lambda element: element.get("summary") or element.get("min", 0) > 0)


def _elements_with(type: str, question) -> frozenset[str]:
    """Return the names of the top-level elements that the question is true of; of a choice, all its spellings."""
    names = set()
    for path, element in definitions.structure()[type]["elements"].items():
        if "." not in path and question(element):
            base = path.removesuffix("[x]")
            names.add(base)
            if path.endswith("[x]"):
                names |= {base + kind[0].upper() + kind[1:] for kind in element.get("types", [])}
    return frozenset(names)
