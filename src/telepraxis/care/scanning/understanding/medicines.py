"""Medicines listed under their heading or on a prescription: name, strength, form, how often."""

import re
from collections.abc import Sequence

from .rows import Phrases, Row, Token, words_of
from .sections import ALLERGY, FAMILY, MEDICINE, Item, items_of, parts_of
from .shapes import MEDICINE as MEDICINE_KIND
from .shapes import STOPPED, Reason, Value
from .vocabulary import phrases

AMOUNT = r"(?:mg|mcg|µg|μg|ug|g|ml|ui|iu|u|units?|unidades|meq|mmol|%|mgs|gr)"
PER = r"(?:\s?/\s?\d*(?:[.,]\d+)?\s?(?:ml|mg|g|mcg|dose|dosis|h|hr|hora|puff|actuation|inh|l))*"
DIGITS = r"\d+(?:[.,]\d+)*"
STRENGTH = re.compile(rf"(?<![\w.,/])({DIGITS}(?:\s?/\s?{DIGITS})?\s?{AMOUNT}{PER})(?![a-z/])", re.IGNORECASE)
FORMS = Phrases(dict.fromkeys(phrases("said")["form"], True))
OFTEN = Phrases(dict.fromkeys(phrases("said")["often"], True))
DOSED = re.compile(r"^(?:\d|½|1/2)(?:-(?:\d|½|1/2)){2,3}[.,;]?$")  # 1-0-1
STOP = re.compile(
    r"\b(stop|stopped|discontinued?|suspender|suspendid[oa]|retirar|retirad[oa]|held|no tomar|do not take)\b"
)
NONE = frozenset("none no nil ninguno ninguna niega denies sin not nothing".split())
ROUTES = frozenset("take tomar tome oral po via vo v.o p.o i.v iv im sc subcutanea subcutaneous by mouth sig".split())
HOW = frozenset("take tomar tome sig aplicar aplique apply inhale inhalar inyectar inject posologia".split())
COUNTS = frozenset("one two uno una dos".split())
NOT_NAMES = frozenset(
    "dispense refills quantity sig dispensar envases duracion patient paciente date fecha dr dra continue".split()
)
FEW, LONG = 5, 24  # words of a name alone; of a line


def medicines_on(rows: Sequence[Row], is_prescription: bool) -> list[Value]:
    """Return the medicines on the rows of one page. On a prescription they need no heading."""
    found: list[Value] = []
    for part in parts_of(rows):
        if part.meaning == MEDICINE:
            found += [value for item in _whole(items_of(part)) if (value := _medicine(item, part.heading))]
        elif is_prescription and part.meaning not in (ALLERGY, FAMILY):
            found += [value for item in _whole(items_of(part)) if (value := _medicine(item, ())) and value.strength]
    return found


def _whole(items: Sequence[Item]) -> list[Item]:
    """Return the items; a line that says how to take it belongs to the medicine above."""
    joined: list[Item] = []
    for item in items:
        if joined and item.tokens[0].plain in HOW and not STRENGTH.search(item.text):
            joined[-1] = Item((*joined[-1].tokens, *item.tokens), item.page)
        else:
            joined.append(item)
    return joined


def _medicine(item: Item, heading: Sequence[Token]) -> Value | None:
    tokens = [token for token in item.tokens if token.loose or "%" in token.text or "½" in token.text]
    level = " ".join(token.plain or token.text for token in tokens)
    stopped = STOP.search(level)
    tokens = [token for token in tokens if not (stopped and token.plain in stopped[0].split())]
    if not tokens or tokens[0].plain in NONE or len(tokens) > LONG:
        return None
    strength, first, after = _strength(tokens)
    form = next(((place, end) for place, end, _ in FORMS.all_in(tokens) if place > 0), None)
    often = _often(tokens)
    ends = [place for place in (first, form and form[0], often and often[0]) if place is not None]
    name = _name(tokens[: min(ends)] if ends else tokens)
    if not name or (not ends and len(name) > FEW) or (not heading and not strength):
        return None
    sure = 0.9 if strength and often else 0.8 if strength else 0.65 if often or form else 0.45
    sure *= 1 if heading else 0.8
    on = heading or tokens[first:after]
    return Value(
        kind=MEDICINE_KIND,
        text=item.text,
        words=item.words,
        page=item.page,
        confidence=round(item.confidence * sure, 2),
        why=Reason("listed_under" if heading else "on_prescription", _said(on), item.page, words_of(on)),
        name=_said(name),
        flag=STOPPED if stopped else "",
        strength=strength,
        form=tokens[form[0]].text.strip(".,;()") if form else "",
        frequency=_said(tokens[often[0] : often[1]]) if often else "",
    )


def _strength(tokens: Sequence[Token]) -> tuple[str, int | None, int | None]:
    """Return (strength as printed, first token, after the last); ("", None, None) where none is printed."""
    text, starts = "", []
    for token in tokens:
        starts.append(len(text))
        text += token.text + " "
    found = STRENGTH.search(text)
    if not found:
        return "", None, None
    ends = [start + len(token.text) for start, token in zip(starts, tokens, strict=True)]
    inside = [place for place, start in enumerate(starts) if start < found.end() and ends[place] > found.start()]
    return found[1].strip(), inside[0], inside[-1] + 1


def _often(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """Return where it is said how often, from the first such words to the last."""
    found = [(first, after) for first, after, _ in OFTEN.all_in(tokens)]
    for place in range(len(tokens)):  # 1-0-1, which OCR may part
        pieces = (
            each for each in (3, 2, 1) if DOSED.match("".join(token.text for token in tokens[place : place + each]))
        )
        found += [(place, min(place + each, len(tokens))) for each in pieces][:1]
    return (min(first for first, _ in found), max(after for _, after in found)) if found else None


def _name(tokens: Sequence[Token]) -> list[Token]:
    taken: list[Token] = []
    for token in tokens:
        word = token.plain
        if word in NOT_NAMES:
            return []
        if word in ROUTES | COUNTS and not taken:
            continue
        if word in ROUTES | COUNTS or token.text[:1].isdigit():
            break
        taken.append(token)
        if token.text[-1] in ",:(":
            break
    letters = any(sum(map(str.isalpha, token.plain)) >= 3 for token in taken)
    return taken if letters and len(taken) <= FEW else []


def _said(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens).strip(" ,;:.(-–")
