"""Everybody tries everything: no interaction shows or changes what its bearer may not reach."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from telepraxis.base.access import PUBLIC, STAFF, Actor
from telepraxis.base.access.checks import interactions
from telepraxis.base.access.grants import Reach
from telepraxis.base.record import history
from telepraxis.base.rest import routes
from telepraxis.base.rest.operations import known

from .callers import GRANTS, token_for
from .conftest import keep
from .people import without

HERS, HIS, ELSEWHERE = "seen-by-amara", "seen-by-tomasz", "seen-at-hillcrest"
WRITES = "cud"


def patient(id: str, mark: str) -> dict:
    return {"resourceType": "Patient", "id": id, "name": [{"family": mark}]}


def pulse(id: str, patient: str, mark: str) -> dict:
    return {
        "resourceType": "Observation", "id": id, "status": "final", "code": {"text": mark},
        "subject": {"reference": f"Patient/{patient}"},
    }  # fmt: skip


@pytest.fixture
def two_houses(quayside, hillcrest):
    """Amara and Tomasz at Quayside, and an Amara with the same ids at Hillcrest."""
    amara, tomasz, *_ = keep(
        quayside,
        patient("amara", HERS),
        patient("tomasz", HIS),
        pulse("hers", "amara", HERS),
        pulse("his", "tomasz", HIS),
        pulse("his-too", "tomasz", HIS),
    )
    keep(hillcrest, patient("amara", ELSEWHERE), patient("tomasz", ELSEWHERE), pulse("his", "tomasz", ELSEWHERE))
    return amara, tomasz


def requests() -> list[tuple[str, str, str, object]]:
    """Return (interaction, method, path, body) of every interaction and operation, aimed at Tomasz."""
    his = pulse("his", "tomasz", "changed")
    steps = [{"op": "replace", "path": "/code/text", "value": "changed"}]
    patch = {"resourceType": "Binary", "data": base64.b64encode(json.dumps(steps).encode()).decode()}
    bundle = [
        {"request": {"method": "GET", "url": "Observation/his"}},
        {"request": {"method": "PUT", "url": "Observation/his"}, "resource": his},
        {"request": {"method": "PATCH", "url": "Observation/his"}, "resource": patch},
    ]
    aimed = {
        "T/i": ["Observation/his", "Patient/tomasz"],
        "T/i/_history/v": ["Observation/his/_history/1"],
        "T/i/_history": ["Observation/his/_history", "Patient/tomasz/_history"],
        "T/_history": ["Observation/_history"],
        "_history": ["_history"],
        "T": ["Observation?code:text=seen", "Patient?name=seen", "Patient?_id=tomasz&_revinclude=Observation:subject"],
        "T/_search": ["Observation/_search?_include=Observation:subject"],
        "T/i/T": ["Patient/tomasz/Observation"],
        "T/i/T/_search": ["Patient/tomasz/Observation/_search"],
        "": ["?_type=Observation,Patient"],
        "_search": ["_search?_id=his"],
        "metadata": ["metadata"],
        routes.SMART: [routes.SMART],
    }
    made = []
    for each in routes.INTERACTIONS:
        body, paths = None, aimed.get(each.path, [])
        if each.method in ("PUT", "POST") and each.path in ("T", "T/i"):
            body = his if each.method == "PUT" else without(his, "id")
            paths = {"T": ["Observation?_id=his"], "T/i": ["Observation/his"]}[each.path]
        if each.method == "PATCH":
            body, paths = steps, ["Observation?_id=his" if each.path == "T" else "Observation/his"]
        if each.method == "DELETE":
            paths = ["Observation?_id=his-too" if each.path == "T" else "Observation/his"]
        if each.method == "POST" and each.path == "":
            made += [(each.name, "POST", "", {"resourceType": "Bundle", "type": kind, "entry": bundle[:2]})
                     for kind in ("batch", "transaction")]  # fmt: skip
            continue
        made += [(each.name, each.method, path, body) for path in paths]
    for operation in known():
        type = min(operation.types, default="Observation")
        target = "Patient/tomasz" if type == "Patient" else f"{type}/his"
        made += [(f"${operation.name}", "GET", f"{target}/${operation.name}", None)]
        made += [(f"${operation.name}", "GET", f"{type}/${operation.name}", None)]
    return made


def test_every_interaction_has_a_rule_and_stands_in_the_matrix():
    tried = {name for name, *_ in requests()}

    assert [name for name, _, rule in interactions() if rule is None] == []
    assert {name for name, *_ in interactions() if not name.startswith("operation")} <= tried


def test_nobody_sees_or_changes_what_they_may_not(api, two_houses, quayside, hillcrest, rest):
    amara, tomasz = two_houses
    hers, his = frozenset({amara.uid}), frozenset({tomasz.uid})
    expired, revoked = token_for(quayside.id), token_for(quayside.id)
    GRANTS[expired].expires_at = datetime.now(UTC) - timedelta(minutes=1)
    del GRANTS[revoked]
    system = Actor(organization_id=quayside.id, name="Backend", via="system")
    reads_all = token_for(quayside.id, {("*", "rs"): Reach()})
    GRANTS[reads_all].actor = system
    bearers = {  # name: (token, what it may see); none may change what is Tomasz's
        "nobody": (None, set()),
        "expired": (expired, set()),
        "revoked": (revoked, set()),
        "another organization's": (token_for(hillcrest.id), set()),
        "Amara's app": (token_for(quayside.id, {("*", "cruds"): Reach(hers)}, roles=()), {HERS}),
        "Tomasz's app": (token_for(quayside.id, {("*", "rs"): Reach(his)}, roles=()), {HIS}),
        "an app without any scope": (token_for(quayside.id, {}), set()),
        "an app for finished work": (
            token_for(quayside.id, {("Observation", "rs"): Reach(None, ((("status", "preliminary"),),))}), set()
        ),
        "a service that reads": (reads_all, {HERS, HIS}),
    }  # fmt: skip
    bearers |= {
        f"a {role} who may read patients": (
            token_for(quayside.id, {("Patient", "rs"): Reach()}, roles=(role,)),
            {HERS, HIS},
        )
        for role in STAFF
    }
    leaks = []
    for name, (token, may_see) in bearers.items():
        for interaction, method, path, body in requests():
            answer = api.as_bearer(token)(method, path, body, **_kind_of(method, path))
            shown = {mark for mark in (HERS, HIS, ELSEWHERE) if mark.encode() in answer.body}
            if shown - may_see or answer.status >= 500 or (token is None and not _is_public(interaction, answer)):
                leaks.append((name, interaction, method, path, answer.status, shown))
    assert leaks == []
    assert _versions(quayside) == _versions(hillcrest) == 1


def test_who_may_do_everything_can(api, two_houses, quayside, hillcrest):
    """The matrix would also be empty if everything failed: it does not."""
    seen = {name for name, method, path, body in requests()
            if api(method, path, body, **_kind_of(method, path)).status < 300}  # fmt: skip

    assert {each.name for each in routes.INTERACTIONS if not each.name.startswith("operation")} - seen == set()
    assert "$everything" in seen
    assert _versions(hillcrest) == 1


def _kind_of(method: str, path: str) -> dict[str, str]:
    if method == "PATCH":
        return {"content_type": "application/json-patch+json"}
    return {"content_type": "application/x-www-form-urlencoded"} if "_search" in path else {}


def _is_public(interaction: str, answer) -> bool:
    public = {each.name for each in routes.INTERACTIONS if each.rule is PUBLIC}
    return answer.status == 401 or interaction in public


def _versions(tenant) -> int:
    from telepraxis.base import tenancy

    with tenancy.serving(tenant.id):
        return len(history("Observation", "his"))
