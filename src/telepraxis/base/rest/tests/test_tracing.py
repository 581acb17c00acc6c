"""Looks are written within a second, and nothing is shown without a trace."""

import asyncio

from telepraxis.base import tenancy
from telepraxis.base.audit.models import AuditEvent

from . import callers
from .callers import GRANTS
from .conftest import keep
from .people import AMARA


def rows_of(tenant) -> int:
    with tenancy.serving(tenant.id):
        return AuditEvent.objects.filter(action="fhir.read").count()


def test_a_look_says_who_when_from_where_and_by_which_request(api, quayside, trail):
    keep(quayside, AMARA)
    answer = api.get("Patient/amara")
    trail(quayside)

    with tenancy.serving(quayside.id):
        row = AuditEvent.objects.get(action="fhir.read")
    actor = GRANTS[api.token].actor
    assert (row.account_id, row.actor_name, row.actor_roles, row.via) == (
        actor.account_id, "Dr Inês", ["physician"], "app",
    )  # fmt: skip
    assert (row.address, row.request_id) == ("192.0.2.7", answer.headers["x-request-id"])


def test_a_look_is_written_by_itself_a_moment_later(api, quayside, rest, loop):
    keep(quayside, AMARA)
    api.get("Patient/amara")

    async def until_written() -> None:
        async with asyncio.timeout(1):
            while rest.trace._count:
                await asyncio.sleep(0)

    loop.run_until_complete(until_written())
    assert rows_of(quayside) == 1


def test_what_is_not_written_when_the_server_stops_is_written_then(api, quayside, rest, loop):
    keep(quayside, AMARA)
    api.get("Patient/amara")

    loop.run_until_complete(rest.close())

    assert rows_of(quayside) == 1


def test_a_database_that_is_away_loses_no_look(api, quayside, rest, loop, monkeypatch):
    keep(quayside, AMARA)
    api.get("Patient/amara")
    ask_all = rest.database.ask_all

    async def away(*args):
        raise ConnectionError

    monkeypatch.setattr(rest.database, "ask_all", away)
    assert loop.run_until_complete(rest.trace.write()) is False
    monkeypatch.setattr(rest.database, "ask_all", ask_all)

    assert loop.run_until_complete(rest.trace.write()) is True
    assert rows_of(quayside) == 1


def test_nothing_more_is_shown_while_too_much_is_unwritten(api, quayside, rest, loop, monkeypatch):
    keep(quayside, AMARA)
    monkeypatch.setattr("telepraxis.base.rest.tracing.MOST_KEPT", 1)
    monkeypatch.setattr("telepraxis.base.rest.tracing.WRITTEN_EVERY_S", 3600)

    async def scene() -> tuple[bool, int]:
        headers = {"host": "localhost", "authorization": f"Bearer {api.token}"}
        reading = asyncio.ensure_future(callers.call(rest, "GET", "/fhir/quayside/Patient/amara", None, headers))
        async with asyncio.timeout(10):
            while not rest.trace._count:
                await asyncio.sleep(0)
        waits = not reading.done()
        await rest.trace.write()
        return waits, (await reading).status

    assert loop.run_until_complete(scene()) == (True, 200)
