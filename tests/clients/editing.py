"""Legal edits of a resource, and numbers that keep the digits they are written with."""

import json
import re
from collections.abc import Callable, Iterator

from hypothesis import strategies as st

NUMBER = "\ue000"  # stands around a number that is told as text, so that its digits survive
NOT_EXTENSIBLE = ("Binary", "Bundle", "Parameters")  # resources, but no domain resources
PLAIN = st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters=NUMBER)
TEXT = st.text(PLAIN, min_size=1, max_size=20)
DIGITS = st.from_regex(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?", fullmatch=True)
DECIMALS = DIGITS.map(lambda digits: f"{NUMBER}{digits}{NUMBER}")
EXTENSIONS = st.one_of(
    st.fixed_dictionaries({"url": TEXT.map(lambda text: f"http://clinic.example/{len(text)}"), name: value})
    for name, value in {
        "valueString": TEXT,
        "valueBoolean": st.booleans(),
        "valueInteger": st.integers(-(2**31), 2**31 - 1),
        "valueDecimal": DECIMALS,
        "valueDate": st.dates().map(str),
        "valueCoding": st.fixed_dictionaries({"system": st.just("urn:x"), "code": st.sampled_from(["a", "b-1"])}),
        "valueQuantity": st.fixed_dictionaries({"unit": TEXT, "value": DECIMALS}),
    }.items()
)


def read(text: bytes) -> dict:
    """Return a resource in which a number with a fraction is text with a mark on both sides."""
    return json.loads(text, parse_float=lambda digits: f"{NUMBER}{digits}{NUMBER}")


def written(doc: dict) -> bytes:
    """Return the resource as JSON, numbers digit by digit as they were read."""
    return re.sub(f'"{NUMBER}(.*?){NUMBER}"', r"\1", json.dumps(doc, ensure_ascii=False)).encode()


@st.composite
def edited(draw, doc: dict) -> dict:
    """Draw a copy of the resource after one to three legal edits."""
    doc = json.loads(json.dumps(doc))
    for _ in range(draw(st.integers(1, 3))):
        draw(st.sampled_from(EDITS))(draw, doc)
    return doc


def _tag(draw: Callable, doc: dict) -> None:
    tags = doc.setdefault("meta", {}).setdefault("tag", [])
    tags.append({"system": "http://clinic.example/tags", "code": draw(st.sampled_from(["x", "y-2"]))})


def _extend(draw: Callable, doc: dict) -> None:
    extensible = [each for each in _elements(doc) if each.get("resourceType") not in NOT_EXTENSIBLE]
    if extensible:
        draw(st.sampled_from(extensible)).setdefault("extension", []).append(draw(EXTENSIONS))


def _turn_round(draw: Callable, doc: dict) -> None:
    """Put the elements of one element into another order."""
    element = draw(st.sampled_from(list(_elements(doc))))
    names = draw(st.permutations(list(element)))
    values = dict(element)
    element.clear()
    element.update((name, values[name]) for name in names)


def _say_otherwise(draw: Callable, doc: dict) -> None:
    """Let a text, or the words beside a code, say something else."""
    spoken = [(each, name) for each in _elements(doc) for name in ("display", "text") if type(each.get(name)) is str]
    if spoken:
        element, name = draw(st.sampled_from(spoken))
        element[name] = draw(TEXT)


EDITS = [_tag, _extend, _turn_round, _say_otherwise]


def _elements(value) -> Iterator[dict]:
    """Yield the resource and every element in it that may be extended, but nothing of its contained resources."""
    if isinstance(value, list):
        for each in value:
            yield from _elements(each)
    elif isinstance(value, dict) and ("resourceType" not in value or "id" in value):
        yield value
        for name, inner in value.items():
            if name not in ("contained", "meta", "extension", "modifierExtension", "text") or isinstance(inner, str):
                yield from _elements(inner)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | DECIMALS | TEXT | st.just(""),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT | st.just("extension"), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def spoiled(draw, doc: dict) -> dict:
    """Draw a copy of the resource in which anything at all stands somewhere, or an element is gone or is called so."""
    doc = json.loads(json.dumps(doc))
    element = draw(st.sampled_from(list(_elements(doc))))
    name = draw(st.sampled_from([name for name in element if name not in ("resourceType", "id")] or ["extra"]) | TEXT)
    if draw(st.booleans()):
        element[name] = draw(ANY_JSON)
    else:
        element.pop(name, None)
    return doc
