"""House rules that import-linter and ruff cannot see."""

import ast

from rules.house import parsed, room_of, rooms, source_files, test_files, where

WRITES = {"create", "acreate", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}
NAMES_NOTHING = {"services.py", "utils.py", "helpers.py", "logic.py", "managers.py", "common.py", "misc.py"}
NOT_IN_TESTS = {"time.sleep", "asyncio.sleep", "pytest.skip", "unittest.mock"}  # to wait, tests.waiting.wait_until
NOT_A_MARK = {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"}


def foreign_tables(tree: ast.AST, room: str) -> set[str]:
    """Return the names of model classes imported from another room."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
        if node.module.startswith("telepraxis.") and node.module.endswith(".models")
        if not node.module.startswith(f"{room}.")
        for alias in node.names
    }


def written_names(tree: ast.AST) -> list[tuple[str, int]]:
    """Return (name, line) of each `Name.objects....write()` chain."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            root = node.func.value
            while isinstance(root, ast.Attribute | ast.Call):
                root = root.value if isinstance(root, ast.Attribute) else root.func
            if isinstance(root, ast.Name):
                found.append((root.id, node.lineno))
    return found


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` of an attribute chain, "" of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def test_only_the_owner_writes_its_tables():
    offences = []
    for path in source_files():
        tree = parsed(path)
        foreign = foreign_tables(tree, room_of(path))
        offences += [f"{where(path, line)} writes {name}" for name, line in written_names(tree) if name in foreign]

    assert offences == []


def test_nobody_reaches_a_table_by_its_string_name():
    offences = [
        where(path, node.lineno)
        for path in source_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model"
    ]

    assert offences == []


def test_files_are_named_for_the_job_they_do():
    assert [str(path) for path in source_files() if path.name in NAMES_NOTHING] == []


def test_every_room_says_what_it_is_for():
    assert [str(room) for room in rooms() if not ast.get_docstring(parsed(room / "__init__.py"))] == []


def test_tests_neither_sleep_nor_skip_nor_pretend():
    offences = []
    for path in test_files():
        for node in ast.walk(parsed(path)):
            imported = [node.module] if isinstance(node, ast.ImportFrom) else []
            imported += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            called = [dotted(node.func)] if isinstance(node, ast.Call) and not _only_yields(node) else []
            marked = [dotted(node)] if isinstance(node, ast.Attribute) else []
            found = {*imported, *called} & NOT_IN_TESTS | {*marked} & NOT_A_MARK
            offences += [f"{where(path, node.lineno)} {name}" for name in sorted(found)]

    assert offences == []


def _only_yields(call: ast.Call) -> bool:
    """`asyncio.sleep(0)` waits for nobody."""
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0
