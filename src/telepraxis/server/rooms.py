"""Which rooms the house has: every package that stands on a floor, from the ground up."""

from importlib.util import find_spec
from pathlib import Path

FLOORS = ("base", "registry", "commons", "care", "office", "insight", "desks")
HOUSE = Path(__file__).parents[1]


def rooms() -> list[str]:
    """Return the dotted names of all rooms, lower floors first."""
    return [
        f"telepraxis.{floor}.{folder.name}"
        for floor in FLOORS
        for folder in sorted((HOUSE / floor).glob("*/"))
        if (folder / "__init__.py").is_file() and folder.name != "tests"
    ]


def rooms_with(module: str) -> list[str]:
    """Return the dotted names of a module, for example `urls`, in the rooms that have it."""
    return [f"{room}.{module}" for room in rooms() if find_spec(f"{room}.{module}")]
