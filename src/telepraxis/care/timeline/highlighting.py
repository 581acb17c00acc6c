"""Where in a text the words typed stand: cut out what is around them, and mark them. Pure."""

from dataclasses import dataclass

from telepraxis.registry.patients.names import fold

BEFORE, AFTER, MOST_PLACES = 60, 110, 3


@dataclass(frozen=True)
class Piece:
    """A piece of text, marked where it is what was typed."""

    text: str
    is_hit: bool = False


def marked(text: str, words: list[str]) -> list[Piece]:
    """Return the text in pieces, the words marked."""
    return _pieces(text, _hits(text, words))


def excerpt(text: str, words: list[str]) -> list[Piece]:
    """Return the surroundings of the words, at most three places of the text, the words marked; [] where none stands.

    A line of the text becomes a dot between sayings, and what was left out three dots.
    """
    hits = _hits(text, words)
    pieces: list[Piece] = []
    for begin, end in _places(text, hits):
        inside = [(max(low, begin) - begin, min(high, end) - begin) for low, high in hits if low < end and high > begin]
        lead = "… " if begin and not pieces else " … " if pieces else ""
        pieces += [Piece(lead)] * bool(lead) + _pieces(text[begin:end], inside)
    if pieces and end < len(text):
        pieces.append(Piece(" …"))
    return [Piece(piece.text.replace("\n", " · "), piece.is_hit) for piece in pieces]


def _hits(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Return (begin, end) of every place where one of the folded words stands, apart from each other, in order."""
    folded, at = _folded(text)
    found = []
    for word in filter(None, words):
        place = folded.find(word)
        while place >= 0:
            found.append((at[place], at[place + len(word) - 1] + 1))
            place = folded.find(word, place + len(word))
    return _joined(sorted(found))


def _folded(text: str) -> tuple[str, range | list[int]]:
    """Return the text folded, and for each of its letters which letter of the text it comes from."""
    if text.isascii():
        return fold(text), range(len(text))
    pieces = [fold(letter) for letter in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in spans:
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _places(text: str, hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches to show, cut between words."""
    places: list[tuple[int, int]] = []
    for low, high in hits:
        if places and low < places[-1][1]:
            continue
        if len(places) == MOST_PLACES:
            break
        begin = max(low - BEFORE, places[-1][1] if places else 0)
        end = min(high + AFTER, len(text))
        places.append((_word_begins(text, begin, low), _word_ends(text, high, end)))
    return places


def _word_begins(text: str, begin: int, hit: int) -> int:
    blank = next((place for place in range(begin, hit) if text[place].isspace()), None) if begin else -1
    return begin if blank is None else blank + 1


def _word_ends(text: str, hit: int, end: int) -> int:
    blank = (
        next((place for place in range(end - 1, hit, -1) if text[place].isspace()), None) if end < len(text) else end
    )
    return end if blank is None else blank


def _pieces(text: str, hits: list[tuple[int, int]]) -> list[Piece]:
    pieces, done = [], 0
    for begin, end in hits:
        pieces += [Piece(text[done:begin]), Piece(text[begin:end], is_hit=True)]
        done = end
    return [piece for piece in (*pieces, Piece(text[done:])) if piece.text]
