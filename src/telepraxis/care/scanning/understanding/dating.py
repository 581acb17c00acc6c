"""The date of a document. A labelled date is preferred; it is never the birth date and never after today."""

from collections.abc import Sequence
from datetime import date

from .dates import Said, dates_in
from .identity import Identity
from .labels import (
    BORN,
    DATES,
    DISCHARGE,
    EXAM,
    NEVER,
    PLAIN,
    PRINTED,
    RECEIVED,
    REPORT,
    SIGNED,
    TAKEN,
    Labelled,
    labelled,
)
from .rows import Row
from .shapes import Reason

USUAL = (REPORT, EXAM, PLAIN, SIGNED, TAKEN, DISCHARGE, RECEIVED, PRINTED)
FIRST = {  # by LOINC code of the type
    "18842-5": (DISCHARGE, REPORT, SIGNED, PLAIN),
    "11502-2": (TAKEN, REPORT, PLAIN, RECEIVED),
    "18748-4": (EXAM, REPORT, PLAIN),
    "11504-8": (EXAM, REPORT, PLAIN),
    "57833-6": (SIGNED, PLAIN, REPORT),
}
UNDATED = ("64290-0", "11369-6")  # cards bear many dates, none is theirs
HEAD, FOOT = 12, 8  # rows in which a date may stand without a label


def date_of(
    pages: Sequence[Sequence[Row]], said: Identity, *, type: str, language: str, today: date, day_first: bool | None
) -> tuple[date | None, tuple[Reason, ...]]:
    """Return the date of the document and why. `day_first` is how the house reads 3/4/2024 where nothing else tells."""
    reader = Reader(pages, said, language, today, day_first)
    labels = [each for rows in pages for each in labelled(rows)]
    order = dict.fromkeys([*FIRST.get(type, ()), *(USUAL if type not in UNDATED else (REPORT, SIGNED))])
    for kind in order:
        if found := _labelled(kind, labels, reader):
            return reader.read(found, "dated")
    if type not in UNDATED and (found := _alone(pages, labels, reader)):
        return reader.read(found, "date_alone")
    return None, ()


def taken_on(
    pages: Sequence[Sequence[Row]], said: Identity, *, language: str, today: date, day_first: bool | None
) -> date | None:
    """Return when a specimen was taken, None where no such date is labelled."""
    reader = Reader(pages, said, language, today, day_first)
    found = _labelled(TAKEN, [each for rows in pages for each in labelled(rows)], reader)
    return reader.read(found, "dated")[0] if found else None


class Reader:
    """How dates are read on these pages."""

    def __init__(
        self, pages: Sequence[Sequence[Row]], said: Identity, language: str, today: date, day_first: bool | None
    ) -> None:
        self.today, self.births = today, [birth.readings for birth in said.births]
        orders = {each.order for rows in pages for row in rows for each in dates_in(row.tokens)} - {""}
        if len(orders) == 1:
            day_first = orders == {"day"}
        elif language == "es":
            day_first = True
        self.day_first = day_first

    def possible(self, said: Said) -> frozenset[date]:
        """Return what the date may mean as the date of a document."""
        if any(said.readings & birth for birth in self.births):
            return frozenset()
        wanted = said.readings if self.day_first is None else said.day_first if self.day_first else said.month_first
        born = max((min(birth) for birth in self.births), default=date.min)
        return frozenset(each for each in wanted or said.readings if born <= each <= self.today)

    def read(self, said: Said, code: str) -> tuple[date | None, tuple[Reason, ...]]:
        days = self.possible(said)
        if len({(each.month, each.day) for each in days}) > 1:
            return None, (Reason("date_either", said.text.strip(" ,;.)"), said.page, said.words),)
        return max(days), (Reason(code, said.text.strip(" ,;.)"), said.page, said.words),)


def _labelled(kind: str, labels: Sequence[Labelled], reader: Reader) -> Said | None:
    for each in labels:
        if each.kind == kind:
            for said in dates_in(each.value, each.page)[:1]:
                if reader.possible(said):
                    return said
    return None


def _alone(pages: Sequence[Sequence[Row]], labels: Sequence[Labelled], reader: Reader) -> Said | None:
    """Return the one date at the head or the foot of the pages that no label explains, None where there are several."""
    others = [each for each in labels if each.kind in (BORN, NEVER) or each.kind not in DATES]
    explained = {token for each in others for token in each.value}
    found = [
        said
        for rows in pages
        for row in [*rows[:HEAD], *rows[max(HEAD, len(rows) - FOOT) :]]
        for said in dates_in(row.tokens, row.page)
        if not explained & set(said.tokens) and reader.possible(said)
    ]
    return found[0] if len({frozenset(reader.possible(said)) for said in found}) == 1 else None
