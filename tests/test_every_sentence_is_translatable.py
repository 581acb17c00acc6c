"""No sentence in a template or a form stands outside gettext. (tests/pseudo.py finds what only a shown page tells.)"""

import ast
import re
from pathlib import Path

import pytest

from tests import pseudo

SOURCE = Path(__file__).parents[1] / "src" / "telepraxis"
SPOKEN_BY_KEYWORD = {"label", "help_text", "verbose_name", "empty_label", "error_messages"}
TRANSLATED = re.compile(r"\{%-?\s*blocktrans(?:late)?\b.*?\{%-?\s*endblocktrans(?:late)?\s*-?%\}", re.S)
COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}|\{%\s*verbatim\b.*?endverbatim\s*%\}", re.S)
VALUES = re.compile(r"\{%\s*block (?:density|live|\w*attributes)\s*%\}.*?\{%\s*endblock\s*%\}", re.S)
NAMES = ("Android", "iPhone", "Firefox", "Chrome", "Safari", "Edge")
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*.html") if not path.name.startswith("kit"))
FORMS = sorted(path for path in SOURCE.rglob("*.py") if "tests" not in path.parts and path.name != "kit.py")


def literal_texts(template: str) -> list[str]:
    """Texts that stand in a template as they are."""
    for gone in (COMMENTS, TRANSLATED, VALUES, TAGS):
        template = gone.sub("", template)
    return pseudo.untranslated(template, known=NAMES)


def literal_labels(code: str) -> list[str]:
    """Plain strings given to a form as label, hint or message."""
    keywords = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.keyword)]
    return [
        keyword.value.value
        for keyword in keywords
        if keyword.arg in SPOKEN_BY_KEYWORD
        and isinstance(keyword.value, ast.Constant)
        and re.search(r"[A-Za-z]{2,}", str(keyword.value.value or ""))
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_says_nothing_untranslated(path):
    assert literal_texts(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [path for path in FORMS if path.name == "forms.py"], ids=lambda p: p.parent.name)
def test_a_form_says_nothing_untranslated(path):
    assert literal_labels(path.read_text(encoding="utf-8")) == []


def test_the_check_finds_what_was_forgotten():
    template = '<p title="Who">{% translate "Day" %} and {{ name }}</p>{% blocktranslate %}Yes{% endblocktranslate %}'

    assert literal_texts(template) == ["Who", "and"]
    assert literal_labels("CharField(label='Name', help_text=_('x'))") == ["Name"]
