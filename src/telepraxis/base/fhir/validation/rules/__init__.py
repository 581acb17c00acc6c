"""The invariants of R4 (severity error), each under its key. HL7 writes them in FHIRPath; here they are Python."""

from . import bundles, clinical, conformance, datatypes, logistics, people, questionnaires, structures, testing
from .rule import RULES, Rule, has

KEYS = frozenset(rule.key for rules in RULES.values() for rule in rules)

__all__ = [
    "KEYS",
    "RULES",
    "Rule",
    "bundles",
    "clinical",
    "conformance",
    "datatypes",
    "has",
    "logistics",
    "people",
    "questionnaires",
    "structures",
    "testing",
]
