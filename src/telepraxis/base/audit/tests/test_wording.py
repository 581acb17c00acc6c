"""Every action code in the source says something to people."""

import ast

from rules.house import parsed, source_files, where
from telepraxis.base.audit import wording


def codes_in_source() -> dict[str, str]:
    """Return {code: where} of every `audit.wrote(by, "code", ...)` and `audit.looked(...)` with a literal code."""
    found = {}
    for path in source_files():
        for node in ast.walk(parsed(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in ("wrote", "looked") and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                found[node.args[1].value] = where(path, node.lineno)
    return found


def with_a_patient() -> set[str]:
    """Return the codes that are written with a patient somewhere in the source."""
    found = set()
    for path in source_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                named = {keyword.arg for keyword in node.keywords}
                if node.func.attr in ("wrote", "looked") and "patient" in named and len(node.args) > 1:
                    found |= {node.args[1].value} if isinstance(node.args[1], ast.Constant) else set()
    return found


def test_every_code_has_words():
    assert {code: place for code, place in codes_in_source().items() if code not in wording.codes()} == {}


def test_what_concerns_a_patient_says_so_to_the_patient():
    silent = {"access_log.read"}  # a look at the log of looks stays out of it

    assert {code for code in with_a_patient() if not wording.words_of(code).patient} - silent == set()


def test_a_code_without_words_still_says_that_somebody_was_there():
    assert wording.words_of("nobody.knows") == wording.UNNAMED
