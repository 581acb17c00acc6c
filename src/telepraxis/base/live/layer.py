"""Channels' layer on PostgreSQL: one listening connection a process, groups in memory, each message once.

Interface: Channels' layer specification. Larger messages wait in a table. A lost listening connection comes back by
itself, and every channel of the process gets `live.resync`: what was missed is not known, so look again. A reader too
slow for its queue gets the same instead of the messages it left lying.
"""

import asyncio
import logging
from collections import defaultdict
from uuid import uuid4

import orjson
import psycopg
from channels.layers import BaseChannelLayer
from django.db import connections
from psycopg import AsyncConnection

from .envelope import CHANNEL, LARGEST, opened, sealed

log = logging.getLogger(__name__)
RESYNC = {"type": "live.resync"}
LONGEST_PAUSE = 5.0  # seconds between attempts to reach a lost database


class PostgresLayer(BaseChannelLayer):
    """See the module. One instance serves one event loop at a time; a new loop starts afresh."""

    extensions = ["groups", "flush"]

    def __init__(self, *, capacity: int = 500, **kwargs):
        super().__init__(capacity=capacity, **kwargs)
        self._forget(None)

    def _forget(self, loop) -> None:
        self.loop = loop
        self.inboxes: dict[str, asyncio.Queue] = {}
        self.groups: dict[str, set[str]] = defaultdict(set)
        self.listener: asyncio.Task | None = None
        self.listening = asyncio.Event()
        self.sender: AsyncConnection | None = None
        self.sending = asyncio.Lock()

    async def new_channel(self, prefix: str = "live") -> str:
        await self._listen()
        channel = f"{prefix}.{uuid4().hex}"
        self.inboxes[channel] = asyncio.Queue(self.capacity)
        return channel

    async def group_add(self, group: str, channel: str) -> None:
        await self._listen()
        self.groups[group].add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        self.groups[group].discard(channel)
        if not self.groups[group]:
            del self.groups[group]

    async def group_send(self, group: str, message: dict) -> None:
        await self.send(group, message)

    async def send(self, channel: str, message: dict) -> None:
        """Send to a channel or a group, in whatever process its readers are."""
        payload = sealed(channel, message)
        async with self.sending:
            for attempt in (1, 2):
                try:
                    connection = await self._sending_connection()
                    if len(payload.encode()) > LARGEST:
                        payload = sealed(channel, await self._keep_large(connection, message))
                    await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
                    return
                except psycopg.OperationalError:
                    self.sender = None
                    if attempt == 2:
                        raise

    async def receive(self, channel: str) -> dict:
        try:
            return await self.inboxes[channel].get()
        except asyncio.CancelledError:
            self._close(channel)
            raise

    async def flush(self) -> None:
        if self.listener:
            self.listener.cancel()
        if self.sender:
            await self.sender.close()
        self._forget(self.loop)

    def _close(self, channel: str) -> None:
        self.inboxes.pop(channel, None)
        for group in [name for name, members in self.groups.items() if channel in members]:
            self.groups[group].discard(channel)
            if not self.groups[group]:
                del self.groups[group]

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        if loop is not self.loop:
            self._forget(loop)
        if self.listener is None or self.listener.done():
            self.listener = loop.create_task(self._listen_for_ever())
        await self.listening.wait()

    async def _listen_for_ever(self) -> None:
        pause = 0.1
        while True:
            try:
                async with await _connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    if self.listening.is_set():
                        self._tell_all_to_look_again()
                    self.listening.set()
                    pause = 0.1
                    async for notification in connection.notifies():
                        await self._deliver(notification.payload)
            except psycopg.Error as problem:
                log.warning("live: the listening connection is lost (%s); trying again", type(problem).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _deliver(self, payload: str) -> None:
        address, message = opened(payload)
        readers = self.groups.get(address) or ([address] if address in self.inboxes else [])
        if readers and isinstance(message, int):
            message = await self._fetch_large(message)
        for channel in list(readers):
            self._put(channel, message)

    def _put(self, channel: str, message: dict) -> None:
        inbox = self.inboxes.get(channel)
        if inbox is None:
            return
        if inbox.full():
            while not inbox.empty():
                inbox.get_nowait()
            message = RESYNC
        inbox.put_nowait(message)

    def _tell_all_to_look_again(self) -> None:
        for channel in list(self.inboxes):
            self._put(channel, RESYNC)

    async def _sending_connection(self) -> AsyncConnection:
        if self.sender is None or self.sender.closed:
            self.sender = await _connect()
        return self.sender

    async def _keep_large(self, connection: AsyncConnection, message: dict) -> int:
        await connection.execute("DELETE FROM live_largemessage WHERE sent_at < now() - interval '1 minute'")
        cursor = await connection.execute(
            "INSERT INTO live_largemessage (body) VALUES (%s) RETURNING id", [orjson.dumps(message)]
        )
        return (await cursor.fetchone())[0]

    async def _fetch_large(self, number: int) -> dict:
        async with self.sending:
            connection = await self._sending_connection()
            cursor = await connection.execute("SELECT body FROM live_largemessage WHERE id = %s", [number])
            row = await cursor.fetchone()
        return orjson.loads(bytes(row[0])) if row else RESYNC


async def _connect() -> AsyncConnection:
    parameters = connections["default"].get_connection_params()
    wanted = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
    return await AsyncConnection.connect(**wanted, autocommit=True, application_name="telepraxis-live")
