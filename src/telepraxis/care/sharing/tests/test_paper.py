"""The record to read holds what was agreed and what was signed; what is too long is left out and said."""

import pypdfium2
import pytest

from telepraxis.care.chart import notes, summaries
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import *  # noqa: F403
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.sharing import record_paper


@pytest.fixture
def seen(room_visit, ines):
    """Dr Carvalho has seen Amara, signed her note, and told her in plain words."""
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    said = {"visit": visit, "by": ines, "now": TEN_FORTY}
    notes.save_draft(sections={"subjective": "Wheezing at night.", "plan": "Salbutamol #panic()"}, revision=0, **said)
    notes.sign(**said)
    summaries.write_summary(text="Take two puffs before running.", language="en", **said)
    return visit


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split())


def test_visits_stand_in_the_record_to_read(seen, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        printed = words_of(record_paper.record_pdf(seen.patient_id, now=TEN_FORTY))

    for part in ("What was written about your visits", "23 November 2026 · Dr Inês Carvalho", "What you agreed",
                 "Take two puffs before running.", "Wheezing at night.", "Salbutamol #panic()"):  # fmt: skip
        assert part in printed, part


def test_what_is_too_long_for_paper_is_said(seen, monkeypatch):
    monkeypatch.setattr(record_paper, "MOST_TEXT", 20)

    printed = words_of(record_paper.record_pdf(seen.patient_id, now=TEN_FORTY))
    assert "1 older visit is in the FHIR file." in printed and "Wheezing" not in printed
