"""Every official resource of R4 at the door: legal, or listed with the reason why it is not."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import Issue
from telepraxis.base.fhir.validation import check
from telepraxis.base.fhir.validation.rules import KEYS
from tests import fhir

REFUSED = Path(fhir.__file__).with_name("fhir_refused.toml")
LARGEST = 64 * 1024 * 1024  # two Bundles hold all of R4 and are larger than the door lets in

# HL7's JSON schema forbids extensions of a canonical, and its \S takes a no-break space for a blank.
SCHEMA_IS_WRONG = (
    "('_baseDefinition' was unexpected)",
    "('_profile' was unexpected)",
    r'does not match "^[ \r\n\t\S]+$"',
)


@dataclass(frozen=True)
class Seen:
    """One official resource after it passed the door."""

    issues: list[Issue]
    came_back: bool


@cache
def seen() -> dict[str, Seen]:
    return {name: look_at(content) for name, content in fhir.examples()}


def look_at(content: bytes) -> Seen:
    doc = json_text.read(content, largest=LARGEST)
    return Seen(check(doc), spelled(json_text.written(doc)) == spelled(content))


def spelled(text: str | bytes) -> dict:
    return json.loads(text, parse_float=str, parse_int=str)


@pytest.mark.official
def test_all_but_the_listed_ones_are_legal():
    refused = {name for name, one in seen().items() if one.issues}

    assert len(seen()) == 5306
    assert refused == set(tomllib.loads(REFUSED.read_text()))


@pytest.mark.official
def test_all_come_back_as_they_were():
    assert [name for name, one in seen().items() if not one.came_back] == []


@pytest.mark.official
def test_what_hl7s_own_schema_refuses_is_refused():
    surprises = []
    for name, content in fhir.examples():
        doc = json.loads(content)
        if doc["resourceType"] != "Bundle" and not seen()[name].issues:
            faults = fhir.faults(doc)
            surprises += [(name, fault) for fault in faults if not fault.endswith(SCHEMA_IS_WRONG)]

    assert surprises == []


ELSEWHERE = "dom-2 dom-3 dom-4 dom-5 ele-1 ref-1 txt-1 txt-2".split()  # in contained, walking, references, narrative
LEFT_OUT = {
    "ctm-1": "asks what the target of a reference is, and nothing is looked up",
    "eld-11": "is always true as HL7 wrote it",
    "ppc-2": "speaks of a code system named 'something'",
    "ppc-3": "speaks of a code system named 'something'",
    "ppc-4": "speaks of a code system named 'something'",
    "ppc-5": "speaks of a code system named 'something'",
    "sdf-19": "speaks of HL7's own definitions only",
    "sdf-22": "speaks of HL7's own definitions only",
}


def test_every_invariant_is_checked_or_left_out_for_a_reason():
    official = set()
    for name, content in fhir.examples():
        if name.startswith("StructureDefinition-"):
            official |= invariants_of(json.loads(content))

    assert official == KEYS.union(ELSEWHERE, LEFT_OUT)


def invariants_of(definition: dict) -> set[str]:
    """Return the keys of all invariants that are errors in one of the base definitions."""
    if definition.get("derivation") == "constraint":
        return set()
    elements = definition["snapshot"]["element"]
    return {
        rule["key"] for element in elements for rule in element.get("constraint", ()) if rule["severity"] == "error"
    }
