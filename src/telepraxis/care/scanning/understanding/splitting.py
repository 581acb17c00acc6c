"""A stack of pages cut into documents. Where it is unsure it cuts: two halves are put together with one look, but a
page of another patient inside a document may never be seen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..reading.shapes import Page
from .dates import dates_in
from .identity import Identity, identity_on
from .labels import labelled
from .letterhead import institution_on, same_house
from .people import contradicts
from .rows import Row, Token, plain, rows_of
from .shapes import Document, Reason
from .types import Title, title_on
from .units import unit_at

OF = r"(?:\s*(?:/|of|de|out\sof)\s*)"
COUNTED = r"\b(?:page|pag|pagina|hoja|folio|p|pg|sheet)\.?\s*(?:no\.?|n\.?o)?\s*:?\s*"
COUNTER = re.compile(rf"{COUNTED}(\d{{1,3}}){OF}(\d{{1,3}})\b")
BARE_COUNTER = re.compile(r"^\W*(\d{1,3})\s*(?:of|de|/)\s*(\d{1,3})\W*$")
HEAD_ROWS = 8
EDGE_ROWS = 5  # rows at the top and the foot in which a lone `1/3` is a counter
SHEET_WORDS = 15  # a separator sheet says hardly anything
SHEET = re.compile(r"\b(separator|separador|separadora|patch\s?(?:code|t|ii)|document separator|cover sheet)\b")
SHEET_CODE = re.compile(r"patch|separat|separad|^telepraxis:cut", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """What of a page decides whether a document begins there."""

    number: int
    page: Page
    identity: Identity
    title: Title | None
    house: str
    house_reason: Reason | None
    counter: tuple[int, int] | None
    counter_reason: Reason | None
    may_name_somebody: Reason | None  # something like a form's head that could not be made out


def split(pages: Sequence[Page]) -> list[Document]:
    """Return the documents of a stack in their order. Every page is in one of them or set aside beside it."""
    documents: list[list[Look]] = []
    reasons: list[tuple[Reason, ...]] = []
    aside: dict[int, list[int]] = {}
    between: list[Reason] = []
    for number, page in enumerate(pages):
        look = _look(number, page)
        if away := _why_aside(look):
            between.append(away)
            aside.setdefault(max(0, len(documents) - 1), []).append(number)
        else:
            why = (Reason("first_page", page=number),) if not documents else _why_cut(look, documents[-1], between)
            if why:
                documents.append([])
                reasons.append(why)
            documents[-1].append(look)
            between = []
    if not documents and pages:
        return [Document(tuple(pages), tuple(range(len(pages))), (Reason("only_blank"),))]
    return [
        _document(looks, why, aside.get(place, ()))
        for place, (looks, why) in enumerate(zip(documents, reasons, strict=True))
    ]


def _document(looks: Sequence[Look], why: tuple[Reason, ...], aside: Sequence[int]) -> Document:
    return Document(tuple(each.page for each in looks), tuple(each.number for each in looks), why, tuple(aside))


def _look(number: int, page: Page) -> Look:
    rows = rows_of(page, number)
    house = institution_on(rows)
    counter, where = _counter(rows)
    identity = identity_on(rows)
    return Look(
        number=number,
        page=page,
        identity=identity,
        title=title_on(rows),
        house=house.text,
        house_reason=next(iter(house.why), None),
        counter=counter,
        counter_reason=where,
        may_name_somebody=_may_name_somebody(rows, identity),
    )


def _may_name_somebody(rows: Sequence[Row], identity: Identity) -> Reason | None:
    """Return the row at the top of a page that names nobody, where after a label that we do not know stands a date or
    a long number: whoever it is may be somebody else."""
    if identity:
        return None
    for row in rows[:HEAD_ROWS]:
        explained = {token for each in labelled([row]) for token in each.value}
        loose_ends = [token for token in row.tokens if token not in explained]
        if any(token.text.endswith(":") for token in loose_ends) and _has_date_or_number(loose_ends):
            return Reason("unclear_head", row.text, row.page, row.words)
    return None


def _has_date_or_number(tokens: Sequence[Token]) -> bool:
    long = (
        sum(map(str.isdigit, token.text)) >= 5 and not unit_at(tokens, place + 1)[0]
        for place, token in enumerate(tokens)
    )
    return bool(dates_in(tokens)) or any(long)


def _counter(rows: Sequence[Row]) -> tuple[tuple[int, int] | None, Reason | None]:
    """Return what `Page 2 of 3` says, (2, 3), and where; a lone `2/3` counts at the edges of the page."""
    edges = [*rows[:EDGE_ROWS], *rows[-EDGE_ROWS:]]
    for row in [*edges, *rows]:
        words = (plain(token.text) or token.text for token in row.tokens)
        text = " ".join("1" if word in ("l", "i") else word for word in words)
        found = COUNTER.search(text)
        if not found and row in edges:
            found = BARE_COUNTER.match(text)
        if found and 1 <= int(found[1]) <= int(found[2]):
            return (int(found[1]), int(found[2])), Reason("counter", found[0].strip(), row.page, row.words)
    return None, None


def _why_aside(look: Look) -> Reason | None:
    """Return why a page belongs to no document: it is blank, or a separator sheet."""
    page = look.page
    if page.is_blank or not (page.words or page.poor or page.barcodes):
        return Reason("blank_page", page=look.number)
    if len(page.words) > SHEET_WORDS or look.identity:
        return None
    code = next((code for code in page.barcodes if SHEET_CODE.search(code)), "")
    said = SHEET.search(" ".join(plain(word.text) for word in page.words))
    if code or said or (page.barcodes and not page.words):
        return Reason("separator_sheet", code or (said[0] if said else page.barcodes[0]), look.number)
    return None


def _why_cut(look: Look, before: Sequence[Look], between: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return why a document begins with this page, () where it goes on."""
    if other := _another_person(look, before):
        return (other,)
    if sheet := next((each for each in between if each.code == "separator_sheet"), None):
        return (sheet,)
    if _counts_on(look, before[-1]):
        return ()
    if look.may_name_somebody and any(each.identity for each in before):
        return (look.may_name_somebody,)
    if any(each.page.poor == "unreadable" for each in (look, before[-1])):
        return (Reason("unreadable_page", page=look.number),)
    reasons = [*between, *_why_by_counter(look, before[-1]), *_why_by_head(look, before)]
    return tuple(reasons)


