"""Rules of StructureDefinition and ElementDefinition (R4, http://hl7.org/fhir/R4/structuredefinition.html)."""

import re

from .rule import all_of, differ, has, has_one_of, rule

_slice_name = re.compile(r"[a-zA-Z0-9/\-_\[\]@]+").fullmatch
_forbidden = r"\s.,:;'\"/|?!@#$%&*()\[\]{}"
_element_path = re.compile(rf"[^{_forbidden}]{{1,64}}(?:\.[^{_forbidden}]{{1,64}}(?:\[x\])?(?::[^\s.]+)?)*").match
REPEATED_CONTENT = ("type", "maxLength", "binding")
CHOICES = ("defaultValue", "fixed", "pattern", "minValue", "maxValue")
ELEMENT = "ElementDefinition"
WHOLE = "StructureDefinition"


def _is_number(text: str) -> bool:
    return text == "*" or text.isdecimal()


def _min_fits_max(o: dict) -> bool:
    most = o.get("max", "*")
    return most == "*" or not most.isdecimal() or o.get("min", 0) <= int(most[:9])


def _repeats_only(o: dict) -> bool:
    return not has(o, *REPEATED_CONTENT) and not any(has_one_of(o, choice) for choice in CHOICES)


def _elements(o: dict, *views: str) -> list[dict]:
    return [element for view in views for element in o.get(view, {}).get("element", ())]


def _roots(o: dict) -> list[dict]:
    both = _elements(o, "snapshot", "differential")
    return [element for element in both if "." not in element.get("path", ".")]


def _first(o: dict, view: str) -> dict:
    return (_elements(o, view) or [{}])[0]


def _has_its_root(o: dict) -> bool:
    """The snapshot begins with the type, and all other paths with it."""
    first, *rest = _elements(o, "snapshot") or [{}]
    root = first.get("path", "")
    begins = o.get("kind") == "logical" or not first or root == o.get("type", "")
    return begins and all(element.get("path", "").startswith(f"{root}.") for element in rest)


def _differs_below_its_root(o: dict) -> bool:
    first, *rest = _elements(o, "differential") or [{}]
    root = first.get("path", "").split(".")[0]
    begins = o.get("kind") == "logical" or not first or first.get("path", "").startswith(o.get("type", ""))
    return begins and all(element.get("path", "").startswith(f"{root}.") for element in rest)


def _ids_differ(view: str):
    return lambda o: (
        all("id" in each for each in _elements(o, view)) and differ([each["id"] for each in _elements(o, view)])
    )


