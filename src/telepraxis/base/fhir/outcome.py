"""What went wrong, told the way FHIR tells it: an OperationOutcome (R4, http://hl7.org/fhir/R4/operationoutcome.html).

Diagnostics are plain English, say what to do, and never repeat a value of the document: they may end in a log.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding. `code` is one of HL7's issue types; `expression` says where, like `Patient.name[0].family`."""

    severity: str
    code: str
    diagnostics: str
    expression: str = ""

    @property
    def refuses(self) -> bool:
        """Whether this finding alone is reason enough to refuse."""
        return self.severity in ("fatal", "error")

    def as_fhir(self) -> dict:
        """Return it as an `OperationOutcome.issue`."""
        issue: dict = {"severity": self.severity, "code": self.code, "diagnostics": self.diagnostics}
        if self.expression:
            issue["expression"] = [self.expression]
        return issue


class Refused(Exception):
    """The request was not carried out: the HTTP status to answer with, and why."""

    def __init__(self, status: int, issues: Iterable[Issue]):
        self.status = status
        self.issues = tuple(issues)
        super().__init__(" ".join(issue.diagnostics for issue in self.issues))

    def __reduce__(self):
        return Refused, (self.status, self.issues)


def outcome(issues: Iterable[Issue]) -> dict:
    """Return an OperationOutcome; one that has nothing to tell says that all went well."""
    told = [issue.as_fhir() for issue in issues]
    return {"resourceType": "OperationOutcome", "issue": told or [ALL_WELL.as_fhir()]}


ALL_WELL = Issue("information", "informational", "All went well.")


def refused(status: int, code: str, diagnostics: str, expression: str = "") -> Refused:
    """Return a refusal with one finding."""
    return Refused(status, [Issue("error", code, diagnostics, expression)])


def invalid(diagnostics: str, expression: str = "", *, code: str = "invalid") -> Refused:
    """The request cannot be read (400)."""
    return refused(400, code, diagnostics, expression)


def unauthenticated(diagnostics: str = "Sign in first: send a valid access token.") -> Refused:
    """Nobody is signed in (401)."""
    return refused(401, "login", diagnostics)


def forbidden(diagnostics: str, expression: str = "") -> Refused:
    """Who asks may not do this (403)."""
    return refused(403, "forbidden", diagnostics, expression)


def not_found(diagnostics: str) -> Refused:
    """It is not here (404)."""
    return refused(404, "not-found", diagnostics)


def not_supported(diagnostics: str, expression: str = "", *, status: int = 400) -> Refused:
    """This server cannot do it: 400 for a part of a request, 405 for a method, 501 for an operation."""
    return refused(status, "not-supported", diagnostics, expression)


def conflict(diagnostics: str, expression: str = "") -> Refused:
    """It contradicts what is stored (409)."""
    return refused(409, "conflict", diagnostics, expression)


def gone(diagnostics: str) -> Refused:
    """It was here and is deleted (410)."""
    return refused(410, "deleted", diagnostics)


def precondition(diagnostics: str, *, code: str = "conflict") -> Refused:
    """What the request takes for granted is not so, `If-Match` above all (412)."""
    return refused(412, code, diagnostics)


def too_large(diagnostics: str) -> Refused:
    """The request is larger than this server reads (413)."""
    return refused(413, "too-long", diagnostics)


def unprocessable(issues: Iterable[Issue]) -> Refused:
    """It can be read, and breaks a rule of its type or of ours (422)."""
    return Refused(422, issues)


def too_costly(diagnostics: str, *, status: int = 403) -> Refused:
    """It would take more than one request may (403, or 400 when it can be asked in a smaller way)."""
    return refused(status, "too-costly", diagnostics)


def throttled(diagnostics: str = "Too many requests. Wait a moment and send it again.") -> Refused:
    """It comes too often (429)."""
    return refused(429, "throttled", diagnostics)
