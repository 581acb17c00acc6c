"""A bar on the terminal while much is written; where there is no terminal, nothing."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(what: str) -> Iterator[Callable[[int], None]]:
    """Yield a function that is told how many more were written."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    shown = Progress(
        TextColumn("writing"), BarColumn(), TextColumn("{task.completed:,} " + what), TimeElapsedColumn(),
        console=Console(stderr=True), disable=not os.isatty(2),
    )  # fmt: skip
    writing = shown.add_task("writing", total=None)
    with shown:
        yield lambda done: shown.advance(writing, done)
