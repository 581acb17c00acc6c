"""The resources in a file, one after the other, whatever its size.

The text is read in steps and each resource cut out of it where Python's own JSON scanner says that it ends: the
scanner is compiled, and what it is given is the very text that is kept, so that a number keeps its digits. (ijson makes
objects of every token in Python and is four times slower.)
"""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from telepraxis.base.fhir.json_text import LARGEST

from .pieces import NotReadable, Piece

STEP = 256 * 1024
OF_BUNDLES = {"fullUrl", "resource", "request", "response"}  # what an entry of a Bundle has, and one of a List has not
CUT_SHORT = "The file ends in the middle. Ask for it once more."
_cut = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str).raw_decode


@dataclass(frozen=True, slots=True)
class Find:
    """One resource: where it stands in its file (the first is 1), under which address, and its text."""

    position: int
    full_url: str
    type: str
    id: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands there cannot be read; what comes after it may be out of reach."""

    position: int
    why: str


def finds_in(piece: Piece) -> Iterator[Find | Fault]:
    """Yield what is in the piece, in its order.

    A Bundle that is a file is taken apart; one that is a line of NDJSON, or stands in another Bundle, is a resource
    like any other.

    :raises NotReadable: it is no FHIR at all.
    """
    with piece.opened() as stream:
        if piece.holds_lines or _has_lines(stream):
            yield from _lines(stream)
        else:
            yield from Whole(stream).finds()


def _has_lines(stream: BinaryIO) -> bool:
    """Tell whether a file begins with a whole object on its first line and another one beneath."""
    first, line_break, rest = stream.peek(STEP).lstrip().partition(b"\n")
    if not line_break or not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(stream: BinaryIO) -> Iterator[Find | Fault]:
    position = 0
    while line := stream.readline(LARGEST + 1):
        if not line.strip():
            continue
        position += 1
        if len(line) > LARGEST and not line.endswith(b"\n"):
            while (line := stream.readline(LARGEST)) and not line.endswith(b"\n"):
                pass
            yield Fault(position, f"The line is longer than {LARGEST // 2**20} MB.")
            continue
        yield _line(position, line)


def _line(position: int, line: bytes) -> Find | Fault:
    try:
        text = line.decode("utf-8-sig" if position == 1 else "utf-8").strip()
        doc, end = _cut(text)
    except UnicodeError:
        return Fault(position, "The line is not UTF-8.")
    except (ValueError, RecursionError):
        return Fault(position, "The line is not JSON.")
    if end != len(text) or not isinstance(doc, dict):
        return Fault(position, "The line is not one JSON object.")
    return _find(position, "", doc, text)


def _find(position: int, full_url: str, doc: dict, text: str) -> Find | Fault:
    type, id = doc.get("resourceType"), doc.get("id")
    if not isinstance(type, str) or not type:
        return Fault(position, "This is no FHIR resource: 'resourceType' is missing.")
    if len(text) > LARGEST:
        return Fault(position, f"The {type[:64]} is larger than {LARGEST // 2**20} MB.")
    return Find(position, full_url, type, id if isinstance(id, str) else None, text)


class Whole:
    """One JSON text: a Bundle, whose entries are cut out one by one, or a single resource."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.decoded = stream, codecs.getincrementaldecoder("utf-8-sig")()
        self.text, self.at, self.ended = "", 0, False
        self.begin: int | None = None  # where a resource begins whose text is wanted whole

    def finds(self) -> Iterator[Find | Fault]:
        """Yield the entries, or the one resource.

        :raises NotReadable: it is no FHIR JSON.
        """
        if (sign := self._sign()) != "{":
            raise NotReadable(_what_else(sign))
        self.begin, self.at = self.at, self.at + 1
        said: dict[str, object] = {}
        for key in self._keys():
            if key == "entry" and self._sign() == "[" and self._is_bundle(said):
                self.begin = None
                yield from self._entries()
            else:
                self._sign()
                said[key], _, _ = self._cut_out()
        end = self.at
        if self._sign():
            raise NotReadable("Something follows behind the end of the JSON object.")
        if self.begin is None or said.get("resourceType") == "Bundle":
            _refuse_history(said.get("type", ""))
        else:
            yield _the_only(said, self.text[self.begin : end])

    def _is_bundle(self, said: dict) -> bool:
        """A List has entries too; where the type is still to come, the first entry tells."""
        if "resourceType" in said:
            return said["resourceType"] == "Bundle"
        while not self.ended and len(self.text) - self.at < 4096:
            self._more()
        return any(f'"{key}"' in self.text[self.at : self.at + 4096] for key in OF_BUNDLES)

    def _keys(self) -> Iterator[str]:
        """Yield the keys of the object that was just entered; after each the reader takes the value away."""
        while (sign := self._sign()) == '"':
            key, _, _ = self._cut_out()
            if self._sign() != ":":
                raise NotReadable("This is not JSON: ':' is missing after a key.")
            self.at += 1
            yield key
            if (sign := self._sign()) == ",":
                self.at += 1
            elif sign != "}":
                break
        if sign != "}":
            raise NotReadable("This is not JSON: a key, ',' or '}' is missing." if sign else CUT_SHORT)
        self.at += 1

    def _entries(self) -> Iterator[Find | Fault]:
        self.at, position = self.at + 1, 0
        while (sign := self._sign()) not in ("]", ""):
            position += 1
            yield self._entry(position)
            if (sign := self._sign()) == ",":
                self.at += 1
            elif sign and sign != "]":
                raise NotReadable(f"This is not JSON: ',' is missing after entry {position}. The rest was not read.")
        if not sign:
            raise NotReadable(f"{CUT_SHORT} It was read up to entry {position}.")
        self.at += 1

    def _entry(self, position: int) -> Find | Fault:
        try:
            entry, start, end = self._cut_out()
        except NotReadable as fault:
            raise NotReadable(f"Entry {position}: {fault} The rest was not read.") from None
        doc = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(doc, dict):
            return Fault(position, "The entry holds no resource.")
        url, text = entry.get("fullUrl"), self.text[start:end]
        begin, finish = _span_of_resource(text)
        return _find(position, url if isinstance(url, str) else "", doc, text[begin:finish])

    def _cut_out(self) -> tuple[Any, int, int]:
        """Return the value that begins here, and where in the text it stands."""
        while True:
            try:
                value, end = _cut(self.text, self.at)
                if end < len(self.text) or self.ended:
                    start, self.at = self.at, end
                    return value, start, end
            except RecursionError:
                raise NotReadable("It is nested too deeply.") from None
            except ValueError:
                if self.ended:
                    raise NotReadable("This is not JSON, or the file ends in the middle.") from None
            if len(self.text) - self.at > LARGEST + 2**20:
                raise NotReadable(f"A value is larger than {LARGEST // 2**20} MB, or is not JSON.")
            self._more()

    def _sign(self) -> str:
        """Go to the next sign that is no blank and return it, "" at the end."""
        while True:
            while self.at < len(self.text):
                if (sign := self.text[self.at]) not in " \t\r\n":
                    return sign
                self.at += 1
            if self.ended:
                return ""
            self._more()

    def _more(self) -> None:
        """Take in the next step of the file, as long as what waits already; what lies behind us is let go."""
        if self.begin is not None and self.at - self.begin > LARGEST:
            raise NotReadable(f"The resource is larger than {LARGEST // 2**20} MB.")
        data = self.stream.read(max(STEP, len(self.text) - self.at))
        try:
            more = self.decoded.decode(data, final=not data)
        except UnicodeError:
            raise NotReadable("It is not UTF-8.") from None
        self.ended = not data
        behind = self.at if self.begin is None else self.begin
        self.text, self.at = self.text[behind:] + more, self.at - behind
        self.begin = None if self.begin is None else 0


def _refuse_history(type: object) -> None:
    if type == "history":
        raise NotReadable("This Bundle is a history and holds former states too. Send the present ones.")


def _the_only(said: dict, text: str) -> Find:
    found = _find(1, "", said, text)
    if isinstance(found, Fault):
        raise NotReadable(found.why)
    return found


def _span_of_resource(entry: str) -> tuple[int, int]:
    """Return where the resource stands in the text of an entry."""
    at = _skip(entry, 1)
    while entry[at] == '"':
        key, at = _cut(entry, at)
        start = _skip(entry, _skip(entry, at) + 1)
        _, end = _cut(entry, start)
        if key == "resource":
            return start, end
        at = _skip(entry, end)
        at = _skip(entry, at + 1) if entry[at] == "," else at
    raise NotReadable("The entry holds no resource.")


def _skip(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _what_else(sign: str) -> str:
    if not sign:
        return "The file is empty."
    if sign == "<":
        return "This looks like XML. Only FHIR's JSON is read: export it as JSON."
    if sign == "[":
        return "This is a list, not FHIR. Send a Bundle, or NDJSON with one resource on each line."
    return "This is not FHIR JSON: a resource or a Bundle begins with '{'."
