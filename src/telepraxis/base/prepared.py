"""Statements that come a thousand times a second: prepared once per connection, their values sent in binary.

Django's cursors put values into the text, and the server plans each anew; fine for a page, costly for a record that is
imported. These run inside Django's transaction and are counted and logged like any other statement.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


class _Prepared(psycopg.Cursor):
    def execute(self, query, params=None, **options):
        return super().execute(query, params, prepare=True, **options)


def run(statement: str, values: Sequence[Any]) -> None:
    """Run a statement of Django's default connection; `%b` stands for a value."""
    with _cursor() as cursor:
        cursor.execute(statement, values)


def rows_of(statement: str, values: Sequence[Any]) -> list[tuple]:
    """Return the rows of a question."""
    with _cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _cursor():
    connection.ensure_connection()
    raw = _Prepared(connection.connection)
    return connection.make_debug_cursor(raw) if connection.queries_logged else connection.make_cursor(raw)
