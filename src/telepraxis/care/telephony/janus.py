"""Calls through Janus and its SIP plugin (https://janus.conf.meetecho.com/docs/sip), over its websocket.

A trunk has one handle that is registered and further ones that help it; each carries one call at a time.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from .backend import Answered, Ended, Event, Incoming, Login, Lost, NoFreeLine, NotRegistered, Registered, Ringing

log = logging.getLogger(__name__)
PLUGIN = "janus.plugin.sip"
KEEP_ALIVE_S = 20
PATIENCE_S = 10
REGISTER_FOR_S = 600
CLOSED_BY_PAGE = "DTLS alert"  # the page said goodbye; "ICE failed" is a network that went away
DECLINED = 486  # "busy": the caller's provider offers to call again


class JanusRefused(OSError):
    """Janus does not take a request; the text is its reason."""


@dataclass
class Handle:
    """One line of a trunk. `line` names the call that it carries now."""

    id: int
    trunk: UUID
    line: str = ""
    hanging_up: bool = False


@dataclass
class TrunkHandles:
    login: Login
    handles: list[Handle]
    registered: bool = False


class JanusSip:
    """The `MediaBackend` that speaks to Janus. One instance, one connection; it is used from one event loop."""

    def __init__(self, url: str, secret: str) -> None:
        self.url, self.secret = url, secret
        self.websocket: ClientConnection | None = None
        self.session = 0
        self.asked: dict[str, asyncio.Future] = {}
        self.numbers = count(1)
        self.trunks: dict[UUID, TrunkHandles] = {}
        self.handles: dict[int, Handle] = {}
        self.happened: asyncio.Queue[Event] = asyncio.Queue()
        self.tasks: list[asyncio.Task] = []

    async def connect(self) -> None:
        self.websocket = await connect(self.url, subprotocols=["janus-protocol"], max_size=2**20, ping_interval=None)
        self.tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._keep_alive())]
        self.session = (await self._ask({"janus": "create"}))["data"]["id"]

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        if self.websocket:
            with suppress(OSError, WebSocketException, TimeoutError):
                await self._ask({"janus": "destroy"}, patience=1)
            await self.websocket.close()

    async def register(self, login: Login) -> None:
        await self.forget(login.trunk)
        handle = await self._attach(login.trunk)
        self.trunks[login.trunk] = TrunkHandles(login, [handle])
        server = f"sip:{login.registrar};transport=udp"
        await self._tell(
            handle,
            request="register",
            username=f"sip:{login.user}@{_host(login.registrar)}",
            authuser=login.user,
            secret=login.secret,
            display_name=login.shown_number,
            proxy=server,
            outbound_proxy=server,
            force_udp=True,
            register_ttl=REGISTER_FOR_S,
        )

    async def forget(self, trunk: UUID) -> None:
        known = self.trunks.pop(trunk, None)
        for handle in reversed(known.handles if known else []):
            self.handles.pop(handle.id, None)
            with suppress(JanusRefused):
                await self._ask({"janus": "detach", "handle_id": handle.id})

    async def place(self, trunk: UUID, number: str, offer: str) -> str:
        known = self.trunks.get(trunk)
        free = [handle for handle in known.handles if not handle.line] if known and known.registered else []
        if not free:
            raise NoFreeLine
        handle = free[-1]  # the registered handle last: incoming calls come to it first
        line = self._take(handle)
        await self._tell(
            handle,
            jsep={"type": "offer", "sdp": offer},
            request="call",
            uri=f"sip:{number}@{_host(known.login.registrar)}",
            headers={"P-Preferred-Identity": f"<sip:{known.login.shown_number}@{_host(known.login.registrar)}>"},
        )
        return line  # not what the handle carries now: a provider that is quick has ended the call already

    async def answer(self, line: str, sdp: str) -> None:
        await self._tell_line(line, jsep={"type": "answer", "sdp": sdp}, request="accept")

    async def decline(self, line: str) -> None:
        await self._tell_line(line, request="decline", code=DECLINED)

    async def hold(self, line: str) -> None:
        await self._tell_line(line, request="hold", direction="sendonly")

    async def resume(self, line: str) -> None:
        await self._tell_line(line, request="unhold")

    async def press(self, line: str, digit: str) -> None:
        await self._tell_line(line, request="dtmf_info", digit=digit)

    async def hang_up(self, line: str) -> None:
        if handle := self._carrying(line):
            handle.hanging_up = True
        await self._tell_line(line, request="hangup")

    async def candidate(self, line: str, candidate: dict | None) -> None:
        if handle := self._carrying(line):
            said = candidate or {"completed": True}
            await self._send({"janus": "trickle", "handle_id": handle.id, "candidate": said})

    async def events(self) -> AsyncIterator[Event]:
        while True:
            event = await self.happened.get()
            yield event
            if isinstance(event, Lost):
                return

    # Talking to Janus

    async def _attach(self, trunk: UUID) -> Handle:
        answer = await self._ask({"janus": "attach", "plugin": PLUGIN})
        handle = Handle(answer["data"]["id"], trunk)
        self.handles[handle.id] = handle
        return handle

    async def _tell(self, handle: Handle, *, jsep: dict | None = None, **body) -> None:
        said = {"janus": "message", "handle_id": handle.id, "body": body}
        await self._ask(said | ({"jsep": jsep} if jsep else {}))

    async def _tell_line(self, line: str, *, jsep: dict | None = None, **body) -> None:
        if handle := self._carrying(line):
            await self._tell(handle, jsep=jsep, **body)

    async def _ask(self, message: dict, *, patience: float = PATIENCE_S) -> dict:
        """Return Janus's first answer (success or ack).

        :raises JanusRefused: it answers with an error, or not at all.
        """
        transaction = await self._send(message, waits=True)
        try:
            return await asyncio.wait_for(self.asked[transaction], patience)
        except TimeoutError:
            raise JanusRefused("Janus does not answer") from None
        finally:
            self.asked.pop(transaction, None)

    async def _send(self, message: dict, *, waits: bool = False) -> str:
        transaction = str(next(self.numbers))
        if waits:
            self.asked[transaction] = asyncio.get_running_loop().create_future()
        session = {"session_id": self.session} if self.session else {}
        try:
            await self.websocket.send(
                json.dumps({"transaction": transaction, "apisecret": self.secret} | session | message)
            )
        except WebSocketException as gone:
            raise JanusRefused("Janus is gone") from gone
        return transaction

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            if self.session:
                with suppress(JanusRefused):
                    await self._send({"janus": "keepalive"})

    async def _read(self) -> None:
        try:
            async for text in self.websocket:
                await self._heard(json.loads(text))
        except WebSocketException:
            pass
        for waiting in self.asked.values():
            if not waiting.done():
                waiting.set_exception(JanusRefused("Janus is gone"))
        await self.happened.put(Lost())

    # What Janus says

    async def _heard(self, message: dict) -> None:
        kind, waiting = message.get("janus"), self.asked.get(message.get("transaction", ""))
        if kind in ("success", "ack") and waiting and not waiting.done():
            waiting.set_result(message)
        elif kind == "error" and waiting and not waiting.done():
            waiting.set_exception(JanusRefused(message["error"]["reason"]))
        elif kind == "timeout":
            await self.websocket.close()
        elif handle := self.handles.get(message.get("sender", 0)):
            if kind == "event":
                await self._plugin_said(handle, message["plugindata"]["data"], message.get("jsep", {}).get("sdp", ""))
            elif kind == "hangup" and handle.line:  # the browser's side is gone: the plugin hangs up at the provider's
                handle.hanging_up = handle.hanging_up or message.get("reason") == CLOSED_BY_PAGE
                await self._ended(handle, 0)

    async def _plugin_said(self, handle: Handle, data: dict, sdp: str) -> None:
        if "error" in data:
            log.warning("phone: Janus refuses a deed (%s)", data.get("error_code"))
            if handle.line and not sdp:
                await self._ended(handle, int(data.get("error_code", 0)))
            return
        result = data.get("result", {})
        event, code = result.get("event", ""), int(result.get("code", 0))
        if event == "registered":
            await self._registered(handle, result)
        elif event == "registration_failed":
            await self._refused(handle, code)
        elif event == "incomingcall":
            line = self._take(handle)
            caller = _user_part(result.get("username", ""))
            await self.happened.put(Incoming(trunk=handle.trunk, line=line, caller=caller, offer=sdp))
        elif event in ("ringing", "progress") and handle.line:
            await self.happened.put(Ringing(line=handle.line, sdp=sdp))
        elif event == "accepted" and handle.line:
            await self.happened.put(Answered(line=handle.line, sdp=sdp))
        elif event in ("hangup", "missed_call") and handle.line:
            await self._ended(handle, code)

    async def _registered(self, handle: Handle, result: dict) -> None:
        known = self.trunks.get(handle.trunk)
        if known is None or handle is not known.handles[0]:
            return
        known.registered = True
        await self.happened.put(Registered(trunk=handle.trunk))
        if len(known.handles) == 1 and known.login.lines > 1:
            # Beside the reader, which must hear the answers.
            self.tasks.append(asyncio.create_task(self._add_helpers(known, result.get("master_id"))))

    async def _add_helpers(self, known: TrunkHandles, master: int) -> None:
        username = f"sip:{known.login.user}@{_host(known.login.registrar)}"
        for _ in range(known.login.lines - 1):
            helper = await self._attach(known.login.trunk)
            await self._tell(helper, request="register", type="helper", username=username, master_id=master)
            known.handles.append(helper)

    async def _refused(self, handle: Handle, code: int) -> None:
        known = self.trunks.get(handle.trunk)
        if known and handle is known.handles[0]:
            known.registered = False
            await self.happened.put(NotRegistered(trunk=handle.trunk, code=code))

    async def _ended(self, handle: Handle, code: int) -> None:
        line, by_us = handle.line, handle.hanging_up
        handle.line, handle.hanging_up = "", False
        await self.happened.put(Ended(line=line, code=code, by_us=by_us))

    def _take(self, handle: Handle) -> str:
        handle.line, handle.hanging_up = f"{handle.id}.{next(self.numbers)}", False
        return handle.line

    def _carrying(self, line: str) -> Handle | None:
        handle = self.handles.get(int(line.partition(".")[0])) if line else None
        return handle if handle and handle.line == line else None


def _host(registrar: str) -> str:
    return registrar.partition(":")[0]


def _user_part(uri: str) -> str:
    """Return whom a SIP address names: sip:+351910555014@provider -> +351910555014."""
    return uri.partition(":")[2].partition("@")[0] or uri
