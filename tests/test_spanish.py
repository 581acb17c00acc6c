"""Spanish is complete, keeps every place to fill in, and is what a Spanish reader gets."""

import ast
import re

import pytest
from django.utils import translation

from frontend import catalogues
from telepraxis.base.ui import sums, times
from tests.people import MONDAY_8AM

CATALOGUE = catalogues.LOCALES / "es" / "LC_MESSAGES" / "django.po"
SOURCE = catalogues.LOCALES.parent
SHORT = re.compile(r"""(?:translate|_\()\s*(["'])((?:(?!\1).)+)\1""")
LONG = re.compile(r"\{%\s*blocktranslate(?![^%]*count)[^%]*%\}(.*?)\{%\s*endblocktranslate", re.S)
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?[a-z]+")
MESSAGES = catalogues.read(CATALOGUE.read_text(encoding="utf-8"))[1:]


def in_templates() -> set[str]:
    """Sentences of templates: {% translate %} and {% blocktranslate %} as gettext keeps them."""
    found = set()
    for path in SOURCE.rglob("templates/**/*"):
        if path.suffix in {".html", ".txt"} and not path.name.startswith("kit"):
            text = path.read_text(encoding="utf-8")
            found |= {match[1] for match in SHORT.findall(text)}
            found |= {VARIABLE.sub(r"%(\1)s", match.replace("%", "%%")) for match in LONG.findall(text)}
    return found


def in_code() -> set[str]:
    """Sentences given to gettext as they stand in Python."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts or path.name == "kit.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "gettext", "gettext_lazy"}:
                if node.args and isinstance(node.args[0], ast.Constant):
                    found.add(node.args[0].value)
    return found


def test_no_sentence_is_newer_than_the_catalogue():
    known = {message.one for message in MESSAGES}

    assert sorted((in_templates() | in_code()) - known) == [], "run bin/messages and translate"


def test_no_message_is_without_spanish():
    assert [message.one for message in MESSAGES if message.fuzzy or not message.is_translated] == []


@pytest.mark.parametrize("form", [0, 1], ids=["one", "many"])
def test_every_translation_fills_in_the_same_places(form):
    differing = []
    for message in MESSAGES:
        source = message.many if form and message.many else message.one
        if form in message.translations and sorted(PLACES.findall(source)) != sorted(
            PLACES.findall(message.translations[form])
        ):
            differing.append(message.one)

    assert differing == []


def test_a_spanish_reader_gets_spanish_dates_and_sums():
    with translation.override("es"):
        assert times.day_text(MONDAY_8AM, today=MONDAY_8AM.date()) == "lun 23 nov"
        assert times.long_date_text(MONDAY_8AM) == "23 de noviembre de 2026"
        assert sums.money_text(123450, "EUR") == "1\u00a0234,50\u00a0€"
        assert translation.gettext("Sign note") == "Firmar nota"