rule(
    "ElementDefinition.slicing",
    "eld-1",
    "A slicing without discriminators has a description.",
    lambda o: has(o, "discriminator", "description"),
)
rule(ELEMENT, "eld-2", "min is not above max.", _min_fits_max)
rule(ELEMENT, "eld-3", "max is a number or *.", lambda o: "max" not in o or _is_number(o["max"]))
rule(
    "ElementDefinition.type",
    "eld-4",
    "Only a Reference or a canonical is aggregated.",
    lambda o: not has(o, "aggregation") or o.get("code") in ("Reference", "canonical"),
)
rule(
    ELEMENT,
    "eld-5",
    "What repeats another element's content defines none itself.",
    lambda o: not has(o, "contentReference") or _repeats_only(o),
)
rule(
    ELEMENT,
    "eld-6",
    "Only one type can be fixed.",
    lambda o: len(o.get("type", ())) < 2 or not has_one_of(o, "fixed"),
)
rule(
    ELEMENT,
    "eld-7",
    "Only one type can have a pattern.",
    lambda o: len(o.get("type", ())) < 2 or not has_one_of(o, "pattern"),
)
rule(
    ELEMENT,
    "eld-8",
    "fixed and pattern exclude each other.",
    lambda o: not (has_one_of(o, "fixed") and has_one_of(o, "pattern")),
)
rule(
    "ElementDefinition.binding",
    "eld-12",
    "A value set's URL begins with http:, https: or urn:.",
    lambda o: o.get("valueSet", "urn:").startswith(("http:", "https:", "urn:")),
)
rule(ELEMENT, "eld-13", "Each type stands once.", lambda o: differ(list(all_of(o, "type", "code"))))
rule(ELEMENT, "eld-14", "Each constraint stands once.", lambda o: differ(list(all_of(o, "constraint", "key"))))
rule(
    ELEMENT,
    "eld-15",
    "A default and the meaning of its absence exclude each other.",
    lambda o: not has(o, "meaningWhenMissing") or not has_one_of(o, "defaultValue"),
)
rule(
    ELEMENT,
    "eld-16",
    "A slice's name is made of letters, digits and / - _ [ ] @.",
    lambda o: "sliceName" not in o or _slice_name(o["sliceName"]) is not None,
)
rule(
    "ElementDefinition.type",
    "eld-17",
    "Only a Reference or a canonical has a targetProfile.",
    lambda o: not has(o, "targetProfile") or o.get("code") in ("Reference", "canonical"),
)
rule(
    ELEMENT,
    "eld-18",
    "A modifier says why it is one.",
    lambda o: o.get("isModifier") is not True or has(o, "isModifierReason"),
)
rule(
    ELEMENT,
    "eld-19",
    "A path is made of element names.",
    lambda o: "path" not in o or _element_path(o["path"]) is not None,
)
rule(
    ELEMENT,
    "eld-22",
    "Only a slice constrains a slice.",
    lambda o: not has(o, "sliceIsConstraining") or has(o, "sliceName"),
)
rule(
    WHOLE,
    "sdf-1",
    "Only a constraint repeats a path.",
    lambda o: o.get("derivation") == "constraint" or differ([e.get("path") for e in _elements(o, "snapshot")]),
)
rule("StructureDefinition.mapping", "sdf-2", "A mapping has a name or a uri.", lambda o: has(o, "name", "uri"))
rule(
    "StructureDefinition.snapshot",
    "sdf-3",
    "Elements of a snapshot have a definition, min and max.",
    lambda o: all(has(e, "definition") and has(e, "min") and has(e, "max") for e in o["element"]),
)
rule(
    WHOLE,
    "sdf-4",
    "What is not abstract has a base.",
    lambda o: o.get("abstract") is True or has(o, "baseDefinition"),
)
rule(
    WHOLE,
    "sdf-5",
    "An extension says where it belongs.",
    lambda o: o.get("type", "") != "Extension" or o.get("derivation") == "specialization" or has(o, "context"),
)
rule(WHOLE, "sdf-6", "Give a snapshot or a differential.", lambda o: has(o, "snapshot", "differential"))
rule(WHOLE, "sdf-8", "A snapshot begins with its type.", _has_its_root)
rule(WHOLE, "sdf-8a", "A differential begins with its type.", _differs_below_its_root)
rule(
    "StructureDefinition.snapshot",
    "sdf-8b",
    "Elements of a snapshot name their base.",
    lambda o: all(has(e, "base") for e in o["element"]),
)
rule(
    WHOLE,
    "sdf-9",
    "The first element has no label, code or requirements.",
    lambda o: not any(has(e, "label", "code", "requirements") for e in _roots(o)),
)
rule(
    "StructureDefinition.snapshot",
    "sdf-10",
    "A binding has a value set or a description.",
    lambda o: all(has(e["binding"], "valueSet", "description") for e in o["element"] if "binding" in e),
)
rule(
    WHOLE,
    "sdf-11",
    "A snapshot begins with its type.",
    lambda o: (
        o.get("kind") == "logical" or "snapshot" not in o or _first(o, "snapshot").get("path") == o.get("type", "")
    ),
)
rule(
    WHOLE,
    "sdf-14",
    "Every element has an id.",
    lambda o: all("id" in e for e in _elements(o, "snapshot", "differential")),
)
rule(
    WHOLE,
    "sdf-15",
    "The first element of a snapshot has no type.",
    lambda o: o.get("kind") == "logical" or "type" not in _first(o, "snapshot"),
)
rule(
    WHOLE,
    "sdf-15a",
    "The first element of a differential has no type.",
    lambda o: (
        o.get("kind") == "logical"
        or "." in _first(o, "differential").get("path", ".")
        or "type" not in _first(o, "differential")
    ),
)
rule(WHOLE, "sdf-16", "Each id stands once in a snapshot.", _ids_differ("snapshot"))
rule(WHOLE, "sdf-17", "Each id stands once in a differential.", _ids_differ("differential"))
rule(
    WHOLE,
    "sdf-18",
    "Only an extension has a contextInvariant.",
    lambda o: not has(o, "contextInvariant") or o.get("type", "") == "Extension",
)
rule(
    "StructureDefinition.differential",
    "sdf-20",
    "The first element is not sliced.",
    lambda o: not any("slicing" in e for e in o["element"] if "." not in e.get("path", ".")),
)
rule(
    WHOLE,
    "sdf-21",
    "Only a new type has default values.",
    lambda o: (
        o.get("derivation") == "specialization"
        or not any(has_one_of(e, "defaultValue") for e in _elements(o, "differential"))
    ),
)
rule(
    WHOLE,
    "sdf-23",
    "The first element is no slice.",
    lambda o: not any(has(e, "sliceName") for e in _roots(o)),
)
