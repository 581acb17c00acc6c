"""What went wrong, as FHIR tells it."""

import pickle

import pytest

from telepraxis.base.fhir import outcome
from telepraxis.base.fhir.outcome import Issue, Refused
from telepraxis.base.fhir.validation import check


def test_findings_become_an_operation_outcome():
    told = outcome.outcome(
        [
            Issue("error", "required", "This element is required.", "Observation.status"),
            Issue("information", "incomplete", "The invariant x-1 is not evaluated here."),
        ]
    )

    assert told == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "required",
                "diagnostics": "This element is required.",
                "expression": ["Observation.status"],
            },
            {
                "severity": "information",
                "code": "incomplete",
                "diagnostics": "The invariant x-1 is not evaluated here.",
            },
        ],
    }
    assert check(told) == []


def test_nothing_found_is_told_too():
    told = outcome.outcome([])

    assert told["issue"] == [{"severity": "information", "code": "informational", "diagnostics": "All went well."}]
    assert check(told) == []


@pytest.mark.parametrize(
    ("refused", "status", "code"),
    [
        (outcome.invalid("Why."), 400, "invalid"),
        (outcome.unauthenticated(), 401, "login"),
        (outcome.forbidden("Why."), 403, "forbidden"),
        (outcome.too_costly("Why."), 403, "too-costly"),
        (outcome.too_costly("Why.", status=400), 400, "too-costly"),
        (outcome.not_found("Why."), 404, "not-found"),
        (outcome.not_supported("Why."), 400, "not-supported"),
        (outcome.not_supported("Why.", status=405), 405, "not-supported"),
        (outcome.conflict("Why."), 409, "conflict"),
        (outcome.gone("Why."), 410, "deleted"),
        (outcome.precondition("Why."), 412, "conflict"),
        (outcome.precondition("Why.", code="multiple-matches"), 412, "multiple-matches"),
        (outcome.too_large("Why."), 413, "too-long"),
        (outcome.throttled(), 429, "throttled"),
    ],
)
def test_each_refusal_has_its_status_and_a_legal_outcome(refused, status, code):
    assert (refused.status, [issue.code for issue in refused.issues]) == (status, [code])
    assert check(outcome.outcome(refused.issues)) == []


def test_a_refusal_keeps_all_its_findings():
    issues = [Issue("error", "required", "One."), Issue("warning", "value", "Two.")]

    refused = outcome.unprocessable(issues)

    assert (refused.status, refused.issues, str(refused)) == (422, tuple(issues), "One. Two.")
    assert [issue.refuses for issue in refused.issues] == [True, False]
    assert pickle.loads(pickle.dumps(refused)).issues == refused.issues
    assert isinstance(refused, Refused)
