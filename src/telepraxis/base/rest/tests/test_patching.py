"""JSON Patch, operation by operation (RFC 6902, appendix A)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.rest import patching

DOC = {"resourceType": "X", "a": [1, 2], "b": {"c/d": "e", "f~": None}}


def patched(doc: dict, *steps: dict) -> dict:
    return patching.applied(doc, patching.steps_in(json.dumps(steps).encode()))


@pytest.mark.parametrize(
    ("step", "name", "value"),
    [
        ({"op": "add", "path": "/a/1", "value": 9}, "a", [1, 9, 2]),
        ({"op": "add", "path": "/a/-", "value": 9}, "a", [1, 2, 9]),
        ({"op": "add", "path": "/g", "value": {"h": 1}}, "g", {"h": 1}),
        ({"op": "remove", "path": "/a/0"}, "a", [2]),
        ({"op": "replace", "path": "/b/c~1d", "value": "z"}, "b", {"c/d": "z", "f~": None}),
        ({"op": "replace", "path": "/b/f~0", "value": 1}, "b", {"c/d": "e", "f~": 1}),
        ({"op": "move", "from": "/b/c~1d", "path": "/a/0"}, "a", ["e", 1, 2]),
        ({"op": "copy", "from": "/a", "path": "/g"}, "g", [1, 2]),
        ({"op": "test", "path": "/a", "value": [1, 2.0]}, "a", [1, 2]),
    ],
)
def test_each_operation_does_what_it_says(step, name, value):
    assert patched(DOC, step)[name] == value
    assert DOC["a"] == [1, 2]


@pytest.mark.parametrize(
    "step",
    [
        {"op": "add", "path": "/a/3", "value": 9},
        {"op": "add", "path": "/a/01", "value": 9},
        {"op": "add", "path": "a", "value": 9},
        {"op": "add", "path": "/a/0/b", "value": 9},
        {"op": "remove", "path": "/none"},
        {"op": "remove", "path": "/a/-"},
        {"op": "remove", "path": ""},
        {"op": "replace", "path": "/none", "value": 9},
        {"op": "move", "from": "/b", "path": "/b/c"},
        {"op": "test", "path": "/a/0", "value": True},
        {"op": "test", "path": "/b/f~0", "value": False},
    ],
)
def test_what_does_not_fit_is_refused(step):
    with pytest.raises(Refused) as refusal:
        patched(DOC, step)

    assert refusal.value.status == 422


PATHS = st.sampled_from(["", "/", "/a", "/a/0", "/a/-", "/b", "/b/c~1d", "/resourceType", "/x/y", "~", "/a/9999999999"])
STEPS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "dance"]), "path": PATHS},
    optional={"from": PATHS, "value": st.none() | st.integers() | st.text() | st.just({}) | st.just([])},
)


@given(st.lists(STEPS, max_size=5))
def test_whatever_comes_is_done_or_refused(steps):
    try:
        patched(DOC, *steps)
    except Refused as refusal:
        assert refusal.status in (400, 422)
