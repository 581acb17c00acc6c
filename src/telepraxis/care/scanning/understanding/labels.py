"""What forms and letterheads write before a value, and the words that then are the value: beside it or below it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from telepraxis.registry.patients.names import one_edit_apart

from .dates import dates_in
from .rows import Phrases, Row, Token, is_apart, loose
from .vocabulary import phrases

NAME, GIVEN, FAMILY, BORN, RECORD, OTHER_NUMBER, OTHER = "name", "given", "family", "born", "record", "id", "other"
REPORT, DISCHARGE, TAKEN, EXAM, SIGNED, PLAIN, RECEIVED, PRINTED, NEVER = (
    "report",
    "discharge",
    "taken",
    "exam",
    "signed",
    "plain",
    "received",
    "printed",
    "never",
)  # of dates
DATES = (REPORT, DISCHARGE, TAKEN, EXAM, SIGNED, PLAIN, RECEIVED, PRINTED, NEVER)
ELSE = "somebody else"  # what follows is said of a relative, a clinician, whoever pays

LABELS = Phrases({phrase: kind for kind, said in phrases("labels").items() if kind != "wrote" for phrase in said})
NEEDS_COLON = frozenset("re to from de para dr dra id hc fn cc ref nac record chart plan alta cita exp".split())
PEOPLE_AROUND = Phrases(dict.fromkeys(phrases("labels")[ELSE], ELSE))
NAMING = [
    (tuple(loose(word) for word in phrase.split()), kind)
    for kind in (NAME, FAMILY, BORN, RECORD)
    for phrase in phrases("labels")[kind]
    if len(loose(phrase.split()[0])) >= 5
]
LONG_ENOUGH = 5  # letters of a word in which one may be wrong
BELOW = 3.0  # heights of a row that a value may stand below its label
FAR = 14.0  # heights that a value may stand beside its label


@dataclass(frozen=True)
class Labelled:
    """A label, and the tokens after it up to the next label or the end of the cell."""

    kind: str
    label: tuple[Token, ...]
    value: tuple[Token, ...]
    page: int

    @property
    def phrase(self) -> str:
        return " ".join(token.plain for token in self.label)


def labelled(rows: Sequence[Row]) -> list[Labelled]:
    """Return what is labelled on the rows of one page. What is said of other people has the kind ELSE."""
    found: list[Labelled] = []
    about_others = None
    for number, row in enumerate(rows):
        places = list(_labels(row))
        if about_others is not None and _ends_with(row, rows[number - 1], places):
            about_others = None
        for place, (first, after, kind) in enumerate(places):
            end = places[place + 1][0] if place + 1 < len(places) else len(row.tokens)
            value = _beside(row.tokens, after, end) or _below(row, first, after, rows[number + 1 : number + 2])
            found.append(Labelled(about_others or kind, row.tokens[first:after], value, row.page))
        if len(places) == 1 and places[0][2] == ELSE and _is_heading(row, places[0]):
            about_others = ELSE
    return found


def _labels(row: Row) -> Iterator[tuple[int, int, str]]:
    """Yield (first, after, kind) of the labels of a row, read from the left."""
    tokens = row.tokens
    place = 0
    before: tuple[int, str] | None = None  # where the label before ended
    while place < len(tokens):
        found = max(
            LABELS.at(tokens, place) or (0, OTHER), _nearly(tokens, place) or (0, OTHER), key=lambda each: each[0]
        )
        if found[0] and (_is_label(tokens, place, found[0], before) or _is_told_by_its_value(tokens, place, *found)):
            after, kind = found
            if kind in (NAME, BORN, RECORD, OTHER_NUMBER, GIVEN, FAMILY) and _of_somebody_else(tokens, place):
                kind = ELSE
            while after < len(tokens) and not tokens[after].loose:  # a lone colon
                after += 1
            yield place, after, kind
            before, place = (after, kind), after
        else:
            place += 1


def _nearly(tokens: Sequence[Token], place: int) -> tuple[int, str] | None:
    """Return a label of the patient of which OCR got one letter wrong, `Potient:`; a colon has to follow it."""
    word = tokens[place].loose
    if len(word) < LONG_ENOUGH or not any(token.text.endswith(":") for token in tokens[place : place + 4]):
        return None
    for parts, kind in NAMING:
        here = tokens[place : place + len(parts)]
        if len(here) == len(parts) and here[-1].text.endswith(":") and all(map(_is_like, here, parts)):
            return place + len(parts), kind
    return None


def _is_like(token: Token, part: str) -> bool:
    return token.loose == part or (len(part) >= LONG_ENOUGH and one_edit_apart(token.loose, part))


def _is_label(tokens: Sequence[Token], first: int, after: int, before: tuple[int, str] | None) -> bool:
    """A word is a label where a colon follows, or where it begins a cell."""
    has_colon = tokens[after - 1].text.endswith((":", "#")) or (after < len(tokens) and tokens[after].text[0] in ":#")
    begins = first == 0 or is_apart(tokens[first - 1], tokens[first]) or tokens[first - 1].text[-1] in ",;|)("
    begins = begins or (before is not None and any(letter.isdigit() for letter in tokens[first - 1].text))
    if after == first + 1 and tokens[first].loose in NEEDS_COLON:
        return has_colon
    if has_colon:
        return True
    return begins and (after - first > 1 or tokens[first].text[0].isupper() or before is not None)


def _is_told_by_its_value(tokens: Sequence[Token], first: int, after: int, kind: str) -> bool:
    """Within a sentence, `born` is a label where a date follows, `MRN` where a number does."""
    if kind == BORN:
        following = dates_in(tokens[after : after + 6])
        return bool(following) and following[0].tokens[0] in tokens[after : after + 2]
    if kind == RECORD and (after - first > 1 or tokens[first].loose in ("mm", "nhc")):
        return after < len(tokens) and any(letter.isdigit() for letter in tokens[after].text)
    return False


def _of_somebody_else(tokens: Sequence[Token], first: int) -> bool:
    """`Subscriber date of birth`, `Hospital name:`, `Nombre` straight after another word."""
    if first == 0 or is_apart(tokens[first - 1], tokens[first]):
        return False
    before = tokens[first - 1]
    if PEOPLE_AROUND.at(tokens, first - 1):
        return True
    label = LABELS.at(tokens, first)
    generic = tokens[first].loose in ("name", "nombre") and label is not None and label[0] == first + 1
    return bool(generic and before.text[-1].isalpha())


def _beside(tokens: Sequence[Token], after: int, end: int) -> tuple[Token, ...]:
    value: list[Token] = []
    for token in tokens[after:end]:
        before = value[-1] if value else tokens[after - 1]
        gap = token.left - before.right
        if is_apart(before, token) and (value or gap > FAR * max(token.height, 1)):
            break
        value.append(token)
    return tuple(value) if any(token.loose for token in value) else ()


def _below(row: Row, first: int, after: int, following: Sequence[Row]) -> tuple[Token, ...]:
    """Return what stands in the cell under a label, where nothing stands beside it."""
    if not following or following[0].top - row.bottom > BELOW * row.height:
        return ()
    left = row.tokens[first].left - row.height
    for segment in following[0].segments():
        begins_below = abs(segment[0].left - row.tokens[first].left) <= 2 * row.height
        if begins_below or segment[0].left <= left <= segment[-1].right:
            inside = next(_labels(Row(segment, row.page)), None)
            return () if inside else segment
    return ()


def _is_heading(row: Row, place: tuple[int, int, str]) -> bool:
    first, after, _ = place
    return first == 0 and len(row.tokens) - after <= 1 and not row.text.rstrip().endswith(":")


def _ends_with(row: Row, before: Row, places: list[tuple[int, int, str]]) -> bool:
    """What is said of others ends at a wide gap, or where the patient is named in so many words."""
    told = any(row.tokens[first].loose in ("patlent", "paclente") for first, _, kind in places if kind == NAME)
    return told or row.top - before.bottom > 2.5 * row.height


def of_kind(found: Iterable[Labelled], *kinds: str) -> list[Labelled]:
    return [each for each in found if each.kind in kinds]
