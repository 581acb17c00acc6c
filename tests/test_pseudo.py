"""The pseudo-language finds what was forgotten, and only that."""

from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext_lazy

from tests import pseudo


def test_a_sentence_comes_out_accented_and_its_places_stay():
    assert pseudo.accent("Sign %(name)s <b>now</b>") == "Šîĝñ %(name)s <b>ñöŵ</b>"


def test_finds_the_one_sentence_that_was_not_translated():
    page = Template(
        '{% load i18n %}<h1>{% translate "Front desk" %}</h1><p>Forgotten here</p>'
        '<b translate="no">Amara Okonjo</b><input placeholder="Name"><time>10:40 WET</time><p>Henrik Dahl</p>'
    )

    with pseudo.spoken():
        html = page.render(Context())

    assert pseudo.untranslated(html, known=["Henrik Dahl"]) == ["Forgotten here", "Name"]


def test_lazy_sentences_and_plurals_speak_it_too():
    waiting = gettext_lazy("Waiting")

    with pseudo.spoken():
        assert str(waiting) == "Ŵåîţîñĝ"
        assert translation.ngettext("%(n)s visit", "%(n)s visits", 2) == "%(n)s ṽîšîţš"

    assert str(waiting) == "Waiting"
