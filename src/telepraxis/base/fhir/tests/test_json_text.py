"""JSON text in and out: nothing changes, and what is no document is refused with its place."""

import copy
import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.json_text import Written
from telepraxis.base.fhir.outcome import Refused


def refusal(data: bytes | str, **limits) -> tuple[int, str, str, str]:
    with pytest.raises(Refused) as refused:
        json_text.read(data, **limits)
    (issue,) = refused.value.issues
    return refused.value.status, issue.code, issue.expression, issue.diagnostics


def test_numbers_keep_their_digits():
    text = (
        '{"resourceType":"Basic","n":[1.50,1e2,1.0E+3,-0,-0.0,0,7,-12,123456789012345,1234567890123456,'
        "1234567890123456789012345678901234567890,0.000000000000000000000000000000000001,1e-400]}"
    )

    assert json_text.written(json_text.read(text)) == text


def test_keys_keep_their_order_and_text_its_characters():
    text = '{"resourceType":"Basic","z":"Åsa 😀 \\"","a":{"c":null,"b":[true,false,[]]},"":{}}'

    assert json_text.written(json_text.read(text.encode())) == text


def test_a_number_is_a_decimal_that_remembers_its_spelling():
    doc = json_text.read('{"resourceType":"Basic","weight":72.50,"count":3}')

    assert doc["weight"] == Decimal("72.5")
    assert doc["weight"].text == "72.50"
    assert (copy.deepcopy(doc)["weight"].text, pickle.loads(pickle.dumps(doc))["weight"].text) == ("72.50", "72.50")
    assert type(doc["count"]) is int


def test_a_decimal_made_by_us_is_written_plainly():
    doc = {"n": [Decimal("1.50"), Decimal("1E+3"), Decimal("0.0000001"), Decimal("-0"), 7]}

    assert json_text.written(doc) == '{"n":[1.50,1E+3,0.0000001,-0,7]}'


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), object(), {1, 2}])
def test_what_json_has_no_word_for_is_not_written(value):
    with pytest.raises(TypeError):
        json_text.written({"n": value})


def test_no_utf8_is_refused():
    assert refusal(b'{"resourceType":"Basic","a":"\xff"}') == (
        400,
        "structure",
        "",
        "This is not UTF-8: what stands at position 29 fits nowhere.",
    )
    assert refusal('{"resourceType":"Basic","a":"\ud800"}')[:3] == (400, "structure", "")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1, column 1"),
        ('{"resourceType":"Basic",}', "line 1, column 25"),
        ('{"resourceType":"Basic"\n "a":01}', "line 2, column 2"),
        ('{"resourceType":"Basic","a":01}', "line 1, column 30"),
        ('{"resourceType":"Basic"} x', "line 1, column 26"),
        ("{'a':1}", "line 1, column 2"),
        ('\ufeff{"resourceType":"Basic"}', "line 1, column 1"),
        ('{"resourceType":"Basic","a":"\n"}', "line 1, column 30"),
    ],
)
def test_no_json_is_refused_with_its_line(text, place):
    status, code, _, diagnostics = refusal(text)

    assert (status, code) == (400, "structure")
    assert diagnostics.startswith("This is not JSON: ")
    assert diagnostics.endswith(f" at {place}.")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e99999999999999999999999"])
def test_what_is_no_number_is_refused(number):
    assert refusal(f'{{"resourceType":"Basic","a":{number}}}')[:2] == (400, "invalid")


def test_a_key_that_stands_twice_is_refused_with_its_place():
    text = '{"resourceType":"Basic","extension":[{"url":"a"},{"url":"b","valueString":"c","valueString":"d"}]}'

    assert refusal(text) == (
        400,
        "structure",
        "extension[1].valueString",
        "A key stands twice in one object. Keep one of the two.",
    )
    assert refusal('{"resourceType":"Basic","Maria Silva":1,"Maria Silva":2}')[2] == "?"


@pytest.mark.parametrize("escape", [r"\ud800", r"\uDC00", r"\ud83dx", r"\u0000"])
def test_an_escape_that_is_no_text_is_refused_with_its_place(escape):
    assert refusal(f'{{"resourceType":"Basic","a":{{"b":["{escape}"]}}}}')[:3] == (400, "invalid", "a.b[0]")


def test_escapes_that_are_text_are_read():
    assert json_text.read(r'{"resourceType":"Basic","a":"\ud83d\ude00 \\ud800 \u00e5"}')["a"] == "😀 \\ud800 å"


def test_a_nesting_bomb_is_refused():
    for bomb in ("[" * 1_000_000, '{"a":' * 1_000_000, '{"resourceType":"Basic","a":' + "[" * 64 + "]" * 64 + "}"):
        assert refusal(bomb) == (400, "structure", "", "This is nested deeper than 64 levels.")


def test_as_deep_as_allowed_is_read():
    text = '{"resourceType":"Basic","a":' + "[" * 63 + '"[[[["' + "]" * 63 + "}"

    assert json_text.written(json_text.read(text)) == text


def test_more_than_the_limit_is_refused():
    text = '{"resourceType":"Basic","a":"' + "x" * 100 + '"}'

    assert refusal(text, largest=100)[:2] == (413, "too-long")
    assert refusal("[" + "0," * 2_100_000 + "0]")[:2] == (413, "too-long")
    assert json_text.read(text, largest=len(text))["a"] == "x" * 100


def test_what_is_no_resource_is_refused():
    assert refusal("[]")[:3] == (400, "structure", "")
    assert refusal('"Basic"')[:3] == (400, "structure", "")
    assert refusal("{}")[:3] == (400, "structure", "resourceType")
    assert refusal('{"resourceType":7}')[:3] == (400, "structure", "resourceType")


spelled = some.from_regex(r"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)
text = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]))
json_values = some.recursive(
    some.none() | some.booleans() | text | spelled.map(Written),
    lambda inner: some.lists(inner, max_size=5) | some.dictionaries(text, inner, max_size=5),
    max_leaves=30,
)


def alike(one, other) -> bool:
    """Whether two values are the same to the last digit and in the same order."""
    if isinstance(one, dict):
        return list(one) == list(other) and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return getattr(one, "text", one) == (getattr(other, "text", None) or (str(other) if type(other) is int else other))


@given(some.dictionaries(text, json_values, max_size=5))
def test_any_document_comes_back_as_it_was_written(content):
    doc = {"resourceType": "Basic"} | content
    doc["resourceType"] = "Basic"

    again = json_text.read(json_text.written(doc))

    assert alike(doc, again)
    assert json_text.written(again) == json_text.written(doc)


@given(spelled)
def test_any_number_comes_back_as_it_was_spelled(number):
    doc = f'{{"resourceType":"Basic","n":{number}}}'

    assert json_text.written(json_text.read(doc)) == doc


@given(some.binary(max_size=200) | text | json_values.map(lambda value: json.dumps(value, default=str)))
def test_whatever_is_sent_is_read_or_refused(data):
    try:
        doc = json_text.read(data)
    except Refused as refused:
        assert refused.status in (400, 413)
    else:
        assert isinstance(doc["resourceType"], str)
