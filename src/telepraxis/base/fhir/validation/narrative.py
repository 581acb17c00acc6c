"""The narrative: XHTML that only formats (R4, http://hl7.org/fhir/R4/narrative.html#xhtml, invariants txt-1, txt-2)."""

from html.entities import name2codepoint
from typing import Any
from xml.parsers import expat

XHTML = "http://www.w3.org/1999/xhtml"
ELEMENTS = frozenset(
    """
    a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em
    h1 h2 h3 h4 h5 h6 hr i img kbd li map ol p pre q samp small span strong sub sup
    table tbody td tfoot th thead tr tt ul var
    """.split()
)
ATTRIBUTES = frozenset(
    """
    class dir id lang style title xml:lang xml:space xmlns accesskey tabindex align valign width height
    abbr alt axis bgcolor border cellpadding cellspacing char charoff charset cite clear color colspan compact coords
    face frame headers href hreflang hspace ismap longdesc name nohref noshade nowrap rel rev rowspan rules scope shape
    size span src start summary target type usemap value vspace
    """.split()
)
LINKS = frozenset(("href", "src", "cite", "longdesc", "usemap"))
RUNS_SCRIPTS = ("javascript:", "vbscript:", "data:text/html")


class _Refused(Exception):
    pass


def is_narrative(value: Any) -> bool:
    """Whether this is one XHTML div of plain formatting that holds something to read."""
    if type(value) is not str or not value.startswith("<div"):
        return False
    reader = _Reader()
    try:
        reader.parser.Parse(value, True)
    except (expat.ExpatError, _Refused, UnicodeEncodeError):
        return False
    return reader.has_content


class _Reader:
    """Reads a narrative and stops at the first thing it must not hold."""

    def __init__(self):
        self.has_content = False
        self.is_outermost = True
        self.parser = parser = expat.ParserCreate()
        parser.UseForeignDTD(True)  # so that &nbsp; and its like are skipped, not errors
        parser.ExternalEntityRefHandler = lambda *_: 1
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._element
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = self._refuse

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if self.is_outermost:
            self.is_outermost = False
            if name != "div" or attributes.get("xmlns") != XHTML:
                raise _Refused
        if name not in ELEMENTS or not ATTRIBUTES.issuperset(attributes):
            raise _Refused
        if name == "img":
            self.has_content = True
        if attributes and not LINKS.isdisjoint(attributes):
            self._links(attributes)

    def _links(self, attributes: dict[str, str]) -> None:
        for name in LINKS.intersection(attributes):
            if "".join(attributes[name].split()).casefold().startswith(RUNS_SCRIPTS):
                raise _Refused

    def _text(self, text: str) -> None:
        if not self.has_content and not text.isspace():
            self.has_content = True
            self.parser.CharacterDataHandler = None  # no more to learn

    def _entity(self, name: str, is_parameter: bool) -> None:
        if name not in name2codepoint:
            raise _Refused
        self.has_content = True

    def _refuse(self, *_) -> None:
        raise _Refused
