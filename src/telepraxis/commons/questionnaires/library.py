"""Which forms there are: those of the practice, and the instruments that come with the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from telepraxis.base import record
from telepraxis.base.fhir import json_text, keys, parameters
from telepraxis.base.record.models import Resource, Word

from .form import Form, form_of
from .models import Published

INSTRUMENTS = Path(__file__).parent / "instruments"
TYPE = "Questionnaire"


@dataclass(frozen=True)
class Listed:
    """One form in the list; `published` is None for a draft, and for one from elsewhere that nobody took over."""

    row: Resource
    form: Form
    published: Published | None

    @property
    def state(self) -> str:
        if self.published is None:
            return "draft" if self.form.status == "draft" else "elsewhere"
        return "retired" if self.published.retired_at else "active"


@cache
def instruments() -> dict[str, Form]:
    """Return the forms that come with the house, by the name of their file."""
    return {path.stem: form_of(json_text.read(path.read_bytes())) for path in sorted(INSTRUMENTS.glob("*.json"))}


def read(row: Resource) -> Form:
    """Return the form that stands in a row; it is not to be changed, for the next reader gets the same."""
    return _parsed(row.doc)


@lru_cache(maxsize=64)
def _parsed(doc: str) -> Form:
    return form_of(json_text.read(doc))


def every_form() -> list[Listed]:
    """Return the practice's forms by title, the newest version first. One query."""
    rows = record.of_type(TYPE).select_related("published").order_by("-uid")
    found = [Listed(row, read(row), getattr(row, "published", None)) for row in rows]
    return sorted(found, key=lambda each: each.form.title().casefold())


def to_ask() -> list[Published]:
    """Return the published forms that are asked, with their documents. One query."""
    return list(Published.objects.filter(retired_at=None).select_related("form"))


def offered() -> list[tuple[str, Form]]:
    """Return (name, form) of all that can be asked: `name` is a uid, or the name of an instrument. One query."""
    published = [(str(each.form_id), read(each.form)) for each in to_ask()]
    known = {form.url for _, form in published}
    ready = [(name, form) for name, form in instruments().items() if form.url not in known]
    return sorted(published + ready, key=lambda each: each[1].title().casefold())


def forms_named(canonicals: Iterable[str]) -> dict[str, Form]:
    """Return {canonical: form} of those that are here; without a version the newest that was published. One query."""
    wanted = {canonical: tuple(canonical.split("|", 1)) for canonical in canonicals if canonical}
    found = _rows_with({url for url, *_ in wanted.values()}) if wanted else []
    known = {form.canonical: form for form in instruments().values()} | {each.canonical: each for each in found}
    newest = {form.url: form for form in [*instruments().values(), *found] if form.status != "draft"}
    return {
        canonical: form
        for canonical, (url, *version) in wanted.items()
        if (form := known.get(canonical) if version else newest.get(url))
    }


def _rows_with(urls: set[str]) -> list[Form]:
    words = Word.objects.filter(place__in=_places("url"), key__in=[keys.uri(url) for url in urls])
    return [read(row) for row in record.of_type(TYPE).filter(uid__in=words.values("uid")).order_by("uid")]


@cache
def _places(parameter: str) -> list[int]:
    return [place.id for place in parameters.parameters_of(TYPE)[parameter].places]


def versions_of(url: str) -> list[tuple[Resource, Form]]:
    """Return every version of a form that is here, with its row, the oldest first. One query."""
    words = Word.objects.filter(place__in=_places("url"), key=keys.uri(url))
    return [(row, read(row)) for row in record.of_type(TYPE).filter(uid__in=words.values("uid")).order_by("uid")]


def published_as(form: UUID) -> Published | None:
    """Return the row by which a form is published. One query."""
    return Published.objects.filter(form_id=form).select_related("form").first()
