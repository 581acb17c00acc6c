"""The door: who has no token, no right, no organization; what every answer carries."""

import asyncio
from datetime import UTC, datetime, timedelta

from telepraxis.base.access.grants import Reach
from telepraxis.base.failures import recent
from telepraxis.base.fhir.outcome import Refused, refused
from tests.waiting import wait_until

from .. import database
from . import callers
from .callers import GRANTS, token_for
from .conftest import keep
from .people import AMARA


def test_nobody_comes_in_without_a_token_that_is_valid_here(api, quayside, hillcrest, trail):
    keep(quayside, AMARA)
    expired = token_for(quayside.id)
    GRANTS[expired].expires_at = datetime.now(UTC) - timedelta(seconds=1)
    elsewhere = token_for(hillcrest.id)

    answers = [api.as_bearer(token).get("Patient/amara") for token in (None, "made-up", expired, elsewhere)]

    assert [answer.status for answer in answers] == [401, 401, 401, 401]
    assert answers[0].headers["www-authenticate"] == "Bearer"
    assert answers[1].headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert {answer.issue["code"] for answer in answers} == {"login"}
    # A flood of bad tokens from one address leaves one row.
    assert [row for row in trail(quayside) if row[1].startswith("fhir.token")] == [
        ("write", "fhir.token_refused", None, "Patient", "amara")
    ]


def test_a_revoked_token_is_refused_within_a_second(api, quayside, rest, monkeypatch):
    keep(quayside, AMARA)
    assert api.get("Patient/amara").status == 200

    del GRANTS[api.token]
    monkeypatch.setattr("telepraxis.base.rest.grants.time.monotonic", lambda: 10**9)

    assert api.get("Patient/amara").status == 401


def test_who_guesses_tokens_is_not_listened_to_for_a_while(api, quayside):
    keep(quayside, AMARA)
    assert api.get("Patient/amara").status == 200

    answers = [api.as_bearer(f"guess-{n}").get("Patient/amara").status for n in range(203)]

    assert answers == [401] * 201 + [429] * 2
    assert api.get("Patient/amara").status == 200


def test_a_token_that_may_not_is_told_so_and_leaves_a_row(api, quayside, trail):
    keep(quayside, AMARA)
    reader = api.as_bearer(token_for(quayside.id, {("Patient", "r"): Reach()}))

    answers = [reader.put("Patient/amara", AMARA), reader.get("Patient"), reader.get("Observation/x")]

    assert [(answer.status, answer.issue["code"]) for answer in answers] == [(403, "forbidden")] * 3
    assert answers[0].issue["diagnostics"] == "This token may not update Patient."
    assert [row[1] for row in trail(quayside)].count("fhir.refused") == 3


def test_an_organization_that_is_not_here_is_not_found(api, quayside):
    assert api.as_bearer(api.token, "nowhere").get("Patient/amara").issue["code"] == "not-found"
    assert api.as_bearer(api.token, "no-slug!").get("metadata").status == 404


def test_addresses_and_methods_that_are_not_there(api, quayside):
    assert [api.get(path).status for path in ("Nonsense", "Patient/a/b/c", "patient", "Patient/no_id")] == [404] * 4
    answer = api("PUT", "metadata", AMARA)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, OPTIONS")
    assert api("TRACE", "Patient").status == 405
    assert api.as_bearer(None).get("Nonsense").status == 401


def test_a_browser_app_of_another_site_may_ask(api, quayside):
    keep(quayside, AMARA)

    before, answer = api.as_bearer(None)("OPTIONS", "Patient/amara"), api.get("Patient/amara")

    assert before.status == 204
    assert "Authorization" in before.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert "Content-Location, ETag, Last-Modified, Location" in answer.headers["access-control-expose-headers"]


def test_a_host_that_is_not_ours_is_refused(api, quayside):
    assert api.get("metadata", host="evil.example").status == 400


def test_an_app_has_only_so_many_requests_open(api, quayside, rest, loop):
    keep(quayside, AMARA)
    grant = GRANTS[api.token]
    for _ in range(32):
        rest.grants.begin(grant)

    answer = api.get("Patient/amara")

    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    rest.grants.end(grant)
    assert api.get("Patient/amara").status == 200


def test_a_slow_upload_holds_no_thread(api, quayside, rest, loop):
    """Ten bodies that never end, and the API goes on with its four threads."""
    keep(quayside, AMARA)

    async def stalled(scope: dict):
        async def receive() -> dict:
            if not scope.setdefault("begun", False):
                scope["begun"] = True
                return {"type": "http.request", "body": b"{", "more_body": True}
            await asyncio.Event().wait()

        await rest(scope, receive, None)

    async def scene() -> callers.Answered:
        headers = [(b"host", b"localhost"), (b"authorization", f"Bearer {api.token}".encode())]
        scopes = [
            {
                "type": "http",
                "method": "POST",
                "path": "/fhir/quayside/Patient",
                "query_string": b"",
                "headers": headers,
            }
            for _ in range(10)
        ]
        waiting = [asyncio.ensure_future(stalled(scope)) for scope in scopes]
        while not all(scope.get("begun") for scope in scopes):
            await asyncio.sleep(0)
        answer = await callers.call(
            rest, "POST", "/fhir/quayside/Patient", AMARA, {"host": "localhost", "authorization": f"Bearer {api.token}"}
        )
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return answer

    assert loop.run_until_complete(scene()).status == 201


def test_what_nobody_expected_is_told_by_number_and_noted_by_its_class(api, quayside, rest):
    async def fails(*args):
        raise RuntimeError("Amara Okonjo's pulse")

    rest.database.ask = fails
    rest.organizations._kept["quayside"] = (float("inf"), quayside.id)

    answer = api.get("Patient/amara")

    assert (answer.status, answer.issue["code"]) == (500, "exception")
    assert answer.headers["x-request-id"] in answer.issue["diagnostics"]
    assert "Amara" not in answer.body.decode()
    wait_until(lambda: recent() and recent()[0].kind == "RuntimeError")
    noticed = recent()[0]
    assert (noticed.kind, noticed.place) == ("RuntimeError", "fhir GET Patient")
    assert noticed.request_id == answer.headers["x-request-id"]


def test_a_database_that_is_away_is_told_so(api, quayside, rest):
    keep(quayside, AMARA)
    assert api.get("Patient/amara").status == 200

    async def away(*args):
        raise refused(503, "transient", "The database does not answer. Please try again in a moment.")

    rest.database.ask = away

    assert api.get("Patient/amara").issue["code"] == "transient"


def test_a_question_that_takes_too_long_is_too_costly(api, quayside, rest, loop):
    async def scene() -> Refused | None:
        try:
            await rest.database.ask_all(
                database.whom(quayside.id),
                ("SELECT set_config('statement_timeout', '20ms', true)", []),
                ("SELECT pg_sleep(5)", []),
            )
        except Refused as refusal:
            return refusal

    assert loop.run_until_complete(scene()).issues[0].code == "too-costly"


def test_a_connection_serves_nobody_once_its_question_is_answered(api, quayside, rest, loop):
    keep(quayside, AMARA)
    api.get("Patient/amara")
    api.get("Patient?name=okonjo")

    setting = loop.run_until_complete(rest.database.ask("SELECT current_setting('app.organization', true)", []))

    assert setting in ([("",)], [(None,)])
