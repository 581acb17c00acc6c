"""What a token may: its scopes and the person's roles together, looked up anew each time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from telepraxis.base.access import Actor, Role
from telepraxis.base.access.grants import Reach
from telepraxis.base.audit.models import AuditEvent
from telepraxis.registry.accounts import memberships, sessions
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.apps import connecting, grants, registering, tokens
from telepraxis.registry.apps.models import App, Token
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients import proxies
from tests.people import MONDAY_8AM

SOON = MONDAY_8AM + timedelta(seconds=30)
EVERY_CHART = Reach()


@pytest.fixture
def growth(quayside, marta):
    """Growth Chart, which staff and patients may connect."""
    said = registering.Particulars(
        name="Growth Chart", kind="public", proof="none", redirect_uris=["https://growth.test/back"],
        scopes=["patient/*.rs", "user/*.cruds", "openid"], for_patients=True,
    )  # fmt: skip
    return registering.register(said, by=marta, now=MONDAY_8AM).app


def token_of(app, actor, scopes, *, patient=None, session_id=None, strong=True) -> str:
    """Return an access token for the app, with the actor's leave."""
    leave = connecting.Leave(scopes=scopes, patient=patient, session_id=session_id, strong=strong)
    connection = connecting.connect(app=app, leave=leave, by=actor, now=MONDAY_8AM)
    return tokens.issue(connection, Token.Kind.ACCESS, scopes=scopes, lasts=timedelta(minutes=15), now=MONDAY_8AM)


@pytest.fixture
def may(quayside, monkeypatch):
    """`may(token)`: what the token may at Quayside half a minute later."""
    monkeypatch.setattr("telepraxis.registry.accounts.sign_in.has_second_factor", lambda account: True)
    return lambda token, now=SOON: grants.grant_of(token, quayside.id, now)


def test_a_backend_service_reaches_what_the_practice_granted_it(quayside, marta):
    token = grants.issue_system_token(scopes=["system/Observation.rs", "system/Patient.r"], by=marta, now=MONDAY_8AM)

    grant = grants.grant_of(token, quayside.id, SOON)

    assert grant.reach("Observation", "s") == EVERY_CHART
    assert grant.reach("Patient", "r") == EVERY_CHART
    assert grant.reach("Patient", "s") is None
    assert grant.reach("Observation", "c") is None
    assert (grant.client_name, grant.actor.name, grant.actor.via) == ("Backend service", "Backend service", "app")
    assert (grant.actor.account_id, grant.actor.roles) == (None, frozenset())


def test_a_token_lives_until_its_minute(quayside, marta):
    token = grants.issue_system_token(scopes=["system/*.rs"], by=marta, now=MONDAY_8AM, minutes=5)

    assert grants.grant_of(token, quayside.id, MONDAY_8AM + timedelta(minutes=4, seconds=59)) is not None
    assert grants.grant_of(token, quayside.id, MONDAY_8AM + timedelta(minutes=5)) is None


def test_a_physician_reads_and_writes_but_never_the_audit_trail(growth, ines, may):
    grant = may(token_of(growth, ines, ["user/*.cruds"]))

    assert grant.reach("Observation", "c") == EVERY_CHART
    assert grant.reach("AuditEvent", "r") == EVERY_CHART
    assert grant.reach("AuditEvent", "c") is None
    assert grant.reach("Invoice", "u") is None
    assert grant.actor.name == "Dr Inês Carvalho (Growth Chart)"
    assert (grant.actor.roles, grant.actor.practitioner_id) == (frozenset({Role.PHYSICIAN}), ines.practitioner_id)


def test_the_front_desk_sees_no_finding_whatever_was_asked_for(growth, rui, may):
    grant = may(token_of(growth, rui, ["user/*.cruds"]))

    assert grant.reach("Appointment", "c") == EVERY_CHART
    assert grant.reach("Observation", "r") is None
    assert grant.reach("Practitioner", "r") == EVERY_CHART
    assert grant.reach("Practitioner", "u") is None


def test_a_patient_reads_their_own_chart_and_who_stands_in_it(growth, amara, may):
    grant = may(token_of(growth, amara, ["patient/*.rs"], patient=amara.patient_id))

    assert grant.reach("Observation", "s") == Reach(patients=frozenset({amara.patient_id}))
    assert grant.reach("Practitioner", "r") == EVERY_CHART
    assert grant.reach("Observation", "c") is None


