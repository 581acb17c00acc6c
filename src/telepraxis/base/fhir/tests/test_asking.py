"""What a search URL asks, and what is refused before anything is looked up."""

from datetime import UTC, datetime

import pytest

from telepraxis.base.fhir import keys
from telepraxis.base.fhir.asking import ask
from telepraxis.base.fhir.asking.query import Amounts, Moments, Words
from telepraxis.base.fhir.asking.splitting import plain, split
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.fhir.parameters import parameters_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def asked(type, *pairs, **more):
    return ask(type, pairs, now=NOW, **more)


def match_of(type, name, value):
    return asked(type, (name, value)).criteria[0].match


def test_marks_are_plain_behind_a_backslash():
    assert [plain(part) for part in split(r"a\,b,c\\,d\|e\$f", ",")] == ["a,b", "c\\", "d|e$f"]
    assert [plain(part) for part in split(r"urn:x\|y|z", "|")] == ["urn:x|y", "z"]
    assert plain("a\\b\\") == "a\\b\\"


def test_a_number_is_as_exact_as_it_is_written():
    ranges = {"100": (99.5, 100.5), "100.00": (99.995, 100.005), "1e2": (95.0, 105.0), "5.40": (5.395, 5.405)}
    for written, expected in ranges.items():
        measure = match_of("RiskAssessment", "probability", written).measures[0]
        assert (measure.prefix, measure.low, measure.high) == ("eq", *expected)


def test_a_date_is_the_stretch_it_names():
    [stretch] = match_of("Observation", "date", "ge2026-03").stretches
    assert (stretch.prefix, stretch.low, stretch.high) == (
        "ge",
        datetime(2026, 3, 1, tzinfo=UTC),
        datetime(2026, 4, 1, tzinfo=UTC),
    )


def test_about_is_a_tenth_of_the_way_from_now():
    [stretch] = match_of("Observation", "date", "ap2026-11-13T08:00:00Z").stretches
    assert (stretch.low.day, stretch.high.day) == (12, 14)


def test_values_become_keys():
    code = tuple(place.id for place in parameters_of("Observation")["code"].places)
    assert match_of("Observation", "code", "urn:a|x,y") == Words(
        code, equal=(keys.token("x", "urn:a"),), starts=(keys.token_prefix("y"),)
    )
    assert isinstance(match_of("Observation", "value-quantity", "lt5"), Amounts)
    assert match_of("Observation", "date:missing", "false") == Moments(
        tuple(place.id for place in parameters_of("Observation")["date"].places)
    )
    assert match_of("Observation", "subject", "Patient/1/_history/3").equal == ("Patient/1",)


def test_nothing_is_missing_where_a_reference_points_anywhere_unless_the_parameter_picks_a_type():
    base = match_of("StructureDefinition", "base:missing", "false")
    patient = match_of("Observation", "patient:missing", "false")

    assert base == Words(tuple(place.id for place in parameters_of("StructureDefinition")["base"].places))
    assert (patient.starts, patient.holds) == (("Patient/",), ("/Patient/",))


def test_a_part_of_a_composite_may_be_a_reference():
    [(code, target)] = match_of("DocumentReference", "relationship", "appends$DocumentReference/1").alternatives

    assert code.equal == (keys.token("appends"),)
    assert target.equal == ("DocumentReference/1",)


def test_wishes_for_the_answer():
    query = asked(
        "Patient",
        ("_sort", "-birthdate,_id"),
        ("_count", "5000"),
        ("_total", "accurate"),
        ("_summary", "data"),
        ("_elements", "name,gender"),
        ("_format", "json"),
        ("_include:iterate", "Patient:general-practitioner:Practitioner"),
    )
    assert [(sort.name, sort.descending) for sort in query.sort] == [("birthdate", True), ("_id", False)]
    assert (query.count, query.total, query.summary, query.elements) == (1000, "accurate", "data", ("name", "gender"))
    assert (query.includes[0].target, query.includes[0].iterate) == ("Practitioner", True)
    assert ("_format", "json") not in query.pairs
    assert asked("Patient").count == 20
    assert asked("Patient", ("_summary", "count")).count == 0


