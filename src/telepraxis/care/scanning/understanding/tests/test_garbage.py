"""Whatever OCR makes of a page, it is looked at and nobody falls over it."""

from datetime import date
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from telepraxis.care.scanning.reading.shapes import Page, Word
from telepraxis.care.scanning.understanding import Document, Known, candidates_for_search, split, suggest
from telepraxis.care.scanning.understanding.wording import SENTENCES, sentence

from . import papers
from .paper import page_of

ANA = Known("ana", ("Ana María García López", "", "A"), date(1980, 4, 3), ("1004521", "", "-"))
NOBODY = Known("nobody", ())
TODAY = date(2026, 1, 15)

parts = st.sampled_from(
    """Patient: Paciente: DOB: Fecha de nacimiento MRN: NHC Diagnosis: Diagnóstico Allergies: Alergias none ninguna
    Tratamiento Medications: Glucose Glucosa mg/dL mmol/L % H * 105 13,5 4.500 1.234.567,8 70-110 ( ) - / : ; . , < >
    31/02/2024 00/00/0000 29/02/2023 99/99/99 3 de abril de de 1-2-3 Page 1 of 0 Page 3 of 2 E11.9 Tª TA 120/80 0/0 BP
    999/999 Dr Firmado por ½ 10⁹/L 500 mg cada 8 horas SpO2 97% ' " ’ | ª º ² \u0000 \ud7ff ﬁ ß İ ŉ""".split()
)
texts = st.one_of(parts, st.text(max_size=12))
words = st.builds(
    Word,
    texts,
    st.floats(0, 1),
    st.integers(-50, 4000),
    st.integers(-50, 4000),
    st.integers(0, 900),
    st.integers(0, 300),
    line=st.integers(0, 5),
    paragraph=st.integers(0, 5),
)
in_rows = st.lists(st.lists(texts, max_size=8), max_size=12).map(lambda rows: page_of("\n".join(map(" ".join, rows))))
scattered = st.lists(words, max_size=40).map(lambda found: Page(1800, 2500, tuple(found)))
pages = st.one_of(
    in_rows, scattered, st.sampled_from([Page(0, 0), Page(9, 9, poor="unreadable"), Page(9, 9, barcodes=("",))])
)


def look_at(stack: list[Page]) -> None:
    for document in split(stack):
        candidates_for_search(document)
        found = suggest(document, [ANA, NOBODY], today=TODAY)
        for value in found.values:
            assert 0 <= value.confidence <= 1
            assert all(0 <= index < len(document.pages[value.page].words) for index in value.words)
            assert value.number is None or isinstance(value.number, Decimal)
            assert sentence(value.why)
        for reason in (*found.why, *document.why, *found.type_why, *found.date_why, *found.author_why):
            assert sentence(reason)
        assert found.date is None or found.date <= TODAY


@settings(max_examples=100, deadline=None)
@given(st.lists(pages, max_size=4))
@example([page_of("\n".join([papers.SPANISH_DISCHARGE] * 2)), page_of(papers.ENGLISH_LABORATORY[::-1])])
def test_garbage_never_raises(stack):
    look_at(stack)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([name for name in vars(papers) if name.isupper()]), st.randoms(use_true_random=False))
def test_a_paper_with_words_lost_and_shuffled_never_raises(name, luck):
    page = page_of(getattr(papers, name))
    kept = [word for word in page.words if luck.random() > 0.2]
    if luck.random() < 0.3:
        luck.shuffle(kept)
    look_at([Page(page.width, page.height, tuple(kept))])


def test_a_page_with_very_many_words_is_looked_at_in_no_time():
    row = "Glucose 105 mg/dL 70-110   Patient: Ana García   E11.9 500 mg twice daily   " * 4
    found = suggest(Document((page_of("\n".join([row] * 400)),)), [ANA], today=TODAY)

    assert found.patient is None


def test_every_sentence_takes_what_was_said():
    assert [code for code, text in SENTENCES.items() if "%(" in str(text) and "%(said)s" not in str(text)] == []
