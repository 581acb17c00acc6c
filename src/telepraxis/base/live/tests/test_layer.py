"""Messages between processes: each reader once, large ones too, and a lost database says so."""

import asyncio

import pytest
from django.db import connection, transaction

from telepraxis.base.live import group, hint
from telepraxis.base.live.layer import RESYNC, PostgresLayer
from telepraxis.base.uuid7 import uuid7

pytestmark = pytest.mark.django_db(transaction=True)


def on_one_loop(scene):
    """Run an async scene with a layer of its own, and close what it opened."""

    async def play():
        layer = PostgresLayer(capacity=4)
        try:
            return await asyncio.wait_for(scene(layer), 20)
        finally:
            await layer.flush()

    return asyncio.run(play())


async def two_readers(layer):
    names = [await layer.new_channel(), await layer.new_channel()]
    for name in names:
        await layer.group_add("team", name)
    return names


def test_every_reader_of_a_group_hears_once_and_in_order():
    async def scene(layer):
        first, second = await two_readers(layer)
        for number in range(3):
            await layer.group_send("team", {"type": "note", "number": number})
        heard = [[(await layer.receive(name))["number"] for _ in range(3)] for name in (first, second)]
        return heard, [layer.inboxes[name].qsize() for name in (first, second)]

    assert on_one_loop(scene) == ([[0, 1, 2], [0, 1, 2]], [0, 0])


def test_a_message_larger_than_a_notification_arrives_whole():
    async def scene(layer):
        name = await layer.new_channel()
        await layer.send(name, {"type": "offer", "sdp": "v" * 30_000})
        return len((await layer.receive(name))["sdp"])

    assert on_one_loop(scene) == 30_000


def test_a_reader_too_slow_is_told_to_look_again():
    async def scene(layer):
        slow, quick = await two_readers(layer)
        heard = []
        for number in range(6):
            await layer.group_send("team", {"type": "note", "number": number})
            heard.append((await layer.receive(quick))["number"])
        return heard, RESYNC in [await layer.receive(slow) for _ in range(layer.inboxes[slow].qsize())]

    assert on_one_loop(scene) == ([0, 1, 2, 3, 4, 5], True)


def test_after_a_lost_connection_everybody_looks_again_and_hears_on():
    async def scene(layer):
        name = await layer.new_channel()
        await asyncio.to_thread(cut_listeners)
        first = await layer.receive(name)
        await layer.send(name, {"type": "note", "number": 7})
        return first, (await layer.receive(name))["number"]

    assert on_one_loop(scene) == (RESYNC, 7)


def cut_listeners():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'telepraxis-live' AND datname = current_database()"
        )
    connection.close()


def test_a_hint_goes_out_once_when_the_transaction_commits_and_not_when_it_rolls_back():
    waiting = group(uuid7(), "waiting", uuid7())

    def verbs():
        with transaction.atomic():
            hint(waiting, "arrived", visit=1)
            hint(waiting, "arrived", visit=1)
        try:
            with transaction.atomic():
                hint(waiting, "arrived", visit=2)
                raise ValueError
        except ValueError:
            pass
        hint(waiting, "admitted", visit=3)
        connection.close()

    async def scene(layer):
        name = await layer.new_channel()
        await layer.group_add(waiting, name)
        await asyncio.to_thread(verbs)
        return [await layer.receive(name), await layer.receive(name)]

    arrived, admitted = on_one_loop(scene)
    first, last = (int(heard["ids"].pop("after")) for heard in (arrived, admitted))
    assert first < last  # each names the transaction it comes after
    assert [arrived, admitted] == [
        {"type": "live.hint", "kind": "arrived", "ids": {"visit": "1"}},
        {"type": "live.hint", "kind": "admitted", "ids": {"visit": "3"}},
    ]
