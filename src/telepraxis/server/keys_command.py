"""`telepraxis keys`: look at the rings, rotate them, put them on paper. No command here prints a secret."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from telepraxis.server import key_sheet, keys

app = typer.Typer(help="Signing and encryption keys: show their names, rotate them.", no_args_is_help=True)

KeyFile = Annotated[
    Path | None, typer.Option("--file", help="The key file; without it, the one of the data home.", show_default=False)
]


def key_file(given: Path | None) -> Path:
    """Return the key file asked for, or the one the settings name."""
    if given:
        return given
    from django.conf import settings

    return Path(settings.SECRETS_PATH)


@app.command()
def show(file: KeyFile = None) -> None:
    """List the keys by name, never by secret."""
    table = Table("Ring", "Key", "Made", "State")
    for ring, key_id, made_at, current in _or_leave(keys.shown, key_file(file)):
        table.add_row(ring, key_id, made_at, "current" if current else "opens older values")
    Console().print(table)


@app.command()
def rotate(
    rings: Annotated[list[str] | None, typer.Argument(help="signing, fields, files; without any, these three.")] = None,
    file: KeyFile = None,
) -> None:
    """Make new current keys and keep the old ones for what they closed."""
    for ring in rings or keys.RINGS:
        if ring not in (*keys.RINGS, keys.COPIES):
            raise typer.BadParameter(f"There is no ring {ring}: {', '.join(keys.RINGS)}.")
    for ring, key_id in _or_leave(
        lambda: keys.rotate(key_file(file), rings or keys.RINGS, now=datetime.now(UTC))
    ).items():
        typer.echo(f"{ring}: {key_id} is current now.")
    typer.echo("Next: restart with `telepraxis up`, run `telepraxis files rewrap`, and print a new key sheet.")


@app.command()
def forget(ring: str, key_id: str, file: KeyFile = None) -> None:
    """Drop an old key for good. What only it opens is lost; run `telepraxis files rewrap` first."""
    _or_leave(keys.forget, key_file(file), ring, key_id)
    typer.echo(f"{key_id} is gone from {ring}.")


@app.command()
def sheet(
    to: Annotated[Path, typer.Option("--to", help="Where to; a name in .html makes a page with a QR code.")],
    file: KeyFile = None,
) -> None:
    """Write the key sheet, for paper: with it and a backup everything can be read again, and by whoever has both."""
    _or_leave(lambda: key_sheet.write(key_file(file), to.expanduser(), now=datetime.now(UTC)))
    typer.echo(f"{to} holds every key. Print it, keep the paper apart from the backups, then remove it: shred -u {to}")


def _or_leave(deed, *arguments):
    try:
        return deed(*arguments)
    except keys.KeysUnusable as reason:
        typer.echo(str(reason), err=True)
        raise typer.Exit(1) from None
