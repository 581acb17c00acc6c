"""The API with tokens as apps really get them: who holds which role sees what that role may, and nobody more."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import STAFF, Actor, Role
from telepraxis.base.record.models import Patient
from telepraxis.base.rest import Rest
from telepraxis.base.rest.tests.attempts import attempts, kind_of, patient, pulse
from telepraxis.base.rest.tests.callers import Caller
from telepraxis.registry.apps import connecting, grants, registering, tokens
from telepraxis.registry.apps.models import Token
from telepraxis.registry.organizations.founding import found_organization
from tests.people import MONDAY_8AM, colleague, patient_with_account

pytestmark = [pytest.mark.matrix, pytest.mark.django_db(transaction=True)]

HER_NAME, HER_PULSE, HIS_NAME, HIS_PULSE = "name-of-amara", "pulse-of-amara", "name-of-tomasz", "pulse-of-tomasz"
ELSEWHERE = "kept-at-hillcrest"
EVERYTHING = {HER_NAME, HER_PULSE, HIS_NAME, HIS_PULSE}
# What each role sees through an app, written apart from the table of rights that keeps it.
SEES = {role: set() for role in STAFF} | {
    Role.PHYSICIAN: EVERYTHING,
    Role.NURSE: EVERYTHING,
    Role.LABORATORY: EVERYTHING,
    Role.FRONT_DESK: {HER_NAME, HIS_NAME},
    Role.BILLER: {HER_NAME, HIS_NAME},
    Role.PHARMACIST: {HER_NAME, HIS_NAME},
}


@pytest.fixture
def api(monkeypatch):
    monkeypatch.setattr("telepraxis.registry.accounts.sign_in.has_second_factor", lambda account: True)
    loop, rest = asyncio.new_event_loop(), Rest()
    yield Caller(rest, loop.run_until_complete, "quayside", None)
    loop.run_until_complete(rest.close())
    loop.close()


def practice(slug: str):
    return found_organization(
        slug=slug, name=slug.title(), time_zone="Europe/Lisbon", jurisdiction="PT", now=MONDAY_8AM
    )


def service_token(tenant, *scopes: str) -> str:
    return grants.issue_system_token(
        scopes=list(scopes), by=Actor.system(tenant.id), now=datetime.now(UTC), name=" ".join(scopes)
    )


def token_of(app, actor: Actor, scope: str, chart=None) -> str:
    """Return an access token for the app, with the person's leave."""
    now = datetime.now(UTC)
    leave = connecting.Leave(scopes=[scope], patient=chart, session_id=None, strong=True)
    connection = connecting.connect(app=app, leave=leave, by=actor, now=now)
    return tokens.issue(connection, Token.Kind.ACCESS, scopes=[scope], lasts=timedelta(minutes=15), now=now)


def fill(api: Caller, tenant, *docs: dict) -> None:
    writer = api.as_bearer(service_token(tenant, "system/*.cruds"), tenant.slug)
    for doc in docs:
        answer = writer.put(f"{doc['resourceType']}/{doc['id']}", doc)
        assert answer.status == 201, answer.body


def test_each_sees_what_their_role_may_and_changes_nothing_else(api):
    quayside, hillcrest = practice("quayside"), practice("hillcrest")
    fill(api, quayside, patient("amara", HER_NAME), patient("tomasz", HIS_NAME),
         pulse("hers", "amara", HER_PULSE), pulse("his", "tomasz", HIS_PULSE))  # fmt: skip
    fill(api, hillcrest, patient("amara", ELSEWHERE), patient("tomasz", ELSEWHERE), pulse("his", "tomasz", ELSEWHERE))
    bearers = _bearers(quayside) | {
        "another practice's service": (service_token(hillcrest, "system/*.cruds"), set()),
        "a service that reads": (service_token(quayside, "system/*.rs"), EVERYTHING),
        "a service for patients' names": (service_token(quayside, "system/Patient.rs"), {HER_NAME, HIS_NAME}),
        "a forged token": ("x" * 43, set()),
        "nobody": (None, set()),
    }
    leaks, seen = [], {}
    for name, (token, may_see) in bearers.items():
        for interaction, method, path, body in attempts():
            if method != "GET" and may_see & {HER_PULSE} and "service" not in name:
                continue  # who may change a chart would change it
            answer = api.as_bearer(token)(method, path, body, **kind_of(method, path))
            shown = {mark for mark in (*EVERYTHING, ELSEWHERE) if mark.encode() in answer.body}
            seen.setdefault(name, set()).update(shown)
            if shown - may_see or answer.status >= 500:
                leaks.append((name, interaction, method, path, answer.status, shown - may_see))

    assert leaks == []
    assert {name: marks for name, marks in seen.items() if name in ("a physician", "a service that reads")} == {
        "a physician": EVERYTHING,
        "a service that reads": EVERYTHING,
    }
    assert api.as_bearer(bearers["a service that reads"][0]).get("Observation/his").headers["etag"] == 'W/"1"'


def _bearers(quayside) -> dict[str, tuple[str, set[str]]]:
    """Return {who: (token, what they may see)} of the people of Quayside, patients included."""
    with tenancy.serving(quayside.id):
        by = Actor.system(quayside.id)
        app = registering.register(
            registering.Particulars(
                name="Growth Chart", kind="public", proof="none", redirect_uris=["https://growth.test/back"],
                scopes=["patient/*.cruds", "user/*.cruds"], for_patients=True,
            ),
            by=by, now=MONDAY_8AM,
        ).app  # fmt: skip
        found = {}
        for role in STAFF:
            actor = colleague(f"{role}@quayside.test", f"A {role}", {role}, by)
            found[f"a {role}"] = (token_of(app, actor, "user/*.cruds"), SEES[role])
        for id, marks in (("amara", {HER_NAME, HER_PULSE}), ("tomasz", {HIS_NAME, HIS_PULSE})):
            row = Patient.objects.get(logical_id=id)
            row.email = row.email or f"{id}@example.org"
            actor = patient_with_account(row, by)
            found[f"{id}'s app"] = (token_of(app, actor, "patient/*.cruds", row.uid), marks)
        return found
