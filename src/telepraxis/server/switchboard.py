"""The switchboard process: holds the practices' phone lines (python -m telepraxis.server.switchboard)."""

import asyncio
import logging
import os
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "telepraxis.server.settings")

ALONE = 0x7048_6F6E  # the advisory lock of whoever holds the lines: two would both answer
LOOK_EVERY_S = 5.0
log = logging.getLogger("telepraxis.switchboard")


def main() -> None:
    import django

    django.setup()
    asyncio.run(hold_the_lines())


async def hold_the_lines() -> None:
    """Hold the lines until we are stopped, or another database connection could take our place."""
    from channels.layers import get_channel_layer
    from django.conf import settings

    from telepraxis.care.telephony.janus import JanusSip
    from telepraxis.care.telephony.switchboard import Switchboard

    secret = os.environ.get("TELEPRAXIS_JANUS_SECRET", "")
    board = Switchboard(
        lambda: JanusSip(settings.JANUS_URL, secret), get_channel_layer(), clock=lambda: datetime.now(UTC)
    )
    async with await _alone() as lock:
        serving = asyncio.create_task(board.run())
        watching = asyncio.create_task(_until_lost(lock))
        done, _pending = await asyncio.wait({serving, watching}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


async def _alone():
    """Return the connection whose lock says that no other switchboard serves this database."""
    import psycopg
    from django.db import connections

    parameters = connections["default"].get_connection_params()
    wanted = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
    connection = await psycopg.AsyncConnection.connect(**wanted, autocommit=True, application_name="telepraxis-phone")
    while True:
        row = await (await connection.execute("SELECT pg_try_advisory_lock(%s)", [ALONE])).fetchone()
        if row[0]:
            return connection
        await asyncio.sleep(LOOK_EVERY_S)


async def _until_lost(connection) -> None:
    """Look that the lock is still ours; the supervisor starts us again when it is not.

    :raises psycopg.OperationalError: the connection is gone.
    """
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        await connection.execute("SELECT 1")


if __name__ == "__main__":
    main()
