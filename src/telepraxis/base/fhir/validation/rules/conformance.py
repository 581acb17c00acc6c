"""Rules of what describes a server and its words: statements, code systems, value sets, maps, search parameters."""

from collections.abc import Iterator

from .rule import all_of, differ, has, rule


def _codes(concepts: list[dict]) -> Iterator[str]:
    for concept in concepts:
        if "code" in concept:
            yield concept["code"]
        yield from _codes(concept.get("concept", []))


def _kind_fits(o: dict) -> bool:
    return o.get("kind") != "capability" or (not has(o, "implementation") and has(o, "software"))


def _is_count(text: str) -> bool:
    return text == "*" or (text.isdecimal() and int(text[:9]) > 0)


STATEMENTS = "CapabilityStatement TerminologyCapabilities"


def _statement(cpb: str, tcp: str, sentence: str, holds) -> None:
    for path, key in zip(STATEMENTS.split(), (cpb, tcp), strict=True):
        rule(path, key, sentence, holds)


rule(
    "CapabilityStatement",
    "cpb-1",
    "A statement speaks of rest, messaging or documents.",
    lambda o: has(o, "rest", "messaging", "document"),
)
_statement(
    "cpb-2",
    "tcp-2",
    "A statement has a description, a software or an implementation.",
    lambda o: has(o, "description", "software", "implementation"),
)
rule(
    "CapabilityStatement",
    "cpb-3",
    "Only an instance has messaging endpoints.",
    lambda o: o.get("kind") == "instance" or not any("endpoint" in each for each in all_of(o, "messaging")),
)
rule(
    "CapabilityStatement",
    "cpb-7",
    "Each document stands once for each mode.",
    lambda o: differ([(each.get("profile"), each.get("mode")) for each in all_of(o, "document")]),
)
rule(
    "CapabilityStatement.rest",
    "cpb-9",
    "Each type stands once.",
    lambda o: differ(list(all_of(o, "resource", "type"))),
)
rule(
    "CapabilityStatement.rest.resource",
    "cpb-12",
    "Each search parameter stands once.",
    lambda o: differ(list(all_of(o, "searchParam", "name"))),
)
_statement(
    "cpb-14",
    "tcp-3",
    "An instance names its implementation.",
    lambda o: o.get("kind") != "instance" or has(o, "implementation"),
)
_statement("cpb-15", "tcp-4", "A capability names a software and no implementation.", _kind_fits)
_statement(
    "cpb-16",
    "tcp-5",
    "Requirements name neither software nor implementation.",
    lambda o: o.get("kind") != "requirements" or not has(o, "implementation", "software"),
)
rule(
    "TerminologyCapabilities.codeSystem",
    "tcp-1",
    "Several versions each have a code.",
    lambda o: len(o.get("version", ())) < 2 or all(has(each, "code") for each in o["version"]),
)
rule("CodeSystem", "csd-1", "Each code stands once.", lambda o: differ(list(_codes(o.get("concept", [])))))
rule(
    "ConceptMap.group.element.target",
    "cmd-1",
    "A narrower or inexact target needs a comment.",
    lambda o: o.get("equivalence") not in ("narrower", "inexact") or has(o, "comment"),
)
rule(
    "ConceptMap.group.unmapped",
    "cmd-2",
    "A fixed target needs its code.",
    lambda o: o.get("mode") != "fixed" or has(o, "code"),
)
rule(
    "ConceptMap.group.unmapped",
    "cmd-3",
    "Another map needs its url.",
    lambda o: o.get("mode") != "other-map" or has(o, "url"),
)
rule(
    "ImplementationGuide.definition",
    "ig-1",
    "A groupingId names a grouping of the guide.",
    lambda o: set(all_of(o, "resource", "groupingId")) <= set(all_of(o, "grouping", "id")),
)
rule(
    "ImplementationGuide",
    "ig-2",
    "A resource's fhirVersion is one of the guide.",
    lambda o: set(all_of(o, "definition", "resource", "fhirVersion")) <= set(all_of(o, "fhirVersion")),
)
rule(
    "MessageDefinition.focus", "md-1", "max is a positive number or *.", lambda o: "max" not in o or _is_count(o["max"])
)
rule(
    "OperationDefinition.parameter",
    "opd-1",
    "A parameter has a type or parts.",
    lambda o: has(o, "type", "part"),
)
rule(
    "OperationDefinition.parameter",
    "opd-2",
    "Only a string has a searchType.",
    lambda o: not has(o, "searchType") or o.get("type") == "string",
)
rule(
    "OperationDefinition.parameter",
    "opd-3",
    "Only a Reference or a canonical has a targetProfile.",
    lambda o: not has(o, "targetProfile") or o.get("type") in ("Reference", "canonical"),
)
rule(
    "SearchParameter",
    "spd-1",
    "An xpath needs its xpathUsage.",
    lambda o: not has(o, "xpath") or has(o, "xpathUsage"),
)
rule(
    "SearchParameter",
    "spd-2",
    "Only a reference can be chained.",
    lambda o: not has(o, "chain") or o.get("type") == "reference",
)
rule(
    "StructureMap.group.rule.target",
    "smp-1",
    "An element needs its context.",
    lambda o: not has(o, "element") or has(o, "context"),
)
rule(
    "StructureMap.group.rule.target",
    "smp-2",
    "A context needs its contextType.",
    lambda o: not has(o, "context") or has(o, "contextType"),
)
PART, CONTAINS = "ValueSet.compose.include", "ValueSet.expansion.contains"
rule(PART, "vsd-1", "Name a value set or a system.", lambda o: has(o, "valueSet", "system"))
rule(
    PART,
    "vsd-2",
    "Concepts and filters need their system.",
    lambda o: not has(o, "concept", "filter") or has(o, "system"),
)
rule(
    PART,
    "vsd-3",
    "Concepts and filters exclude each other.",
    lambda o: not (has(o, "concept") and has(o, "filter")),
)
rule(CONTAINS, "vsd-6", "Give a code or a display.", lambda o: has(o, "code", "display"))
rule(CONTAINS, "vsd-9", "Only an abstract entry has no code.", lambda o: has(o, "code") or o.get("abstract") is True)
rule(CONTAINS, "vsd-10", "A code needs its system.", lambda o: not has(o, "code") or has(o, "system"))
