"""A board that many watch is drawn once for all of them.

A hint says after which transaction it comes, and every page that fetches its board upon it says so too (`X-After`).
Whoever asks first draws, and the text is kept with the snapshot it was drawn from: whoever was told of a transaction
that this snapshot sees gets the same text. Hints go out in the order of commits, so such a text holds everything that
they have been told of. What one reader alone may see or must carry (the token of forms) is put in afterwards.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

MOST = 64  # boards kept in one process
TOKEN = "{token of the form}"


@dataclass(frozen=True)
class Snapshot:
    """Which transactions were seen: all below `begins`, none from `ends` on, between them all that are not listed."""

    begins: int
    ends: int
    running: frozenset[int]

    def sees(self, transaction: int) -> bool:
        return transaction < self.begins or (transaction < self.ends and transaction not in self.running)


class _Shelf:
    """The newest text of one board, and from which snapshot it was drawn. The lock lets one draw and others wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.snapshot: Snapshot | None = None
        self.text = ""

    def holds(self, transaction: int) -> bool:
        return self.snapshot is not None and self.snapshot.sees(transaction)


_shelves: OrderedDict[Hashable, _Shelf] = OrderedDict()
_shelves_lock = threading.Lock()


def board(request: HttpRequest, key: tuple, draw: Callable[[dict], str]) -> HttpResponse:
    """Answer with the board: `draw(context)` renders it with `csrf_token` in its context, and without the request.

    `key` names all that the text depends on besides the data: organization, whose, day, language, zone, minute.
    """
    text = _shared(key, request.headers.get("X-After", ""), lambda: draw({"csrf_token": TOKEN}))
    return HttpResponse(text.replace(TOKEN, get_token(request)))


def _shared(key: tuple, after: str, draw: Callable[[], str]) -> str:
    if not after.isdecimal() or len(after) > 19:
        return draw()
    shelf, transaction = _shelf_of(key), int(after)
    with shelf.lock:
        if shelf.holds(transaction):
            return shelf.text
        snapshot = _snapshot_now()
        if not snapshot.sees(transaction):
            return draw()  # we have told nobody of such a transaction: drawn for who asked, and not kept
        shelf.text = draw()
        shelf.snapshot = snapshot
        return shelf.text


def _shelf_of(key: Hashable) -> _Shelf:
    with _shelves_lock:
        shelf = _shelves.setdefault(key, _Shelf())
        _shelves.move_to_end(key)
        while len(_shelves) > MOST:
            _shelves.popitem(last=False)
        return shelf


def _snapshot_now() -> Snapshot:
    """Return what is seen from here; what is drawn afterwards sees at least as much. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        begins, ends, running = cursor.fetchone()[0].split(":")
    return Snapshot(int(begins), int(ends), frozenset(int(each) for each in running.split(",") if each))
