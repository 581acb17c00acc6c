"""Let a room show its doors in `__init__.py` although Django imports that file before models may load."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def doors(room: str, **names_by_file: tuple[str, ...]) -> Callable[[str], Any]:
    """Return a module `__getattr__` (PEP 562) that opens each named door in the file that holds it, at first use."""
    file_of = {name: file for file, names in names_by_file.items() for name in names}

    def __getattr__(name: str) -> Any:
        if name not in file_of:
            raise AttributeError(f"{room} has no door {name!r}")
        return getattr(import_module(f"{room}.{file_of[name]}"), name)

    return __getattr__
