"""Begin a room: the few files that every room has, in its place on its floor."""

import argparse
from pathlib import Path

from rules.house import FLOORS, SOURCE

FILES = {
    "__init__.py": '''"""{title}: say in two lines what this room is for.

Words: the clinic's words that this room uses, each with its meaning. Doors: what other rooms may call.
"""
''',
    "apps.py": """from django.apps import AppConfig


class {title}Config(AppConfig):
    name = "telepraxis.{floor}.{name}"
    label = "{name}"
""",
    "models.py": '''"""The room's tables. Each migration that makes one calls `tenancy.operations.guard`."""
''',
    "permissions.py": '''"""Who may: one rule per question, asked by pages, sockets and verbs alike."""
''',
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
}


def begin(floor: str, name: str, source: Path = SOURCE) -> Path:
    """Write the room's first files and return its folder.

    :raises FileExistsError: there is such a room.
    """
    room = source / floor / name
    if room.exists():
        raise FileExistsError(room)
    (source / floor).mkdir(exist_ok=True)
    if not (source / floor / "__init__.py").exists():
        (source / floor / "__init__.py").write_text("")
    title = "".join(part.capitalize() for part in name.split("_"))
    for path, text in FILES.items():
        file = room / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(title=title, floor=floor, name=name) if text else "")
    return room


def main() -> None:
    parser = argparse.ArgumentParser("bin/new-room", description=__doc__)
    parser.add_argument("floor", choices=FLOORS[:-1])
    parser.add_argument("name", help="a capability in the clinic's words: immunization, waiting_list")
    given = parser.parse_args()
    if not given.name.isidentifier() or given.name != given.name.lower():
        parser.error("a name is small letters and underscores")
    try:
        print(
            f"{begin(given.floor, given.name)}: begin with models.py and its first verb; bin/quick tells what it lacks."
        )
    except FileExistsError as there:
        parser.error(f"there is a room already: {there}")


if __name__ == "__main__":
    main()
