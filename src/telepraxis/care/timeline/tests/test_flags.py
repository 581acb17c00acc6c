"""What is unusual, at which age, and who says so."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ..flags import Person, flagged, range_of

AT = datetime(2026, 11, 23, 10, 40, tzinfo=UTC)
WOMAN, GIRL = Person(date(1991, 3, 12), "female"), Person(date(2020, 3, 12), "female")


def result(value: str, *ranges, **more) -> dict:
    return {
        "resourceType": "Observation",
        "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
        "valueQuantity": {"value": Decimal(value), "unit": "g/dL"},
        "referenceRange": list(ranges),
    } | more


def between(low: str, high: str, **more) -> dict:
    return {"low": {"value": Decimal(low)}, "high": {"value": Decimal(high)}} | more


def interpreted(code: str) -> dict:
    return {"interpretation": [{"coding": [{"code": code}]}]}


ADULT = {"age": {"low": {"value": 18, "code": "a"}}}
CHILD = {"age": {"high": {"value": 12, "code": "a"}}}
MEN = {"appliesTo": [{"coding": [{"system": "http://snomed.info/sct", "code": "248153007"}]}]}


@pytest.mark.parametrize(
    ("doc", "person", "code", "usual"),
    [
        (result("10.9", between("12.0", "16.0")), WOMAN, "low", "12.0–16.0 g/dL"),
        (result("17", between("12.0", "16.0")), WOMAN, "high", "12.0–16.0 g/dL"),
        (result("13", between("12.0", "16.0")), WOMAN, None, None),
        (result("11.6", between("12.0", "16.0", **ADULT), between("11.5", "15.5", **CHILD)), GIRL, None, None),
        (result("11.6", between("12.0", "16.0", **ADULT), between("11.5", "15.5", **CHILD)), WOMAN, "low", None),
        (result("12.5", between("13.0", "17.0", **MEN), between("12.0", "16.0")), WOMAN, None, None),
        (result("12.5", between("13.0", "17.0", **MEN)), WOMAN, None, None),
        (result("99"), WOMAN, None, None),  # nobody said what is usual
        (result("99", **interpreted("HH")), WOMAN, "high!", None),
        (result("13", between("14", "15"), **interpreted("N")), WOMAN, None, None),  # the laboratory's word holds
    ],
)
def test_a_result_is_judged_by_the_range_meant_for_this_person(doc, person, code, usual):
    flag = flagged(doc, AT, person)

    assert (flag and flag.code) == code
    if usual:
        assert (flag.usual, flag.source) == (usual, "the laboratory")


def test_a_vital_sign_is_judged_by_age_with_its_source():
    beats = {
        "resourceType": "Observation",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "valueQuantity": {"value": 120, "unit": "/min", "code": "/min"},
    }

    assert flagged(beats, AT, WOMAN).source.startswith("NEWS2")
    assert flagged(beats, AT, Person(date(2025, 3, 12), "female")) is None
    assert range_of(beats, AT, WOMAN).text == "51–90 /min"
