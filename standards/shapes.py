"""The elements of every type, from HL7's StructureDefinitions."""

PROFILE = "http://hl7.org/fhir/StructureDefinition/"
SIMPLE = PROFILE + "SimpleQuantity"
ABSTRACT = {"Resource", "DomainResource"}
FHIR_TYPE = PROFILE + "structuredefinition-fhir-type"


def shapes_of(definitions: list[dict]) -> dict[str, dict]:
    """Return per type its kind and its elements, as `definitions.structure` of base/fhir describes them."""
    return {
        definition["type"]: {"kind": definition["kind"], "elements": _elements(definition)}
        for definition in sorted(definitions, key=lambda definition: definition["id"])
        if definition.get("derivation") != "constraint" and definition["kind"] != "logical"
    }


def resource_types(shapes: dict[str, dict]) -> list[str]:
    return [name for name, shape in shapes.items() if shape["kind"] == "resource" and name not in ABSTRACT]


def _elements(definition: dict) -> dict[str, dict]:
    if definition["kind"] == "primitive-type":
        return {}
    _, *elements = definition["snapshot"]["element"]  # the first is the type itself
    return {element["path"].partition(".")[2]: _element(element) for element in elements}


def _element(element: dict) -> dict:
    types = element.get("type", [])
    said = {
        "min": element["min"],
        "max": element["max"],
        "summary": element.get("isSummary", False),  # returned with _summary=true
        "types": list(dict.fromkeys(_name(type, element) for type in types)),
        "targets": _targets(types, "Reference"),
        "profiles": _targets(types, "canonical"),
        "binding": _binding(element.get("binding")),
        "simple": any(SIMPLE in type.get("profile", ()) for type in types),  # a quantity without comparator
        "same_as": element.get("contentReference", "").partition(".")[2],
    }
    usual = {"min": 0, "max": "1"}
    return {key: value for key, value in said.items() if value and value != usual.get(key)}


def _name(type: dict, element: dict) -> str:
    """Return the name of a datatype; an id is called System.String in the definitions."""
    if not type["code"].startswith("http://hl7.org/fhirpath/"):
        return type["code"]
    if element["base"]["path"] == "Resource.id":
        return "id"
    return next(said["valueUrl"] for said in type["extension"] if said["url"] == FHIR_TYPE)


def _targets(types: list[dict], code: str) -> list[str]:
    """Return the types that a reference may point at, [] for any."""
    profiles = [url for type in types if type["code"] == code for url in type.get("targetProfile", ())]
    named = [url.removeprefix(PROFILE) for url in profiles]
    return [] if "Resource" in named else named


def _binding(binding: dict | None) -> list[str]:
    return [binding["strength"], binding["valueSet"]] if binding and "valueSet" in binding else []
