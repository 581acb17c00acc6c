"""`telepraxis formulary load` and `list`: the operator brings catalogues of medicines in.

Django is set up when these are called.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from telepraxis.server.people_commands import Refused
from telepraxis.server.progress import bar

Say = Callable[[str], None]
NAMED = 5


def load(path: Path, *, format: str, system: str, jurisdiction: str, edition: str, licence: str, say: Say) -> None:
    """Load the file as the edition in force, with a bar that shows how far it is, and tell what changed.

    :raises Refused: it cannot be loaded as it is; nothing was changed.
    """
    from telepraxis.registry.formulary import files, upkeep

    path = path.expanduser().absolute()
    say(f"Reading {path.name}")
    try:
        with bar("medicines") as tick:
            read, loaded = files.load_file(
                path, format=format, system=system, jurisdiction=jurisdiction, name=edition, licence=licence,
                now=datetime.now(UTC), tick=tick, using="owner",
            )  # fmt: skip
    except files.BadFile as fault:
        raise Refused(str(fault)) from None
    said = read.edition
    if loaded.was_in_force:
        say(f"{said.system} {said.name} is in force already; nothing was changed.")
        return
    upkeep.settle(using="owner")
    say(f"{said.system} {said.name} is in force {_where(said.jurisdiction)}: {loaded.listed:,} medicines.")
    say(f"{loaded.added:,} are new, {loaded.changed:,} changed, {loaded.taken_out:,} are offered no more.")
    for words, key, count in (("Changed", "changed", loaded.changed), ("Taken out", "taken_out", loaded.taken_out)):
        if count:
            more = f" and {count - NAMED:,} more" if count > NAMED else ""
            say(f"{words}: {'; '.join(loaded.names[key][:NAMED])}{more}")
    for words, number in read.left_out.items():
        say(f"Left out or not understood: {number:,} {words}.")


def show(say: Say) -> None:
    """Tell which catalogues are in force, where, and what their loading changed."""
    from telepraxis.registry.formulary import upkeep

    for edition, offered in upkeep.in_force():
        say(f"{edition.system}  {edition.name}: {offered:,} medicines {_where(edition.jurisdiction)}, "
            f"since {edition.loaded_at:%Y-%m-%d}")  # fmt: skip
        say(f"    {edition.added:,} were new, {edition.changed:,} changed, {edition.taken_out:,} were taken out.")
        say(f"    {edition.source}. Licence: {edition.licence or 'not said'}")


def _where(jurisdiction: str) -> str:
    return f"in {jurisdiction}" if jurisdiction else "everywhere"