def _another_person(look: Look, before: Sequence[Look]) -> Reason | None:
    known = Identity()
    for each in before:
        known |= each.identity
    return contradicts(look.identity, known)


def _counts_on(look: Look, last: Look) -> bool:
    """Return whether the page says that it follows: 2 of 3 after 1 of 3."""
    if not look.counter or not last.counter:
        return False
    return look.counter[1] == last.counter[1] and look.counter[0] == last.counter[0] + 1


def _why_by_counter(look: Look, last: Look) -> list[Reason]:
    if look.counter:
        return [look.counter_reason] if look.counter[0] == 1 or last.counter else []
    if last.counter and last.counter[0] == last.counter[1]:
        return [replace(last.counter_reason, code="complete_before")]
    return []


def _why_by_head(look: Look, before: Sequence[Look]) -> list[Reason]:
    """A letterhead of another house, or a title that says it is something else."""
    first = before[0]
    reasons = []
    houses = [each.house for each in before if each.house]
    if look.house and not any(same_house(look.house, house) for house in houses):
        if houses or look.title or not first.identity:
            reasons.append(Reason("new_letterhead", look.house, look.number, look.house_reason.words))
    title = next((each.title for each in before if each.title), None)
    is_new = title is None or title.type != look.title.type if look.title else False
    if is_new or (look.title and not look.identity and any(each.identity for each in before)):
        reasons.append(Reason("new_title", look.title.reason.said, look.number, look.title.reason.words))
    return reasons
