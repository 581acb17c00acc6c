"""Every `from ours import name` finds the name, also in tests that a quick run never opens."""

import ast
from pathlib import Path

from rules.house import HOUSE, SOURCE, parsed, where

ROOTS = {"telepraxis": SOURCE.parent, "tests": HOUSE, "rules": HOUSE, "bench": HOUSE}


def file_of(module: str) -> Path | None:
    """Return the file of a module of ours, None for others' and for folders without one."""
    root = ROOTS.get(module.partition(".")[0])
    if root is None:
        return None
    path = root / module.replace(".", "/")
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def names_in(file: Path) -> set[str] | None:
    """Return the names that a module offers; None when it makes them up as they are asked for."""
    names: set[str] = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    beside = {path.stem for path in file.parent.iterdir()} if file.name == "__init__.py" else set()
    return None if {"__getattr__", "*"} & names else names | beside


def test_every_import_of_ours_finds_its_name():
    offered: dict[Path, set[str] | None] = {}
    offences = []
    for file in [*SOURCE.rglob("*.py"), *(HOUSE / "tests").rglob("*.py"), *(HOUSE / "bench").rglob("*.py")]:
        for node in ast.walk(parsed(file)):
            if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
                continue
            module = file_of(node.module)
            if module is None:
                if node.module.partition(".")[0] in ROOTS and node.module not in ROOTS:
                    offences.append(f"{where(file, node.lineno)} {node.module}")
                continue
            names = offered.setdefault(module, names_in(module))
            missing = [alias.name for alias in node.names if names is not None and alias.name not in names]
            offences += [f"{where(file, node.lineno)} {node.module}.{name}" for name in missing if name != "*"]

    assert offences == []
