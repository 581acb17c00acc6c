"""One answer, step by step: the page, how many there are, what comes along."""

from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from telepraxis.base.fhir.asking import Query
from telepraxis.base.fhir.outcome import Issue, forbidden, too_costly

from .chart import chart_plan
from .including import come_along
from .ordinary import ENOUGH_TO_COUNT, count, expected, ordinary_plan
from .pages import seal_page
from .rows import WIDTH, Row
from .scans import behind_the_words, scan_plan
from .statement import Plan, Statement, statement
from .view import View

LONGEST = "10s"
PAGE_COST = "1.1"  # no disk turns: with PostgreSQL's 4 it walks a whole table rather than look a few rows up
Steps = Generator[Statement, list[tuple], "Page"]


@dataclass(slots=True)
class Page:
    """Rows that match, rows that come along, what to tell beside them, and `next`: the `_page` of what follows.

    `total` is None when it was not asked for.
    """

    rows: list[Row] = field(default_factory=list)
    included: list[Row] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    total: int | None = None
    next: str | None = None


def steps(query: Query, view: View, after: list | None = None) -> Steps:
    """Yield the statements of an answer and take the rows of each; return the page. `after` is a page's cursor.

    :raises Refused: the type is out of reach.
    """
    if not query.system and view.reach_of(query.type) is None:
        raise forbidden(f"{query.type} is out of reach.")
    page = Page()
    if query.count:
        page.rows, cursor = yield from _rows(query, view, after)
        if cursor:
            page.next = seal_page(query.type, query.pairs, cursor, organization_id=view.organization_id, now=view.now)
        if query.includes:
            page.included, page.issues = yield from come_along(page.rows, query.includes, view)
    page.total = yield from _total(query, view)
    return page


def find(query: Query, view: View, after: list | None = None) -> Page:
    """Answer in Django's transaction, which serves the organization.

    :raises Refused: out of reach, or the answer takes longer than a request may.
    """
    walk = steps(query, view, after)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true), "
                "current_setting('random_page_cost'), set_config('random_page_cost', %s, true)",
                [LONGEST, PAGE_COST],
            )
            patience, _, cost, _ = cursor.fetchone()
            page = _driven(walk, cursor)
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true), set_config('random_page_cost', %s, true)",
                [patience, cost],
            )
            return page
    except OperationalError as problem:
        if isinstance(problem.__cause__, QueryCanceled):
            raise too_costly("This question takes too long. Narrow it, or ask for less at once.", status=400) from None
        raise


async def found(walk: Steps, ask: Callable[[str, list[Any]], Awaitable[list[tuple]]]) -> Page:
    """Answer by whatever asks the database, in the event loop; `ask` limits the time and says so."""
    try:
        wanted = next(walk)
        while True:
            wanted = walk.send(await ask(wanted.sql, wanted.params))
    except StopIteration as done:
        return done.value


def _driven(walk: Steps, cursor) -> Page:
    try:
        wanted = next(walk)
        while True:
            cursor.execute(wanted.sql, wanted.params)
            wanted = walk.send(cursor.fetchall())
    except StopIteration as done:
        return done.value


def _rows(
    query: Query, view: View, after: list | None
) -> Generator[Statement, list[tuple], tuple[list[Row], list | None]]:
    """Return the rows of the page and the cursor of the next, None when this is the last."""
    rows: list[tuple] = []
    hurry = 1
    while True:
        plan = _plan(query, after, query.count + 1 - len(rows), view, hurry)
        answer = (yield statement(plan.sql, steady=plan.steady)) if plan else []
        rows += [row for row in answer if row[1] is not None]
        if not plan or not plan.hurried or len(rows) > query.count:
            break
        if answer[0][-2] < plan.hurried:
            after = behind_the_words(query)
            if after is None:
                break
        else:
            after, hurry = answer[0][-1], hurry * 4  # the walk ended before the page was full
    shown = [Row(*row[:WIDTH]) for row in rows[: query.count]]
    if len(rows) <= query.count:
        return shown, None
    last = rows[query.count - 1]
    return shown, [*last[WIDTH : WIDTH + plan.width], str(last[1])]


def _plan(query: Query, after: list | None, limit: int, view: View, hurry: int) -> Plan | None:
    return (
        chart_plan(query, after, limit, view)
        or scan_plan(query, after, limit, view, hurry)
        or ordinary_plan(query, after, limit, view)
    )


def _total(query: Query, view: View) -> Generator[Statement, list[tuple], int | None]:
    if query.total == "accurate" or (not query.count and query.total != "estimate"):
        return (yield statement(count(query, view)))[0][0]
    if query.total != "estimate":
        return None
    [(counted,)] = yield statement(count(query, view, at_most=ENOUGH_TO_COUNT + 1))
    if counted <= ENOUGH_TO_COUNT:
        return counted
    [(plan,)] = yield statement(expected(query, view))
    return max(counted, int(plan[0]["Plan"]["Plan Rows"]))
