"""One document as a person reads it: pages with the places that matter, what is suggested and why, value by value."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from telepraxis.base.record.models import Patient

from .kept_pages import page_of
from .models import Accepted, PaperDocument, Sheet
from .reading.shapes import Page
from .suggesting import sheets_of, suggestion_of
from .understanding import Reason, Suggestion, Value
from .understanding.wording import sentence


@dataclass(frozen=True)
class Place:
    """Where on a page something stands: an id for links, what it is in words, a box for each word."""

    id: str
    said: str
    boxes: tuple[tuple[int, int, int, int], ...]


@dataclass
class Shown:
    """A page with the places on it."""

    sheet: Sheet
    number: int
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class Why:
    """A reason in words, and the id of its place, "" where it has none."""

    sentence: str
    place: str


@dataclass(frozen=True)
class ValueLine:
    """A value with what somebody decided: "" nothing yet, `taken`, `left`."""

    number: int
    value: Value
    why: Why
    decided: str = ""
    by: str = ""

    @property
    def place(self) -> str:
        return f"value-{self.number}"

    @property
    def percent(self) -> int:
        return round(100 * self.value.confidence)


@dataclass(frozen=True)
class Somebody:
    """A person whose paper it might be, and why."""

    patient: Patient
    why: list[Why]
    suggested: bool = False


@dataclass
class Paper:
    """All that the page of a document shows."""

    document: PaperDocument
    suggestion: Suggestion
    pages: list[Shown]
    people: list[Somebody]
    why: dict[str, list[Why]]
    values: list[ValueLine]
    accepted: list[Accepted]

    @property
    def poor(self) -> list[Shown]:
        return [shown for shown in self.pages if shown.sheet.poor or shown.sheet.state == Sheet.State.FAILED]

    @property
    def is_being_read(self) -> bool:
        return any(not shown.sheet.is_settled for shown in self.pages)

    @property
    def undecided(self) -> list[ValueLine]:
        return [line for line in self.values if not line.decided]


def paper_of(document: PaperDocument) -> Paper:
    """Return the document as it is shown. Five queries at most, however many pages it has."""
    sheets = sheets_of(document)
    pages, suggestion = [page_of(sheet) for sheet in sheets], suggestion_of(document)
    shown = [Shown(sheet, number) for number, sheet in enumerate(sheets, 1)]
    places = _Places(shown, pages)
    people = _people(suggestion, places) if document.is_open else []
    why = {part: places.whys(f"{part}-why", getattr(suggestion, f"{part}_why")) for part in ("type", "date", "author")}
    accepted = list(document.accepted.filter(taken_back_at=None).order_by("number"))
    values = _values(document, suggestion, accepted, places)
    return Paper(
        document, suggestion, shown, people, why | {"patient": places.whys("nobody", suggestion.why)}, values, accepted
    )


class _Places:
    """Puts places on pages while reasons are put into words."""

    def __init__(self, shown: list[Shown], pages: list[Page]):
        self.shown, self.pages = shown, pages

    def put(self, id: str, said: str, page: int, words: Iterable[int]) -> str:
        """Return the id, "" where it stands nowhere on the paper."""
        if page >= len(self.pages):
            return ""
        all_words = self.pages[page].words
        found = [all_words[number] for number in words if number < len(all_words)]
        if not found:
            return ""
        boxes = tuple((word.left, word.top, word.width, word.height) for word in found)
        self.shown[page].places.append(Place(id, said, boxes))
        return id

    def whys(self, name: str, reasons: Iterable[Reason]) -> list[Why]:
        return [self.why(f"{name}-{number}", reason) for number, reason in enumerate(reasons)]

    def why(self, id: str, reason: Reason) -> Why:
        said = sentence(reason)
        return Why(said, self.put(id, said, reason.page, reason.words))


def _people(suggestion: Suggestion, places: _Places) -> list[Somebody]:
    uids = [suggestion.patient] if suggestion.patient else [one.uid for one in suggestion.perhaps]
    rows = people_by(uids)
    if suggestion.patient:
        found = rows.get(suggestion.patient)
        return [Somebody(found, places.whys("patient", suggestion.why), True)] if found else []
    return [
        Somebody(rows[one.uid], places.whys(f"perhaps-{number}", one.why))
        for number, one in enumerate(suggestion.perhaps)
        if one.uid in rows
    ]


def people_by(uids: Iterable[UUID]) -> dict[UUID, Patient]:
    """Return the rows of people. One query."""
    return {row.uid: row for row in Patient.objects.defer("doc").filter(uid__in=list(uids))}


def _values(
    document: PaperDocument, suggestion: Suggestion, accepted: list[Accepted], places: _Places
) -> list[ValueLine]:
    taken, left = {one.number: one for one in accepted}, set(document.left_out)
    lines = []
    for number, value in enumerate(suggestion.values):
        places.put(f"value-{number}", value.text, value.page, value.words)
        decided = "taken" if number in taken else "left" if number in left else ""
        by = taken[number].accepted_by if number in taken else ""
        lines.append(ValueLine(number, value, Why(sentence(value.why), ""), decided, by))
    return lines
