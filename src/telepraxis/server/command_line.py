"""What the commands share: where everything is kept, an installation at hand, and faults in plain words."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path | None, typer.Option("--data", help="Where everything is kept.", show_default=False)]


def found(data: Path | None):
    """Return the installation as it is; nothing is started."""
    from telepraxis.server.installation import Installation

    installation = Installation.at(data, "production")
    installation.recall()
    return installation


@contextmanager
def at_work(data: Path | None) -> Iterator[None]:
    """Have Django and a migrated database at hand, whether or not the platform runs."""
    from telepraxis.server import prepare

    installation = found(data)
    with installation.database_running():
        django_of(installation)
        if not prepare.mark_of_database(installation.owner.url):
            prepare.main()
        yield


def django_of(installation) -> None:
    """Set Django up in this process, for this installation."""
    import django

    os.environ.update(installation.environment())
    django.setup()


def say(text: str) -> None:
    typer.echo(text)
    sys.stdout.flush()


class plain_words:
    """Turn what a person can mend into its text and exit code 1; anything else is our mistake and shows itself."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, problem, traceback) -> None:
        from telepraxis.server.people_commands import Refused
        from telepraxis.server.trouble import TROUBLE

        if isinstance(problem, (*TROUBLE, Refused)):
            typer.echo(f"Telepraxis: {problem}", err=True)
            raise typer.Exit(1) from None