def test_a_filter_of_a_scope_limits_its_reach(growth, ines, amara, may):
    asked = ["patient/Observation.rs?category=laboratory", "patient/Observation.rs?category=vital-signs"]
    grant = may(token_of(growth, ines, asked, patient=amara.patient_id))

    assert grant.reach("Observation", "r") == Reach(
        frozenset({amara.patient_id}), ((("category", "laboratory"),), (("category", "vital-signs"),))
    )
    assert grant.reach("Condition", "r") is None


def test_a_parent_reaches_the_child_until_the_right_ends(growth, amara, tomasz, system, may):
    proxy = proxies.appoint(
        patient=tomasz.patient_id, account=Account.objects.get(pk=amara.account_id), authority="patients_wish",
        scope=["record"], starts_on=(MONDAY_8AM - timedelta(days=9000)).date(), by=system, now=MONDAY_8AM,
    )  # fmt: skip
    parent = replace(amara, acts_for=frozenset({tomasz.patient_id}))
    token = token_of(growth, parent, ["patient/*.rs"], patient=tomasz.patient_id)
    assert may(token).reach("Condition", "s") == Reach(patients=frozenset({tomasz.patient_id}))

    proxies.revoke(proxy=proxy, by=system, now=SOON)

    assert may(token) is None


def test_staff_roles_count_only_where_two_factors_opened_the_session(growth, ines, may):
    assert may(token_of(growth, ines, ["user/*.rs"], strong=False)) is None


def test_a_token_says_nothing_in_another_organization(db):
    here, there = (found_organization(slug=slug, name=slug, time_zone="UTC", jurisdiction="PT", now=MONDAY_8AM)
                   for slug in ("here", "there"))  # fmt: skip

    token = grants.issue_system_token(scopes=["system/*.rs"], by=Actor.system(here.id), now=MONDAY_8AM)

    assert grants.grant_of(token, there.id, SOON) is None
    assert grants.grant_of(token, here.id, SOON) is not None


def test_what_is_taken_away_is_gone_with_the_next_question(growth, ines, rui, freya, system, marta, may):
    left = token_of(growth, ines, ["user/*.rs"])
    signed_out = token_of(growth, freya, ["user/*.rs"])
    shut_out = token_of(growth, rui, ["user/*.rs"])
    assert None not in (may(left), may(signed_out), may(shut_out))

    memberships.end(account=Account.objects.get(pk=ines.account_id), by=system, now=SOON)
    sessions.end_all(account=Account.objects.get(pk=freya.account_id), why="revoked", now=SOON)
    assert may(left) is None
    assert may(signed_out) is None
    assert may(shut_out) is not None

    registering.disable(growth, by=marta, now=SOON)
    assert may(shut_out) is None


def test_ending_a_connection_ends_its_tokens_and_leaves_a_row(growth, ines, may):
    token = token_of(growth, ines, ["user/*.rs"])
    connection = connecting.open_connections(ines.account_id).get()

    connecting.disconnect(connection, by=ines, now=SOON)

    assert may(token) is None
    assert [row.action for row in AuditEvent.objects.filter(entity_type="Connection").order_by("id")] == [
        "apps.connected",
        "apps.disconnected",
    ]


def test_nobody_ends_a_colleagues_connection_who_does_not_oversee_apps(growth, ines, rui, may):
    token = token_of(growth, ines, ["user/*.rs"])

    with pytest.raises(connecting.NotYours):
        connecting.disconnect(connecting.open_connections(ines.account_id).get(), by=rui, now=SOON)

    assert may(token) is not None


def test_the_last_use_is_written_once_a_minute(growth, ines, may):
    token = token_of(growth, ines, ["user/*.rs"])
    may(token)
    may(token, SOON + timedelta(seconds=59))
    assert tokens.find(token).last_used_at == SOON

    may(token, SOON + timedelta(seconds=60))

    assert tokens.find(token).last_used_at == SOON + timedelta(seconds=60)


def test_only_a_digest_of_a_token_is_kept(growth, ines):
    token = token_of(growth, ines, ["user/*.rs"])

    kept = str(list(Token.objects.values())) + str(list(App.objects.values()))
    assert len(token) == 43
    assert token not in kept
