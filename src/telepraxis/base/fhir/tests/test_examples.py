"""Every official resource of R4 through the index."""

import json
from functools import cache

import pytest

from telepraxis.base.fhir.extracting import Entries, entries_of
from tests import fhir


@cache
def indexed() -> dict[str, Entries]:
    return {name: entries_of(json.loads(content)) for name, content in fhir.examples()}


def counts(name: str) -> tuple[int, int, int]:
    entries = indexed()[name]
    return len(entries.words), len(entries.moments), len(entries.amounts)


@pytest.mark.official
def test_every_official_resource_is_indexed():
    entries = indexed().values()

    assert len(entries) == 5306
    assert sum(len(one.words) for one in entries) == 127727
    assert sum(len(one.moments) for one in entries) == 3992
    assert sum(len(one.amounts) for one in entries) == 171
    assert sum(len(one.lines) for one in entries) == 175
    assert sum(one.patient is not None for one in entries) == 402
    assert sum(one.at is not None for one in entries) == 3849


def test_some_of_them_to_the_last_entry():
    assert counts("Patient-example.json") == (33, 1, 0)
    assert counts("Observation-f001.json") == (7, 1, 2)
    assert counts("Observation-blood-pressure.json") == (18, 1, 4)