REFUSED = [
    ("Patient", "'; DROP TABLE x --", "1", "One of the parameters is not known"),
    ("Patient", "colour", "blue", "The parameter colour is not known here. Known are: _id, _lastUpdated"),
    ("Nobody", "name", "x", "no such resource type"),
    ("Patient", "name:below", "x", "it takes :missing, :exact, :contains"),
    ("Patient", "birthdate:exact", "2000", "it takes :missing"),
    ("Patient", "name", "", "no value"),
    ("Patient", "name", "a,", "value is empty"),
    ("Patient", "birthdate", "yesterday", "A date is written like"),
    ("Patient", "birthdate", "ge", "A date is written like"),
    ("Patient", "active:missing", "perhaps", "true or false"),
    ("Patient", "identifier", "a|b|c", "A token is written as"),
    ("Patient", "identifier", "|", "A token is written as"),
    ("Patient", "identifier:of-type", "a|b", "system|code|value"),
    ("Observation", "code:in", "urn:unknown", "cannot be listed here"),
    ("Observation", "code:below", "http://snomed.info/sct|1", "hierarchy"),
    ("Observation", "value-quantity", "many", "A number is written like"),
    ("Observation", "value-quantity", "1|a|b|c", "at most a number, a system and a code"),
    ("Observation", "value-quantity", "NaN", "A number is written like"),
    ("Observation", "value-quantity", "1e999999999", "A number is written like"),
    ("Observation", "code-value-quantity", "a", "2 parts"),
    ("Observation", "subject", "Patient/1'; DROP TABLE x", "A reference is written as"),
    ("Observation", "subject", "Nobody/1", "no such resource type"),
    ("Observation", "subject:Practitioner", "1", "name of a type it points at"),
    ("Observation", "code.name", "x", "begins with the name of a reference"),
    ("Observation", "subject:Practitioner.name", "x", "does not point at"),
    ("Observation", "subject:Patient.colour", "x", "no such parameter"),
    ("Observation", "focus._id", "x", "many types"),
    ("Patient", "link.link.link.link.link.name", "x", "at most 4 references"),
    ("Patient", "_has:Observation:patient", "x", "_has:Type:reference:parameter"),
    ("Patient", "_has:Observation:encounter:code", "x", "points here"),
    ("Patient", "_has:Nobody:patient:code", "x", "points here"),
    ("Patient", "_has:RelatedPerson:patient:_has:Patient:link:_has:RelatedPerson:patient:_has:Patient:link:name", "x",
     "at most 3 times"),
    ("Patient", "_list", "1", "not supported"),
    ("Patient", "_text", "x", "not supported"),
    ("Patient", "_content", "x", "not supported"),
    ("Patient", "_filter", "name eq x", "not supported"),
    ("Patient", "_query", "x", "not supported"),
    ("Location", "near", "1|2", "not supported"),
    ("Patient", "_count", "-1", "whole number"),
    ("Patient", "_count", "many", "whole number"),
    ("Patient", "_total", "roughly", "none, estimate, accurate"),
    ("Patient", "_sort", "colour", "_sort names a parameter"),
    ("Patient", "_sort", "name;DROP TABLE x", "_sort names a parameter"),
    ("Patient", "_sort:desc", "name", "does not take this modifier"),
    ("Patient", "_include", "Patient", "_include is written as"),
    ("Patient", "_include", "Patient:name", "_include is written as"),
    ("Patient", "_include", "Patient:link:Nobody", "_include is written as"),
    ("Patient", "_include:sometimes", "Patient:link", "does not take this modifier"),
    ("Patient", "_id:not", "x", "takes no modifier"),
    (None, "name", "x", "Known are: _id"),
    (None, "_type", "Patient,Nobody", "no such resource type"),
    (None, "_has:Observation:patient:code", "x", "points here"),
]  # fmt: skip


@pytest.mark.parametrize(("type", "name", "value", "why"), REFUSED)
def test_what_cannot_be_understood_is_refused(type, name, value, why):
    with pytest.raises(Refused) as refusal:
        asked(type, (name, value))

    assert why in str(refusal.value)
    assert refusal.value.status == 400
    assert value == "" or len(value) < 4 or value not in str(refusal.value)


def test_too_much_at_once_is_refused():
    with pytest.raises(Refused, match="More than 100 parameters"):
        asked("Patient", *[("name", "x")] * 101)
    with pytest.raises(Refused, match="more than 1000 values"):
        asked("Patient", ("name", ",".join(["x"] * 1001)))

    assert len(asked("Patient", ("_id", ",".join(str(n) for n in range(1000)))).criteria[0].match.ids) == 1000


def test_lenient_passes_over_what_is_unknown_and_says_what_it_understood():
    query = asked("Patient", ("colour", "blue"), ("name", "x"), ("_sort", "colour"), ("given", ""), strict=False)

    assert query.pairs == (("name", "x"),)


def test_lenient_still_refuses_what_is_wrong():
    with pytest.raises(Refused, match="A date is written like"):
        asked("Patient", ("birthdate", "soon"), strict=False)
