"""The switchboard: one program that holds the trunks' lines, carries out what pages ask, and writes down what happens.

Pages speak to it through the live layer (`Order`s to the group `SWITCHBOARD`), it to the media backend; what it knows
of a call it keeps as rows, so that any web process can show it. Everything passes through one queue, in order.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from telepraxis.base import tenancy
from telepraxis.base.tenancy.models import Tenant

from . import calls, trunks
from .backend import (
    Answered,
    Ended,
    Event,
    Incoming,
    Login,
    Lost,
    MediaBackend,
    NoFreeLine,
    NotRegistered,
    Registered,
    Ringing,
)
from .models import PhoneCall, Trunk

log = logging.getLogger(__name__)
Outcome = PhoneCall.Outcome
BEFORE_RECONNECTING_S = 2.0
TICK_S = 0.5
LONGEST_RING_IN_S = 120
TRY_AGAIN_S = {Trunk.State.SILENT: 30, Trunk.State.REFUSED: 300}
REFUSING_CODES = {401, 403, 404, 407, 904, 905}  # 9xx are the SIP stack's own: the secret did not do
NOBODY_THERE = {404, 410, 484, 604}
TURNED_AWAY = {603, 607}
OCCUPIED = {486, 600}


@dataclass
class Live:
    """A call that is on. `page` is the channel of the page that speaks for the practice."""

    call: UUID
    organization: UUID
    line: str
    incoming: bool
    begun: float
    ring_seconds: int
    max_minutes: int
    page: str = ""
    offer: str = ""
    rang: bool = False
    answered: float | None = None


class Switchboard:
    """Run it in one process at a time. `clock` says what time it is; `ready` is called when it listens."""

    def __init__(
        self,
        backend: Callable[[], MediaBackend],
        layer,
        *,
        clock: Callable[[], datetime],
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self.make_backend, self.layer, self.clock, self.ready = backend, layer, clock, ready
        self.backend: MediaBackend | None = None
        self.inbox: asyncio.Queue = asyncio.Queue()
        self.live: dict[str, Live] = {}
        self.trying_again: dict[UUID, asyncio.Task] = {}
        self.tasks: list[asyncio.Task] = []

    async def run(self) -> None:
        """Serve until cancelled."""
        channel = await self.layer.new_channel("phone")
        await self.layer.group_add(trunks.SWITCHBOARD, channel)
        await self._end_what_nobody_holds()
        self.tasks = [asyncio.create_task(self._hear_orders(channel)), asyncio.create_task(self._tick())]
        connecting = asyncio.create_task(self._stay_connected())
        self.ready()
        try:
            while True:
                what = await self.inbox.get()
                try:
                    await self._handle(what)
                except (OSError, DatabaseError, PhoneCall.DoesNotExist, Trunk.DoesNotExist) as problem:
                    log.warning("phone: %s went wrong (%s)", _kind(what), type(problem).__name__)
        finally:
            for task in [*self.tasks, connecting, *self.trying_again.values()]:
                task.cancel()
            if self.backend:
                with suppress(OSError):
                    await self.backend.close()

    # The backend

    async def _stay_connected(self) -> None:
        """Be connected while any organization has a line; then sign each in."""
        self.changed = asyncio.Event()
        while True:
            self.changed.clear()
            wanted = await self._logins()
            if not wanted:
                await self.changed.wait()
                continue
            backend = self.make_backend()
            try:
                await backend.connect()
            except OSError:
                await self._all_silent(wanted)
                await asyncio.sleep(BEFORE_RECONNECTING_S)
                continue
            self.backend = backend
            for login in wanted:
                await self._sign_in(login)
            async for event in backend.events():
                await self.inbox.put(event)
            self.backend = None
            with suppress(OSError):
                await backend.close()
            await self._all_silent(wanted)
            await asyncio.sleep(BEFORE_RECONNECTING_S)

    async def _sign_in(self, login: Login) -> None:
        try:
            await self.backend.register(login)
        except OSError:
            await self._note_state(login.trunk, Trunk.State.SILENT)

    async def _logins(self) -> list[Login]:
        found = []
        for organization in await sync_to_async(_organizations, thread_sensitive=False)():
            if login := await self._login_of(organization):
                found.append(login)
        return found

    async def _login_of(self, organization: UUID) -> Login | None:
        def look() -> Login | None:
            trunk = trunks.trunk_of(organization)
            return trunks.login_of(trunk) if trunk else None

        return await self._in(organization, look)

    async def _all_silent(self, logins: list[Login]) -> None:
        for login in logins:
            await self._note_state(login.trunk, Trunk.State.SILENT)

    async def _note_state(self, organization: UUID, state: str) -> None:
        await self._in(
            organization, partial(trunks.note_state, organization=organization, state=state, now=self.clock())
        )

    async def _try_again_later(self, organization: UUID, wait: float) -> None:
        await asyncio.sleep(wait)
        if self.backend and (login := await self._login_of(organization)):
            await self._sign_in(login)

    # What is asked, what happens, what time it is

    async def _hear_orders(self, channel: str) -> None:
        while True:
            await self.inbox.put(await self.layer.receive(channel))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            await self.inbox.put({"type": "phone.tick"})

    async def _handle(self, what: Event | dict) -> None:
        if isinstance(what, dict):
            order = self.orders.get(what["type"])
            if order:
                await order(self, what)
        else:
            await self.happenings[type(what)](self, what)

    async def _place(self, order: dict) -> None:
        call, organization = UUID(order["call"]), UUID(order["organization"])
        try:
            if self.backend is None:
                raise NoFreeLine
            line = await self.backend.place(organization, order["number"], order["sdp"])
        except (NoFreeLine, OSError):
            return await self._note_end(call, organization, Outcome.PROVIDER)
        self.live[line] = Live(
            call, organization, line, False, monotonic(), order["ring_seconds"], order["max_minutes"], order["page"]
        )

    async def _take(self, order: dict) -> None:
        """Give the caller's offer to the page that was quickest."""
        if live := self._live_of(order):
            live.page = order["page"]
            await self._say(live, {"type": "phone.sdp", "kind": "offer", "sdp": live.offer})

    async def _attach(self, order: dict) -> None:
        if live := self._live_of(order):
            live.page = order["page"]

    async def _answer(self, order: dict) -> None:
        if live := self._live_of(order):
            await self.backend.answer(live.line, order["sdp"])

    async def _decline(self, order: dict) -> None:
        if live := self._live_of(order):
            del self.live[live.line]
            await self.backend.decline(live.line)

    async def _hold(self, order: dict) -> None:
        if live := self._live_of(order):
            await self.backend.hold(live.line)

    async def _resume(self, order: dict) -> None:
        if live := self._live_of(order):
            await self.backend.resume(live.line)

    async def _press(self, order: dict) -> None:
        if live := self._live_of(order):
            await self.backend.press(live.line, order["digit"])

    async def _candidate(self, order: dict) -> None:
        if live := self._live_of(order):
            await self.backend.candidate(live.line, order["candidate"])

    async def _hang_up(self, order: dict) -> None:
        if live := self._live_of(order):
            await self._end(live, Outcome.FINISHED if live.answered else Outcome.CANCELLED)
        else:
            await self._note_end(UUID(order["call"]), UUID(order["organization"]), Outcome.CANCELLED)

    async def _trunk_changed(self, hint: dict) -> None:
        organization = UUID(hint["ids"]["organization"])
        self.changed.set()
        if self.backend is None:
            return
        login = await self._login_of(organization)
        if login:
            await self._sign_in(login)
            return
        for live in [live for live in self.live.values() if live.organization == organization]:
            await self._end(live, Outcome.CUT)
        await self.backend.forget(organization)

    async def _look_at_clock(self, _order: dict) -> None:
        now = monotonic()
        for live in list(self.live.values()):
            if live.answered and now - live.answered > live.max_minutes * 60:
                await self._end(live, Outcome.TOO_LONG)
            elif not live.answered and not live.incoming and now - live.begun > live.ring_seconds:
                await self._end(live, Outcome.NO_ANSWER)
            elif not live.answered and live.incoming and now - live.begun > LONGEST_RING_IN_S:
                await self._end(live, Outcome.MISSED)

    async def _registered(self, event: Registered) -> None:
        await self._note_state(event.trunk, Trunk.State.REGISTERED)

    async def _not_registered(self, event: NotRegistered) -> None:
        state = Trunk.State.REFUSED if event.code in REFUSING_CODES else Trunk.State.SILENT
        await self._note_state(event.trunk, state)
        if before := self.trying_again.pop(event.trunk, None):
            before.cancel()
        again = self._try_again_later(event.trunk, TRY_AGAIN_S[state])
        self.trying_again[event.trunk] = asyncio.create_task(again)

    async def _came_in(self, event: Incoming) -> None:
        def note() -> tuple[PhoneCall, Trunk]:
            trunk = Trunk.objects.get(organization_id=event.trunk)
            country = trunks.country_of(event.trunk)
            call = calls.came_in(organization=event.trunk, caller=event.caller, country=country, now=self.clock())
            return call, trunk

        call, trunk = await self._in(event.trunk, note)
        self.live[event.line] = Live(
            call.id, event.trunk, event.line, True, monotonic(), trunk.ring_seconds, trunk.max_minutes,
            offer=event.offer, rang=True,
        )  # fmt: skip

    async def _rings(self, event: Ringing) -> None:
        if live := self.live.get(event.line):
            if event.sdp:
                await self._say(live, {"type": "phone.sdp", "kind": "answer", "sdp": event.sdp})
            live.rang = True
            await self._write(live, calls.rang, now=self.clock())

    async def _was_answered(self, event: Answered) -> None:
        if live := self.live.get(event.line):
            live.answered = monotonic()
            if event.sdp:
                await self._say(live, {"type": "phone.sdp", "kind": "answer", "sdp": event.sdp})
            await self._write(live, calls.answered, now=self.clock())

    async def _ended(self, event: Ended) -> None:
        if live := self.live.pop(event.line, None):
            await self._write(live, calls.ended, outcome=outcome_of(event, live), now=self.clock())

    async def _lost(self, _event: Lost) -> None:
        """The backend is gone, and the sound of every call with it."""
        for live in list(self.live.values()):
            del self.live[live.line]
            await self._write(live, calls.ended, outcome=Outcome.CUT, now=self.clock())

    orders = {
        "phone.place": _place,
        "phone.take": _take,
        "phone.attach": _attach,
        "phone.answer": _answer,
        "phone.decline": _decline,
        "phone.hold": _hold,
        "phone.resume": _resume,
        "phone.press": _press,
        "phone.candidate": _candidate,
        "phone.hang_up": _hang_up,
        "phone.tick": _look_at_clock,
        "live.hint": _trunk_changed,
    }
    happenings = {
        Registered: _registered,
        NotRegistered: _not_registered,
        Incoming: _came_in,
        Ringing: _rings,
        Answered: _was_answered,
        Ended: _ended,
        Lost: _lost,
    }

    # Rows and pages

    async def _end(self, live: Live, outcome: str) -> None:
        """End a call ourselves: the row at once, then the line."""
        del self.live[live.line]
        await self._write(live, calls.ended, outcome=outcome, now=self.clock())
        if self.backend:
            with suppress(OSError):
                await self.backend.hang_up(live.line)

    async def _write(self, live: Live, verb: Callable, **said) -> None:
        await self._in(live.organization, lambda: verb(call=PhoneCall.objects.get(id=live.call), **said))

    async def _note_end(self, call: UUID, organization: UUID, outcome: str) -> None:
        def note() -> None:
            calls.ended(call=PhoneCall.objects.get(id=call), outcome=outcome, now=self.clock())

        await self._in(organization, note)

    async def _say(self, live: Live, message: dict) -> None:
        if live.page:
            await self.layer.send(live.page, message | {"call": str(live.call)})

    def _live_of(self, order: dict) -> Live | None:
        found = (live for live in self.live.values() if str(live.call) == order.get("call"))
        return next(found, None) if self.backend else None

    async def _end_what_nobody_holds(self) -> None:
        """Whatever a switchboard before this one held is over."""

        def end() -> None:
            for call in PhoneCall.objects.filter(ended_at=None):
                missed = call.direction == PhoneCall.Direction.IN and not call.answered_at
                calls.ended(call=call, outcome=Outcome.MISSED if missed else Outcome.CUT, now=self.clock())

        for organization in await sync_to_async(_organizations, thread_sensitive=False)():
            await self._in(organization, end)

    async def _in(self, organization: UUID, work: Callable):
        """Do the work in a thread, in a transaction of this organization."""

        def serve():
            close_old_connections()
            try:
                with tenancy.serving(organization):
                    return work()
            finally:
                close_old_connections()

        return await sync_to_async(serve, thread_sensitive=False)()


def outcome_of(event: Ended, live: Live) -> str:
    """Return what an end means (status codes of RFC 3261 21), by how far the call had come."""
    if live.answered:
        return Outcome.FINISHED if event.by_us or 200 <= event.code < 300 else Outcome.CUT
    if live.incoming:
        return Outcome.MISSED
    if event.code in OCCUPIED:
        return Outcome.BUSY
    if event.code in NOBODY_THERE:
        return Outcome.WRONG_NUMBER
    if event.code in TURNED_AWAY:
        return Outcome.DECLINED
    if event.code in (480, 487) or (event.code == 408 and live.rang):
        return Outcome.NO_ANSWER
    return Outcome.PROVIDER


def _organizations() -> list[UUID]:
    close_old_connections()
    try:
        return list(Tenant.objects.values_list("id", flat=True))
    finally:
        close_old_connections()


def _kind(what) -> str:
    return what["type"] if isinstance(what, dict) else type(what).__name__
