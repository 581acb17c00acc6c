"""What HL7 defines, compiled by `standards/` at build time into `built/`; each file is read once, when first needed."""

from functools import cache
from pathlib import Path

import orjson

BUILT = Path(__file__).parent / "built"


class NotBuilt(Exception):
    """The compiled definitions are not there: run bin/build-frontend."""


@cache
def search() -> dict:
    """Return the compiled search parameters, `{"types": {type: {places, parameters, patient, ...}}}`."""
    return _read("search.json")


@cache
def structure() -> dict[str, dict]:
    """Return per type, resources and datatypes alike, what its elements may hold.

    `{"Observation": {"kind": "resource", "elements": {"component.value[x]": {...}}}}`; kind is resource, complex-type
    or primitive-type. An element has, where it differs from the usual: `min` (0), `max` ("1"), `types` (list of names),
    `targets` (types a Reference may point at; absent means any), `profiles` (of a canonical), `binding` ([strength,
    url of the value set]), `summary` (part of a summary), `simple` (a Quantity without comparator) and `same_as` (path
    of the element whose content it repeats, "referenceRange").
    """
    return _read("structure.json")


@cache
def schema() -> dict:
    """Return HL7's JSON schema of R4, without its prose; see `schema_of` for one type."""
    return _read("schema.json")


def schema_of(type: str) -> dict:
    """Return the JSON schema that a resource or datatype of this type fulfils."""
    whole = schema()
    return {"$schema": whole["$schema"], "definitions": whole["definitions"], "$ref": f"#/definitions/{type}"}


@cache
def terminology() -> dict:
    """Return HL7's own code systems and value sets, `{"systems": {url: ...}, "value_sets": {url: ...}}`.

    A system: `name`, `title`, `version`, `content` (complete, fragment, example, not-present), `case` (True when codes
    are case-sensitive), `value_set` and `concepts`, a list of [code, display, definition, parent, abstract]: parent is
    the code above it or "", abstract says that it must not be used.
    A value set: `name`, `title`, `version`, `include` and `exclude`, lists of {system, codes, filters, value_sets}:
    codes a list of [code, display], filters a list of [property, op, value], value_sets a list of urls.
    """
    return _read("terminology.json")


def _read(name: str) -> dict:
    try:
        return orjson.loads((BUILT / name).read_bytes())
    except FileNotFoundError:
        raise NotBuilt(f"{BUILT / name} is missing: run bin/build-frontend") from None
