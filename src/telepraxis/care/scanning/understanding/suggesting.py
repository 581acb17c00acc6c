"""All that can be said of one document, with the words that each thing stands on."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from . import letterhead
from .allergies import allergies_on
from .dating import date_of, taken_on
from .identity import Identity, all_of, identity_on
from .labels import labelled
from .language import language_of
from .medicines import medicines_on
from .people import match
from .problems import problems_on
from .results import results_on
from .rows import Row, plain, rows_of
from .shapes import RESULT, VITAL, Document, Known, Reason, Suggestion, Value
from .types import type_of
from .vitals import vitals_on

PRESCRIPTION = "57833-6"
CARDS = ("64290-0", "59284-0")  # insurance card, consent: nothing on them is a finding


def suggest(document: Document, people: Iterable[Known], *, today: date, day_first: bool | None = None) -> Suggestion:
    """Return what is suggested for a document. `people` are those it might be about, for example those found for
    `candidates_for_search(document)`; `day_first` is how dates are written where the clinic is."""
    pages = [rows_of(page, number) for number, page in enumerate(document.pages)]
    identities = [identity_on(rows) for rows in pages]
    codes = tuple(code for page in document.pages for code in page.barcodes)
    patient, why, perhaps = match(identities, people, today=today, codes=codes)
    type, type_why = type_of(pages)
    language, language_why = language_of(pages)
    reading = {"language": language, "today": today, "day_first": day_first}
    said = all_of(identities)
    day, date_why = date_of(pages, said, type=type[0] if type else "", **reading)
    house = next((found for rows in pages if (found := letterhead.institution_on(rows)).text), letterhead.Found())
    author = letterhead.author_in([each for rows in pages for each in labelled(rows)], pages)
    values = values_in(pages, type[0] if type else "", language)
    return Suggestion(
        patient=patient,
        why=(*why, *_silent(identities, document)),
        type=type,
        date=day,
        language=language,
        values=tuple(_dated(values, taken_on(pages, said, **reading) or day, day)),
        perhaps=perhaps,
        author=author.text,
        institution=house.text,
        type_why=type_why,
        date_why=date_why,
        language_why=language_why,
        author_why=author.why,
        institution_why=house.why,
    )


def candidates_for_search(document: Document) -> list[tuple[str, date | None, str]]:
    """Return (name, birth date, record number) to look for in the registry: each reading of each that is said.

    What is not said is "" or None; a date that may be two days gives two lines.
    """
    said = all_of(identity_on(rows_of(page, number)) for number, page in enumerate(document.pages))
    names = list(dict.fromkeys(name.text for name in said.names))[:3] or [""]
    births = sorted({day for birth in said.births for day in birth.readings})[:4] or [None]
    numbers = list(dict.fromkeys(number.text for number in (*said.records, *said.others)))[:3] or [""]
    found = [(name, birth, number) for name in names for birth in births for number in numbers]
    return [each for each in found if any(each)][:12]


def values_in(pages: Sequence[Sequence[Row]], type: str, language: str) -> list[Value]:
    """Return the values on the pages in the order in which they stand there; no word is part of two results."""
    if type in CARDS:
        return []
    found: list[Value] = []
    for rows in pages:
        here = [*vitals_on(rows), *results_on(rows, language), *problems_on(rows)]
        here += [*medicines_on(rows, type == PRESCRIPTION), *allergies_on(rows)]
        for value in sorted(_once(here), key=lambda value: min(value.words, default=0)):
            if not _told_again(found, value):
                found.append(value)
    return found


def _once(values: Sequence[Value]) -> list[Value]:
    """Return the values without those that stand on the words of another of the same kind."""
    kept: list[Value] = []
    for value in values:
        if not any(
            each.kind == value.kind and set(each.words) & set(value.words) and _same(each, value) for each in kept
        ):
            kept.append(value)
    return kept


def _same(one: Value, other: Value) -> bool:
    return one.flag == other.flag and (one.number is not None or one.text == other.text or one.code is not None)


def _told_again(values: Sequence[Value], value: Value) -> bool:
    """Return whether the same diagnosis, medicine or allergy was listed before; a result may be measured twice."""
    if value.kind in (RESULT, VITAL):
        return False
    return any(_told(each) == _told(value) for each in values)


def _told(value: Value) -> tuple[str, ...]:
    return (value.kind, plain(value.name), value.code or "", value.flag, plain(value.strength), plain(value.frequency))


def _dated(values: Sequence[Value], taken: date | None, day: date | None) -> list[Value]:
    return [replace(value, date=taken if value.kind == RESULT else day) for value in values]


def _silent(identities: Sequence[Identity], document: Document) -> list[Reason]:
    """Return a warning for each page that names nobody, where others of the document do."""
    if not any(identities):
        return []
    silent = [number for number, each in enumerate(identities) if not each and not document.pages[number].is_blank]
    return [Reason("page_names_nobody", page=number) for number in silent]
