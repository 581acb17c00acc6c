"""Rules of test scripts and their reports."""

from .rule import has, rule

ASSERTIONS = (
    "contentType expression headerField minimumId navigationLinks path requestMethod resource responseCode response "
    "validateProfileId"
).split()
WITHOUT_TARGET = ("capabilities", "search", "transaction", "history")


def _either(o: dict) -> bool:
    return ("operation" in o) != ("assert" in o)


def _compares_rightly(o: dict) -> bool:
    return has(o, "compareToSourceId") == has(o, "compareToSourceExpression", "compareToSourcePath")


def _asserts_once(o: dict) -> bool:
    return "extension" in o or sum(has(o, name) for name in ASSERTIONS) <= 1


def _looks_at_its_side(o: dict) -> bool:
    return o.get("direction", "response") == "response" or not has(o, "response", "responseCode")


def _has_its_target(o: dict) -> bool:
    if has(o, "sourceId") or sum(has(o, name) for name in ("targetId", "url", "params")) == 1:
        return True
    return o.get("type", {}).get("code") in WITHOUT_TARGET


SIDES = (
    ("TestScript.setup.action", "tst-1", "tst-10", "tst-12", "tst-5", "tst-7"),
    ("TestScript.test.action", "tst-2", "tst-11", "tst-13", "tst-6", "tst-8"),
)
for path, either, compares, looks, once, target in SIDES:
    rule(path, either, "An action is either an operation or an assert.", _either)
    rule(f"{path}.assert", compares, "What is compared has an id and an expression or path.", _compares_rightly)
    rule(f"{path}.assert", looks, "A request has no response yet.", _looks_at_its_side)
    rule(f"{path}.assert", once, "One assert asserts one thing.", _asserts_once)
    rule(f"{path}.operation", target, "An operation names its source or one target.", _has_its_target)
rule(
    "TestScript.teardown.action.operation",
    "tst-9",
    "An operation names its source or one target.",
    _has_its_target,
)
rule(
    "TestScript.variable",
    "tst-3",
    "A variable has at most two of expression, headerField and path.",
    lambda o: not (has(o, "expression") and has(o, "headerField") and has(o, "path")),
)
rule(
    "TestScript.metadata",
    "tst-4",
    "A capability is required, validated or both.",
    lambda o: any(has(each, "required", "validated") for each in o["capability"]),
)
rule("TestReport.test.action", "inv-2", "An action is either an operation or an assert.", _either)
