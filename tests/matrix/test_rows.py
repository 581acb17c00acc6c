"""The promise covers every route, says nothing about routes that are gone, and uses words that mean something."""

from telepraxis.base.access.checks import routes
from tests.matrix import promise


def test_every_route_has_a_row():
    assert sorted({name for name, _, _ in routes()} - promise.rows().keys()) == []


def test_no_row_speaks_of_a_route_that_is_gone():
    known = {name for name, _, _ in routes()}
    rows = promise.rows()

    assert [name for name in rows if name not in known and not rows[name].get("demo")] == []


def test_every_row_uses_known_words():
    unknown = {name: set(row["allow"]) - promise.WORDS for name, row in promise.rows().items()}

    assert {name: words for name, words in unknown.items() if words} == {}
