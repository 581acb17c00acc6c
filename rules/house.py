"""What the rules ask about the source: its files, the room a file belongs to, the floor a room stands on."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1]
SOURCE = HOUSE / "src" / "telepraxis"
FLOORS = ["base", "registry", "commons", "care", "office", "insight", "desks", "server"]  # from the ground up


def source_files() -> Iterator[Path]:
    """Yield every Python file of the package except tests and migrations."""
    for path in sorted(SOURCE.rglob("*.py")):
        if not {"migrations", "tests"} & set(path.parts):
            yield path


def test_files() -> Iterator[Path]:
    yield from sorted([*SOURCE.rglob("test_*.py"), *(HOUSE / "tests").rglob("test_*.py"), *HOUSE.glob("rules/*.py")])


test_files.__test__ = False


def rooms() -> Iterator[Path]:
    """Yield the directory of every room: a package on a floor other than the server's."""
    for floor in FLOORS[:-1]:
        yield from sorted(init.parent for init in SOURCE.glob(f"{floor}/*/__init__.py"))


def room_of(path: Path) -> str:
    """Return the dotted name of the room that a file belongs to, `telepraxis.care.scheduling`."""
    return "telepraxis." + ".".join(path.relative_to(SOURCE).parts[:2])


def room_of_module(module: str) -> str | None:
    """Return the room of a dotted module name, None for code that is not ours."""
    parts = module.split(".")
    return ".".join(parts[:3]) if parts[0] == "telepraxis" and len(parts) > 2 else None


def floor_of(room: str) -> int:
    """Return how high a room stands: 0 is the ground."""
    return FLOORS.index(room.split(".")[1])


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(HOUSE)}:{line}"


def circle_in(edges: set[tuple[str, str]]) -> list[str]:
    """Return the rooms of one circle in the directed graph, [] when there is none."""
    below: dict[str, set[str]] = {}
    for upper, lower in edges:
        below.setdefault(upper, set()).add(lower)
    done: set[str] = set()

    def walk(room: str, path: list[str]) -> list[str]:
        if room in path:
            return [*path[path.index(room) :], room]
        if room in done:
            return []
        for lower in sorted(below.get(room, ())):
            if circle := walk(lower, [*path, room]):
                return circle
        done.add(room)
        return []

    return next((circle for room in sorted(below) if (circle := walk(room, []))), [])
