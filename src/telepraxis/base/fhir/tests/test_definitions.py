"""The compiled definitions beside HL7's own, each of which the examples package carries."""

import json
import sys
from functools import cache

import pytest

from standards import compile as compiling
from standards.shapes import shapes_of
from standards.terminologies import compile_terminology
from telepraxis.base.fhir import definitions, parameters
from tests import fhir

sys.path.insert(0, str(fhir.HOUSE / "frontend"))
import build


@cache
def official(kind: str) -> list[dict]:
    return [json.loads(content) for name, content in fhir.examples() if name.startswith(f"{kind}-")]


def test_unchanged_definitions_are_not_compiled_again(monkeypatch):
    monkeypatch.setattr(compiling, "compile_all", lambda: pytest.fail("compiled again"))

    assert compiling.is_built()
    build.compile_standards()


def test_a_part_that_nobody_built_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(definitions, "BUILT", tmp_path)

    with pytest.raises(definitions.NotBuilt, match=r"search\.json is missing: run bin/build-frontend"):
        definitions.search.__wrapped__()


def test_every_element_of_every_type_is_as_hl7_has_it():
    theirs = shapes_of([one for one in official("StructureDefinition") if "snapshot" in one])

    assert len(theirs) == 209
    assert definitions.structure() == theirs


def test_every_parameter_is_hl7s_and_only_those_of_extensions_are_left_out():
    ours = {parameter.url for type in parameters.types() for parameter in parameters.parameters_of(type).values()}
    theirs = {one["url"]: one for one in official("SearchParameter")}
    left_out = {url.rpartition("/")[2] for url in theirs.keys() - ours}

    assert ours - theirs.keys() == set()
    assert {name for name in left_out if "-extensions-" not in name and "-genetic-" not in name} == {
        "DomainResource-text",
        "Resource-content",
        "Resource-query",
        "example",
        "example-extension",
        "example-reference",
        "filter",
    }


def test_every_code_is_hl7s():
    theirs = compile_terminology(official("CodeSystem") + official("ValueSet"))
    ours = definitions.terminology()
    differing = {
        url
        for url, system in ours["systems"].items()
        if [row[0] for row in system["concepts"]] != [row[0] for row in theirs["systems"][url]["concepts"]]
    }

    assert ours["value_sets"] == theirs["value_sets"]
    assert ours["systems"].keys() == theirs["systems"].keys()
    assert differing == {"http://terminology.hl7.org/CodeSystem/v2-0550"}  # four codes are no letters at all there


def test_no_word_of_snomed_ct_is_given_away():
    parts = [part for one in definitions.terminology()["value_sets"].values() for part in one["include"]]
    words = {word for part in parts if part["system"] == "http://snomed.info/sct" for _, word in part["codes"]}

    assert words == {""}


def test_the_schema_knows_the_types_of_r4_and_no_others():
    listed = definitions.schema()["definitions"]["ResourceList"]["oneOf"]

    assert [one["$ref"].rpartition("/")[2] for one in listed] == list(parameters.types())
    assert fhir.faults({"resourceType": "Basic", "code": {"text": "x"}, "meta": {"project": "x"}}) != []
    assert fhir.faults({"resourceType": "Basic", "code": {"text": "x"}, "meta": {"source": "x"}}) == []


def test_what_is_carried_along_stays_small():
    assert sum(path.stat().st_size for path in definitions.BUILT.iterdir()) < 6_000_000
