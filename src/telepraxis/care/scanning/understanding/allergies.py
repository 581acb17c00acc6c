"""Allergies listed under their heading; that there are none is a statement of its own."""

import re
from collections.abc import Sequence
from itertools import takewhile

from .rows import Phrases, Row, Token, words_of
from .sections import ALLERGY, FAMILY, Item, Part, items_of, parts_of
from .shapes import ALLERGY as ALLERGY_KIND
from .shapes import NONE_KNOWN, SNOMED, Reason, Value
from .vitals import vitals_on
from .vocabulary import phrases

ANY, DRUGS = ("716186003", "No known allergy"), ("409137002", "No known drug allergy")
SAID = phrases("said")
STATEMENTS = Phrases(dict.fromkeys(SAID["no_allergy"], ANY) | dict.fromkeys(SAID["no_drug_allergy"], DRUGS))
UNDER_HEADING = Phrases(dict.fromkeys(SAID["none"], ANY))
UNKNOWN = frozenset("unknown desconocidas desconocida unobtainable pending pendiente see ver n/a".split())
BETWEEN = re.compile(r"^(?:-|–|—|:|→|=>|>)$")
FEW = 8  # words that name a substance and what it did
REFUTED = re.compile(r"\b(no allergy to|not allergic|tolerates|tolera|no alergic[oa] a|descartada|ruled out)\b")
DROPPED = frozenset("allergic to alergico alergica alergia allergy a al la el los las".split())


def allergies_on(rows: Sequence[Row]) -> list[Value]:
    """Return the allergies on the rows of one page, and the statement that there are none."""
    found: list[Value] = []
    measured = {word for value in vitals_on(rows) for word in value.words}
    for part in parts_of(rows):
        if part.meaning == ALLERGY:
            found += _listed(part, measured)
        elif part.meaning != FAMILY:
            found += [value for row in part.rows if (value := _stated(row))]
    return found


def _listed(part: Part, measured: set[int]) -> list[Value]:
    """Return what is listed; where what was measured begins, the list is over, whether or not that has a heading."""
    items = list(takewhile(lambda item: measured.isdisjoint(item.words), items_of(part, commas=True)))
    if items and (stated := _none_at(items[0])):
        return [_none(items[0].tokens[: stated[0]], stated[1], part.page, part.heading)]
    for row in part.rows:
        if value := _stated(row):
            return [value]
    return [value for item in items if (value := _allergy(item, part.heading))]


def _none_at(item: Item) -> tuple[int, tuple[str, str]] | None:
    """Return (place after it, what is stated) where the list says that there is none."""
    found = STATEMENTS.at(item.tokens) or UNDER_HEADING.at(item.tokens)
    return found if found and all(not token.loose for token in item.tokens[found[0] :]) else None


def _stated(row: Row) -> Value | None:
    for first, after, meaning in STATEMENTS.all_in(row.tokens):
        return _none(row.tokens[first:after], meaning, row.page, ())
    return None


def _none(tokens: Sequence[Token], meaning: tuple[str, str], page: int, heading: Sequence[Token]) -> Value:
    said = " ".join(token.text for token in tokens).strip(" .,;")
    standing = (*heading, *tokens)
    confidence = min(token.confidence for token in tokens)
    return Value(
        kind=ALLERGY_KIND,
        text=said,
        code=meaning[0],
        system=SNOMED,
        words=words_of(standing),
        page=page,
        confidence=round(confidence * 0.9, 2),
        why=Reason("none_stated", said, page, words_of(standing)),
        name=meaning[1],
        flag=NONE_KNOWN,
    )


def _allergy(item: Item, heading: Sequence[Token]) -> Value | None:
    level = " ".join(token.plain or token.text for token in item.tokens)
    if REFUTED.search(level) or item.tokens[0].plain in UNKNOWN or len(item.tokens) > FEW + 4:
        return None
    substance = _substance(item.tokens)
    name = " ".join(token.text for token in substance).strip(" ,;:.()[]-–")
    if not 1 <= len(substance) <= FEW or sum(map(str.isalpha, name)) < 3:
        return None
    sure = 0.85 if len(substance) <= 4 else 0.55
    return Value(
        kind=ALLERGY_KIND,
        text=item.text.rstrip("."),
        words=item.words,
        page=item.page,
        confidence=round(item.confidence * sure, 2),
        why=Reason("listed_under", " ".join(token.text for token in heading).strip(" :"), item.page, words_of(heading)),
        name=name,
    )


def _substance(tokens: Sequence[Token]) -> list[Token]:
    """Return the words before the reaction: before a bracket, a dash or a colon."""
    taken: list[Token] = []
    for token in tokens:
        if taken and (token.text[0] in "([" or BETWEEN.match(token.text)):
            break
        if token.plain in DROPPED and not taken:
            continue
        taken.append(token)
        if token.text[-1] == ":":
            break
    return taken
