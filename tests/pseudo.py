"""A pseudo-language: every sentence that goes through gettext comes out accented, so that one that does not stands out.

    with pseudo.spoken():
        html = client.get("/day/").content.decode()
    assert pseudo.untranslated(html, known=["Amara Okonjo"]) == []

Names, addresses and other data are marked `translate="no"` in the templates, or named in `known`.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from unittest import mock

PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ACCENTED = "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļṁñöþǫŕšţûṽŵẋýž"
TABLE = str.maketrans(PLAIN, ACCENTED)
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>|&\w+;|https?://\S+)")
LANGUAGE_OF_FORMATS = {"date", "money"}  # contexts whose messages are patterns, not words
SPOKEN = ("aria-label", "placeholder", "title", "alt")
MUTE = {"script", "style", "code", "kbd", "time", "title"}
VOID = {"input", "br", "img", "link", "meta", "hr", "source", "track", "wbr", "col", "area", "base", "embed", "use"}


def accent(sentence: str) -> str:
    """ "Sign note" is "Šîĝñ ñöţé"; places to fill in and tags stay."""
    return "".join(part if KEPT.fullmatch(part) else part.translate(TABLE) for part in KEPT.split(str(sentence)))


@contextmanager
def spoken() -> Iterator[None]:
    """All of Django speaks the pseudo-language inside this block, in this process."""
    from django.utils import translation

    from telepraxis.base.ui import times

    def pgettext(context, message):
        return str(message) if context in LANGUAGE_OF_FORMATS else accent(message)

    def ngettext(one, many, number):
        return accent(one if number == 1 else many)

    speech = {
        "gettext": accent,
        "pgettext": pgettext,
        "ngettext": ngettext,
        "npgettext": lambda context, one, many, number: ngettext(one, many, number),
    }
    spelled_anew = mock.patch.object(times, "_spelled", times._spelled.__wrapped__)  # whatever was spelled before
    with spelled_anew, mock.patch.multiple(translation._trans, create=True, **speech):
        yield


def untranslated(html: str, known: Iterable[str] = (), *, filled_in: bool = False) -> list[str]:
    """Texts of the page that are neither accented nor data, in their order.

    `filled_in`: plain words inside an accented sentence are data that was put into it.
    """
    reader = _Reader()
    reader.feed(html)
    texts = [text for text in reader.texts if not (filled_in and set(text) & set(ACCENTED))]
    return [text for text in texts if _has_plain_words(text, known)]


def _has_plain_words(text: str, known: Iterable[str]) -> bool:
    for name in sorted(map(str, known), key=len, reverse=True):
        text = text.replace(name, "")
    text = re.sub(
        r"https?://\S+|(?<!\w)/[\w/.-]*/|\S+@\S+|\b(Telepraxis|UTC|GMT|[A-Z]{2,4})\b|[A-Za-z]*\d\w*", "", text
    )
    return bool(re.search(rf"(?<![{ACCENTED}\w])[A-Za-z]{{2,}}(?![{ACCENTED}])", text))


class _Reader(HTMLParser):
    """Collects the texts of a page that a person meets, data left out."""

    def __init__(self):
        super().__init__()
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def is_data(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        data = self.is_data or given.get("translate") == "no" or tag in MUTE
        if not data:
            self.texts += [given[name].strip() for name in SPOKEN if given.get(name)]
            if tag == "input" and given.get("type") in {"submit", "button"}:
                self.texts.append(given.get("value") or "")
        if tag not in VOID:
            self.open.append((tag, data))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and self.open[-1][0] != tag:
            self.open.pop()  # elements that HTML lets one leave open: li, option, p
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if data.strip() and not self.is_data:
            self.texts.append(" ".join(data.split()))
