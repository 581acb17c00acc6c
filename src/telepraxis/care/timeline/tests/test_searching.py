"""Search in one chart: every word, whatever case and accents, newest first, marked where it stands."""

from datetime import timedelta

import pytest

from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.registry.patients.identity import records_of

from ..highlighting import Piece, excerpt, marked
from ..keeping import bring_up_to_date
from ..searching import search, words_typed
from ..texts import text_of
from .chart import XHTML, asthma, kept, note, potassium


@pytest.fixture
def chart(amara, ines):
    """Amara's chart: a note, two results, a problem."""
    kept(note(amara.patient_id, "Mild dyspnoea. Señora Peña says the Straße was icy; <b>no</b> fall."), ines)
    kept(potassium(amara.patient_id), ines)
    kept(potassium(amara.patient_id, "4.0", at=TEN_FORTY - timedelta(days=400), status="amended"), ines)
    kept(asthma(amara.patient_id), ines)
    records = records_of(amara.patient_id)
    bring_up_to_date(records)
    return records


def found(records, typed, **more):
    return [(line.title, line.value) for line in search(records, typed, **more).lines]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("dyspnoea", ["Progress note"]),
        ("DYSPN", ["Progress note"]),
        ("pena strasse", ["Progress note"]),
        ("Peña fall", ["Progress note"]),
        ("peña potassium", []),
        ("potassium", ["Potassium", "Potassium"]),
        ("potass 6.3", ["Potassium"]),
        ("harbour", ["Potassium", "Potassium"]),
        ("J45.9", ["Asthma since childhood"]),
        ("adeyemi", ["Progress note"]),
        ("100%", []),
        ("_", []),
        ("\\", []),
        ("div", []),
        ("Okonjo", []),  # her own name stands in every document and finds none
    ],
)
def test_finds_what_every_word_stands_in(chart, typed, titles):
    assert [title for title, _ in found(chart, typed)] == titles


def test_newest_first_and_one_kind_alone(chart):
    assert found(chart, "potassium") == [("Potassium", "6.3 mmol/L"), ("Potassium", "4.0 mmol/L")]
    assert [title for title, _ in found(chart, "a", kind="notes")] == ["Progress note"]


def test_more_follows_where_the_page_ended(chart, amara, ines, monkeypatch):
    monkeypatch.setattr("telepraxis.care.timeline.reading.PAGE", 1)
    first = search(chart, "potassium")
    second = search(chart, "potassium", after=first.after)

    assert [line.value for line in (*first.lines, *second.lines)] == ["6.3 mmol/L", "4.0 mmol/L"]
    assert second.after is None


def test_another_patients_chart_is_not_searched(chart, tomasz):
    assert found(records_of(tomasz.patient_id), "potassium") == []


def test_an_excerpt_shows_what_is_around_and_marks_it():
    text = "Seen in the rain.\nWeight loss of ten kilos " + "and more " * 40 + "with Übelkeit at night.\nNo fever."

    said = excerpt(text, words_typed("übelkeit loss"))
    assert [piece.text for piece in said if piece.is_hit] == ["loss", "Übelkeit"]
    whole = "".join(piece.text for piece in said)
    assert whole.startswith("Seen in the rain. · Weight loss of ten kilos") and whole.endswith("at night. · No fever.")
    assert whole.count("…") == 1 and len(whole) < 420


def test_marks_fall_on_letters_that_fold_to_two():
    assert marked("Große Straße", ["strasse"]) == [Piece("Große "), Piece("Straße", is_hit=True)]
    assert marked("aspirin", ["x"]) == [Piece("aspirin")]
    assert excerpt("aspirin", ["x"]) == []


def test_a_document_says_each_thing_once_and_nothing_of_its_machinery():
    doc = {
        "resourceType": "DiagnosticReport",
        "id": "machinery",
        "meta": {"source": "urn:nowhere"},
        "text": {"status": "generated", "div": f"<div {XHTML}><p>Chest &amp; heart</p><p>Clear</p></div>"},
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "30746-2", "display": "Chest X-ray"}]},
        "subject": {"reference": "Patient/1", "display": "Amara Okonjo"},
        "conclusion": "Clear",
        "presentedForm": [{"contentType": "application/pdf", "data": "JVBERi0=", "title": "Report"}],
        "contained": [{"resourceType": "Observation", "valueQuantity": {"value": 12, "unit": "mm"}}],
    }

    assert text_of(doc).split("\n") == ["Chest & heart", "Clear", "Chest X-ray", "Clear", "Report", "12 mm"]
