"""Plain text to the XHTML of a FHIR Narrative and back (http://hl7.org/fhir/R4/narrative.html)."""

import re
from html import escape
from html.parser import HTMLParser

XHTML = "http://www.w3.org/1999/xhtml"
SPOKEN = re.compile(r'<div[^>]*? lang="([A-Za-z0-9-]{1,35})"')


def narrative_of(text: str, language: str = "") -> dict:
    """Return the text as a Narrative: a paragraph for each block, a break for each line, its language where known."""
    paragraphs = [block for block in text.replace("\r\n", "\n").strip().split("\n\n") if block.strip()]
    body = "".join(f"<p>{'<br/>'.join(escape(line) for line in block.split(chr(10)))}</p>" for block in paragraphs)
    spoken = f' lang="{escape(language)}" xml:lang="{escape(language)}"' if language else ""
    return {"status": "additional", "div": f'<div xmlns="{XHTML}"{spoken}>{body}</div>'}


def text_of(narrative: dict) -> str:
    """Return what a Narrative says, as plain text; whatever markup it brings is dropped."""
    reader = _Reader()
    reader.feed(narrative.get("div", ""))
    reader.close()
    return reader.text.strip()


def language_of(narrative: dict) -> str:
    """Return the language that a Narrative says it is in, "" when it says none."""
    said = SPOKEN.match(narrative.get("div", ""))
    return said[1] if said else ""


class _Reader(HTMLParser):
    text = ""

    def handle_starttag(self, tag, attributes):
        if tag == "br":
            self.text += "\n"

    def handle_endtag(self, tag):
        if tag in ("p", "li", "div", "tr"):
            self.text += "\n\n" if tag == "p" else "\n"

    def handle_data(self, data):
        self.text += data
