"""`telepraxis terminology load` and `list`: the operator brings official code systems in.

Django is set up when these are called.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from telepraxis.server.people_commands import Refused
from telepraxis.server.progress import bar

Say = Callable[[str], None]


def load(path: Path, *, system: str, kinds: list[str], edition: str, licence: str, say: Say) -> None:
    """Load the file as the edition in force, with a bar that shows how far it is.

    :raises Refused: it cannot be loaded as it is; nothing was changed.
    """
    from telepraxis.registry.terminology import files, upkeep

    path = path.expanduser().absolute()
    say(f"Reading {path.name}")
    try:
        with bar("concepts") as tick:
            said, loaded = files.load_file(
                path, system=system, kinds=tuple(kinds), name=edition, licence=licence, now=datetime.now(UTC),
                tick=tick, using="owner",
            )  # fmt: skip
    except files.BadFile as fault:
        raise Refused(str(fault)) from None
    if loaded.was_in_force:
        say(f"{said.system} {said.name} is in force already; nothing was changed.")
        return
    upkeep.settle(using="owner")
    say(f"{said.system} {said.name} is in force: {loaded.listed:,} concepts.")
    say(f"{loaded.added:,} are new, {loaded.changed:,} were there, {loaded.retired:,} are offered no more.")


def show(say: Say) -> None:
    """Tell which editions are in force, with their sources and licences."""
    from telepraxis.registry.terminology import upkeep

    for edition, active in upkeep.in_force():
        say(f"{edition.system}  {edition.name}: {active:,} concepts, since {edition.loaded_at:%Y-%m-%d}")
        say(f"    {edition.source}. Licence: {edition.licence or 'not said'}")
