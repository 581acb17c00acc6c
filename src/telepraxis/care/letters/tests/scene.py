"""The scene: Amara has met Dr Carvalho and needs a note for her employer."""

from datetime import date

import pypdfium2
import pytest

from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY

from .. import writing

AWAY = {"not_fit_for": "work", "from_on": date(2026, 11, 23), "until_on": date(2026, 11, 27)}


@pytest.fixture
def begun(room_visit, ines):
    return visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)


@pytest.fixture
def draft(begun, ines):
    said = writing.Said(language="en", recipient="Port Alder Ferries\nCrew office", **AWAY)
    return writing.draft_letter(visit=begun, kind="sick_note", said=said, by=ines, now=TEN_FORTY)


@pytest.fixture
def signed(draft, ines):
    return writing.sign_letter(letter=draft, by=ines, now=TEN_FORTY)


def words_of(pdf: bytes) -> str:
    """Return what stands on the first page, on one line."""
    return " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())
