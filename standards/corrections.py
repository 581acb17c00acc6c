"""What the package changed in HL7's R4 for its own server is taken out, and put back as HL7 has it.

The tests compare the outcome with every official definition, so a new version of the package cannot bend it unseen.
"""

from collections.abc import Iterator

PARAMETERS_NOT_OF_R4 = {"DetectedIssue-status", "DeviceDefinition-classification", "ServiceRequest-order-detail"}
WORDS_NOT_OF_R4 = {"http://hl7.org/fhir/detectedissue-status", "http://hl7.org/fhir/ValueSet/detectedissue-status"}
CODES_NOT_OF_R4 = {"http://hl7.org/fhir/questionnaire-item-control": {"multi-select"}}
NOT_OF_R4 = {
    "Binary": "url",
    "DeviceDefinition": "bodySite classification",
    "EvidenceVariable": "characteristic",
    "Meta": "account accounts author compartment onBehalfOf project",
    "ObservationDefinition": "publisher",
    "ResearchStudy": "associatedParty classifier comparisonGroup descriptionSummary label name objective.description"
    " outcomeMeasure progressStatus recruitment region result studyDesign whyStopped",
}
OBSERVERS = ["PractitionerRole", "Practitioner", "Organization", "Device", "Patient", "RelatedPerson"]
REPORTED_ON = ["Patient", "Practitioner", "PractitionerRole", "Location", "Device", "RelatedPerson", "Group"]
BOUND_TO = "http://hl7.org/fhir/ValueSet/"
CHARACTERISTIC = {
    "": {"min": 1, "max": "*", "summary": True, "types": ["BackboneElement"]},
    ".id": {"types": ["string"]},
    ".extension": {"max": "*", "types": ["Extension"]},
    ".modifierExtension": {"max": "*", "summary": True, "types": ["Extension"]},
    ".description": {"types": ["string"]},
    ".definition[x]": {
        "min": 1,
        "summary": True,
        "types": ["Reference", "canonical", "CodeableConcept", "Expression", "DataRequirement", "TriggerDefinition"],
        "targets": ["Group"],
        "profiles": ["ActivityDefinition"],
    },
    ".usageContext": {"max": "*", "types": ["UsageContext"]},
    ".exclude": {"types": ["boolean"]},
    ".participantEffective[x]": {"types": ["dateTime", "Period", "Duration", "Timing"]},
    ".timeFromStart": {"types": ["Duration"]},
    ".groupMeasure": {"types": ["code"], "binding": ["required", f"{BOUND_TO}group-measure|4.0.1"]},
}
AS_IN_R4 = {
    "AuditEvent": {"source.observer": {"targets": OBSERVERS}},
    "Bundle": {"entry.response.outcome": {"types": ["Resource"]}},
    "DetectedIssue": {"status": {"binding": ["required", f"{BOUND_TO}observation-status|4.0.1"]}},
    "EvidenceVariable": {f"characteristic{path}": element for path, element in CHARACTERISTIC.items()},
    "MeasureReport": {"subject": {"targets": REPORTED_ON}},
    "ResearchStudy": {"site": {"targets": ["Location"]}},
}


def correct_shapes(shapes: dict[str, dict]) -> None:
    for type, paths in NOT_OF_R4.items():
        elements = shapes[type]["elements"]
        for path in paths.split():
            for gone in [one for one in elements if one == path or one.startswith(f"{path}.")]:
                del elements[gone]
    for type, elements in AS_IN_R4.items():
        for path, said in elements.items():
            shapes[type]["elements"].setdefault(path, {}).update(said)


def only_parameters_of_r4(parameters: list[dict]) -> list[dict]:
    return [one for one in parameters if one["id"] not in PARAMETERS_NOT_OF_R4]


def only_words_of_r4(resources: list[dict]) -> list[dict]:
    """Return the code systems and value sets without what the package added to them."""
    for one in resources:
        if gone := CODES_NOT_OF_R4.get(one["url"]):
            one["concept"] = _without(gone, one["concept"])
    return [one for one in resources if one["url"] not in WORDS_NOT_OF_R4]


def _without(gone: set[str], concepts: list[dict]) -> list[dict]:
    kept = [concept for concept in concepts if concept["code"] not in gone]
    return [{**one, "concept": _without(gone, one["concept"])} if "concept" in one else one for one in kept]


def correct_schema(schema: dict, shapes: dict[str, dict], resources: list[str]) -> None:
    """Leave in the JSON schema only the types of R4 and what these hold, and define what it names and lacks."""
    definitions = schema["definitions"]
    definitions.update({"Resource": {}, "integer64": {"type": "string"}})
    definitions["ResourceList"] = {"oneOf": [{"$ref": f"#/definitions/{name}"} for name in resources]}
    for type, shape in shapes.items():
        if shape["elements"] and "properties" in definitions.get(type, {}):
            _keep(definitions[type]["properties"], set(_names(shape["elements"])))
    wanted, found = {*shapes, "ResourceList"}, set()
    while wanted := wanted - found:
        found |= wanted
        wanted = {name for one in wanted for name in _named_in(definitions.get(one, {}))}
    schema["definitions"] = {name: one for name, one in definitions.items() if name in found}


def _keep(properties: dict, names: set[str]) -> None:
    for name in [name for name in properties if name.removeprefix("_") not in names]:
        del properties[name]


def _names(elements: dict[str, dict]) -> Iterator[str]:
    """Yield the JSON names of a type's own elements."""
    yield "resourceType"
    for path, element in elements.items():
        if path.endswith("[x]"):
            yield from (f"{path[:-3]}{datatype[0].upper()}{datatype[1:]}" for datatype in element["types"])
        elif "." not in path:
            yield path


def _named_in(part) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            yield reference.removeprefix("#/definitions/")
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _named_in(one)
