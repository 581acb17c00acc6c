"""Whatever comes, the answer is an OperationOutcome and never a failure of ours."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telepraxis.base.fhir.parameters import parameters_of

from . import callers
from .conftest import keep
from .people import AMARA, PULSE

WORDS = st.sampled_from(
    ["", "Patient", "Observation", "_history", "_search", "metadata", "$everything", "$validate", "amara", "pulse", "1",
     "-1", "99999999999999999999", "..", ".", "%00", "%ff", "%2e%2e", "a" * 65, "Patient;x", "$", "$$", "*", "é"]
)  # fmt: skip
ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="?#"), max_size=12)
PATHS = st.lists(WORDS | ANYTHING, max_size=6).map("/".join)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
NAMES = st.sampled_from(
    [*parameters_of("Observation"), *parameters_of("Patient"), "_sort", "_include", "_revinclude", "_count", "_page",
     "_summary", "_elements", "_total", "_since", "_at", "_type", "_format", "_has:Observation:patient:code", "code:in",
     "subject:Patient.name", "date:missing", "code:not", "value-quantity", "code-value-quantity", "_filter", "start"]
)  # fmt: skip
VALUES = st.sampled_from(
    ["", "amara", "Patient/amara", "http://loinc.org|8867-4", "|", "||", "gt2020", "eq", "ap1e309", "1e9999", "NaN",
     "2026-13-45", "9999-12-31T23:59:60Z", "0000", "5.4|http://unitsofmeasure.org|mg", "$", "a$b", "\\", "'; DROP",
     "true", "-date", "Observation:subject", "*", ",", ",,,", "%", "%00", "%ff", "%F0%9F%92%89", "x" * 300]
)  # fmt: skip
QUERIES = st.lists(st.tuples(NAMES | ANYTHING, VALUES | ANYTHING), max_size=4).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANYTHING,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANYTHING | NAMES, inner, max_size=3),
    max_leaves=8,
)
RESOURCES = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(["Patient", "Observation", "Bundle", "Parameters", "Binary"]) | JSON},
    optional={"id": ANYTHING, "type": st.sampled_from(["batch", "transaction"]), "meta": JSON, "entry": JSON,
              "parameter": JSON, "status": JSON, "subject": JSON, "name": JSON},
)  # fmt: skip
ENTRIES = st.fixed_dictionaries(
    {}, optional={"fullUrl": JSON, "resource": RESOURCES | JSON, "request": JSON | st.fixed_dictionaries(
        {"method": METHODS, "url": PATHS}, optional={"ifMatch": JSON, "ifNoneExist": QUERIES})}
)  # fmt: skip
BUNDLES = st.fixed_dictionaries(
    {"resourceType": st.just("Bundle"), "type": st.sampled_from(["batch", "transaction"])},
    optional={"entry": st.lists(ENTRIES, max_size=4) | JSON},
)
BODIES = st.none() | st.binary(max_size=40) | (JSON | RESOURCES | BUNDLES).map(lambda doc: json.dumps(doc).encode())
HEADERS = st.dictionaries(
    st.sampled_from(["accept", "content-type", "if-match", "if-none-match", "if-modified-since", "if-none-exist",
                     "prefer", "x-forwarded-for", "content-length"]),
    st.sampled_from(["", "W/\"1\"", "*", "application/fhir+json", "application/json-patch+json", "text/html", "-1",
                     "identifier=x", "name=okonjo", "Mon, 99 Nov 2026", "return=minimal", "\xff", "application/xml"]),
    max_size=3,
)  # fmt: skip


@pytest.fixture
def known(api, quayside):
    keep(quayside, AMARA, PULSE)
    return api


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(method=METHODS, path=PATHS, query=QUERIES, body=BODIES, headers=HEADERS, signed=st.booleans())
def test_garbage_is_refused_in_fhirs_words(known, method, path, query, body, headers, signed):
    token = {"authorization": f"Bearer {known.token}"} if signed else {"authorization": "Bearer \xff"}
    target = f"/fhir/quayside/{path}?{query}"

    answer = known.run(callers.call(known.rest, method, target, body, {"host": "localhost"} | token | headers))

    assert answer.status < 500
    if answer.status >= 400 and method != "HEAD":
        assert answer.json["resourceType"] == "OperationOutcome"
        assert answer.issue["code"] and answer.issue["diagnostics"]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(bundle=BUNDLES)
def test_a_bundle_of_garbage_is_refused_in_fhirs_words(known, bundle):
    answer = known.post("", json.dumps(bundle))

    assert answer.status < 500
    assert answer.json["resourceType"] in ("OperationOutcome", "Bundle")
    for entry in answer.json.get("entry", []):
        assert int(entry["response"]["status"][:3]) < 500
