"""Every mail of the house, whichever room wrote it: only who, when, where and links, in each language."""

from pathlib import Path

import pytest
from django.template import Context, Engine
from django.template.base import FilterExpression, Node, NodeList, Variable
from django.template.loader import get_template
from django.utils import timezone, translation

import telepraxis
from telepraxis.base.notify.words import ALLOWED, ALLOWED_ABOUT_ACCOUNTS
from tests.people import MONDAY_8AM

SOURCE = Path(telepraxis.__file__).parent
MAILS = sorted(
    str(path.relative_to(folder))
    for folder in SOURCE.glob("*/*/templates")
    for path in folder.glob("*/mail/*")
    if path.suffix in (".txt", ".html")
)
LANGUAGES = ("en", "es")


def allowed_in(mail: str) -> frozenset[str]:
    return ALLOWED_ABOUT_ACCOUNTS if mail.startswith("accounts/") else ALLOWED


def parts(node) -> list:
    """Return whatever a node of a template holds: other nodes, variables, names it defines."""
    if isinstance(node, list | tuple | NodeList):
        return list(node)
    if isinstance(node, dict):
        return list(node.values())
    if isinstance(node, FilterExpression):
        return [node.var, node.filters]
    return list(vars(node).values()) if hasattr(node, "__dict__") else []


def names_asked_for(template) -> set[str]:
    """Return the first name of every variable in a template, in any branch, without those it defines itself."""
    asked, defined, seen, left = set(), {"forloop", "block", "True", "False", "None"}, set(), [template.nodelist]
    while left:
        each = left.pop()
        if id(each) in seen or isinstance(each, str | bytes | int | float | type(None) | type):
            continue
        seen.add(id(each))
        if isinstance(each, Variable):
            asked |= {each.lookups[0]} if each.lookups else set()
            continue
        if isinstance(each, Node):
            defined |= set(getattr(each, "loopvars", ()))
            defined |= set(getattr(each, "extra_context", None) or ())
            defined |= {getattr(each, kind) for kind in ("variable", "asvar", "target_var") if hasattr(each, kind)}
            defined |= {getattr(each, "countervar", None)}
            each = {name: held for name, held in vars(each).items() if name not in ("origin", "token")}
        left += parts(each)
    return {name for name in asked if name not in defined}


def test_there_are_mails_to_look_at():
    assert len(MAILS) > 20


@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_asks_for_nothing_but_who_when_and_where(mail):
    assert sorted(names_asked_for(get_template(mail).template) - allowed_in(mail)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_renders_with_only_that(mail, language):
    moments = {"starts_at", "ends_at", "at", "was"}
    given = {name: MONDAY_8AM if name in moments else f"given {name}" for name in allowed_in(mail)} | {"minutes": 15}

    with translation.override(language), timezone.override("Europe/Lisbon"):
        said = get_template(mail).template.render(Context(given))

    assert said.strip()
    if mail.endswith(".subject.txt"):
        assert "\n" not in said.strip()


def test_finds_a_clinical_word_in_any_branch():
    text = """{% load i18n %}{% if moved %}{% for a in list %}{{ a|default:b }}{% endfor %}{% endif %}
    {% blocktranslate with w=reason.text %}{{ w }}{% endblocktranslate %}"""

    assert names_asked_for(Engine.get_default().from_string(text)) == {"moved", "list", "b", "reason"}
