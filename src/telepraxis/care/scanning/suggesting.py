"""What is suggested for a document, as it is kept beside it: made anew whenever its pages change."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from telepraxis.base.tenancy.zones import zone_of
from telepraxis.registry.organizations.profile import profile_of

from .kept_pages import page_of
from .models import PaperDocument, Sheet
from .people import candidates, known
from .reading.shapes import Page
from .understanding import Document, Known, Perhaps, Reason, Suggestion, Value, suggest
from .understanding.identity import identity_on
from .understanding.people import held_against, match
from .understanding.rows import rows_of


def suggest_anew(document: PaperDocument, *, now: datetime) -> None:
    """Look at the document's pages again; the caller audits."""
    pages, today = as_document(pages_of(document)), today_at(document, now)
    document.suggestion = as_json(_suggest(pages, candidates(pages, today=today), document, today))
    document.save(update_fields=["suggestion"])


@dataclass(frozen=True)
class Agreement:
    """Whether name, birth date and record number on the paper are one person's, and how each stands to theirs."""

    in_all: bool
    why: tuple[Reason, ...] = ()


def agreement(document: PaperDocument, patient: UUID, *, now: datetime) -> Agreement:
    """Hold the paper against one person."""
    pages, today = pages_of(document), today_at(document, now)
    said = [identity_on(rows_of(page, number)) for number, page in enumerate(pages)]
    codes = [code for page in pages for code in page.barcodes]
    people = known([patient])
    found, _why, _perhaps = match(said, people, today=today, codes=codes)
    why = [reason for person in people for reason in held_against(said, person, today=today, codes=codes)]
    return Agreement(found == patient, tuple(why))


def _suggest(pages: Document, people: list[Known], document: PaperDocument, today: date) -> Suggestion:
    """Dates are read as people where the practice is write them, where they could be either way round."""
    day_first = not profile_of(document.organization_id).jurisdiction.startswith("US")
    return suggest(pages, people, today=today, day_first=day_first)


def today_at(document: PaperDocument, now: datetime) -> date:
    return timezone.localtime(now, zone_of(document.organization_id)).date()


def sheets_of(document: PaperDocument) -> list[Sheet]:
    return list(document.sheets.order_by("position", "id"))


def pages_of(document: PaperDocument) -> list[Page]:
    return [page_of(sheet) for sheet in sheets_of(document)]


def as_document(pages: list[Page]) -> Document:
    return Document(tuple(pages), tuple(range(len(pages))))


def as_json(suggestion: Suggestion) -> dict:
    """Return the suggestion as JSON keeps it: dates, numbers and ids in words."""
    return _plain(asdict(suggestion))


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, UUID)) else value


def suggestion_of(document: PaperDocument) -> Suggestion:
    """Return what is suggested for the document."""
    kept = document.suggestion
    if not kept:
        return Suggestion()
    return Suggestion(
        **kept
        | {name: _reasons(kept[name]) for name in kept if name.endswith("why")}
        | {
            "patient": UUID(kept["patient"]) if kept["patient"] else None,
            "type": tuple(kept["type"]) if kept["type"] else None,
            "date": date.fromisoformat(kept["date"]) if kept["date"] else None,
            "values": tuple(_value(one) for one in kept["values"]),
            "perhaps": tuple(Perhaps(UUID(one["uid"]), _reasons(one["why"])) for one in kept["perhaps"]),
        }
    )


def _reasons(kept: list[dict]) -> tuple[Reason, ...]:
    return tuple(_reason(one) for one in kept)


def _reason(kept: dict) -> Reason:
    return Reason(**kept | {"words": tuple(kept["words"])})


def _value(kept: dict) -> Value:
    numbers = {name: Decimal(kept[name]) if kept[name] is not None else None for name in ("number", "second")}
    day = date.fromisoformat(kept["date"]) if kept["date"] else None
    return Value(**kept | numbers | {"date": day, "words": tuple(kept["words"]), "why": _reason(kept["why"])})
