"""Everybody tries everything: no interaction shows or changes what its bearer may not reach."""

from datetime import UTC, datetime, timedelta

import pytest

from telepraxis.base.access import PUBLIC, STAFF, Actor
from telepraxis.base.access.checks import interactions
from telepraxis.base.access.grants import Reach
from telepraxis.base.record import history
from telepraxis.base.rest import routes

from .attempts import ELSEWHERE, HERS, HIS, attempts, kind_of, patient, pulse
from .callers import GRANTS, token_for
from .conftest import keep


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


def test_every_interaction_has_a_rule_and_stands_in_the_matrix():
    tried = {name for name, *_ in attempts()}

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
        for interaction, method, path, body in attempts():
            answer = api.as_bearer(token)(method, path, body, **kind_of(method, path))
            shown = {mark for mark in (HERS, HIS, ELSEWHERE) if mark.encode() in answer.body}
            if shown - may_see or answer.status >= 500 or (token is None and not _is_public(interaction, answer)):
                leaks.append((name, interaction, method, path, answer.status, shown))
    assert leaks == []
    assert _versions(quayside) == _versions(hillcrest) == 1


def test_who_may_do_everything_can(api, two_houses, quayside, hillcrest):
    """The matrix would also be empty if everything failed: it does not."""
    seen = {name for name, method, path, body in attempts()
            if api(method, path, body, **kind_of(method, path)).status < 300}  # fmt: skip

    assert {each.name for each in routes.INTERACTIONS if not each.name.startswith("operation")} - seen == set()
    assert "$everything" in seen
    assert _versions(hillcrest) == 1


def _is_public(interaction: str, answer) -> bool:
    public = {each.name for each in routes.INTERACTIONS if each.rule is PUBLIC}
    return answer.status == 401 or interaction in public


def _versions(tenant) -> int:
    from telepraxis.base import tenancy

    with tenancy.serving(tenant.id):
        return len(history("Observation", "his"))
