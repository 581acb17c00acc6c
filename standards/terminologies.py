"""HL7's own code systems and value sets, in the compact form that `definitions.terminology` of base/fhir describes."""

from collections.abc import Iterator

NO_DISPLAYS = {"http://snomed.info/sct"}  # its words are not ours to give; codes pass


def compile_terminology(resources: list[dict]) -> dict[str, dict]:
    resources = sorted(resources, key=lambda resource: resource["url"])
    return {
        "systems": {one["url"]: _system(one) for one in resources if one["resourceType"] == "CodeSystem"},
        "value_sets": {one["url"]: _value_set(one) for one in resources if one["resourceType"] == "ValueSet"},
    }


def _system(system: dict) -> dict:
    concepts = {code: row for code, *row in _concepts(system.get("concept", []), "")}
    for parent, child in _more_children(system.get("concept", [])):
        if child in concepts and parent not in concepts[child][2]:
            concepts[child][2].append(parent)
    return {
        **_names(system),
        "content": system["content"],
        "case": system.get("caseSensitive", True),
        "value_set": system.get("valueSet", ""),
        "concepts": [[code, *row] for code, row in concepts.items()],
    }


def _names(resource: dict) -> dict:
    return {key: resource.get(key, "") for key in ("name", "title", "version", "status")}


def _concepts(concepts: list[dict], parent: str) -> Iterator[list]:
    for concept in concepts:
        yield [
            concept["code"],
            concept.get("display", ""),
            " ".join(concept.get("definition", "").split()),
            [parent] if parent else [],
            any(said["code"] in {"notSelectable", "abstract"} and said.get("valueBoolean") for said in _said(concept)),
        ]
        yield from _concepts(concept.get("concept", []), concept["code"])


def _said(concept: dict) -> list[dict]:
    return concept.get("property", [])


def _more_children(concepts: list[dict]) -> Iterator[tuple[str, str]]:
    """Yield (parent, child) where v3 names a child beneath a second parent."""
    for concept in concepts:
        yield from ((concept["code"], said["valueCode"]) for said in _said(concept) if said["code"] == "child")
        yield from _more_children(concept.get("concept", []))


def _value_set(value_set: dict) -> dict:
    compose = value_set.get("compose", {})
    return {
        **_names(value_set),
        "include": [_part(part) for part in compose.get("include", [])],
        "exclude": [_part(part) for part in compose.get("exclude", [])],
    }


def _part(part: dict) -> dict:
    system = part.get("system", "")
    return {
        "system": system,
        "codes": [
            [concept["code"], "" if system in NO_DISPLAYS else concept.get("display", "")]
            for concept in part.get("concept", [])
        ],
        "filters": [[rule["property"], rule["op"], rule["value"]] for rule in part.get("filter", [])],
        "value_sets": part.get("valueSet", []),
    }
