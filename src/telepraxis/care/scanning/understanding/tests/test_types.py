"""What a paper is, in which language, from whom."""

from datetime import date

import pytest

from telepraxis.care.scanning.understanding import Document, suggest
from telepraxis.care.scanning.understanding.vocabulary import table

from .paper import page_of


def suggested(text: str):
    return suggest(Document((page_of(text),)), (), today=date(2026, 1, 15))


@pytest.mark.parametrize(("title", "code"), [(title, row["code"]) for row in table("type") for title in row["titles"]])
def test_each_title_tells_its_type(title, code):
    found = suggested(f"{title.upper()}\nSome words that tell nothing.")

    assert found.type[0] == code
    assert (found.type_why[0].code, found.type_why[0].said) == ("title", title.upper())


def test_without_a_title_several_signs_tell_it():
    found = suggested("Findings: clear lungs\nImpression: normal\nTechnique: two views\nContrast: none")

    assert found.type == ("18748-4", "Diagnostic imaging study")
    assert [(each.code, each.said) for each in found.type_why] == [
        ("sign", "findings"),
        ("sign", "impression"),
        ("sign", "technique"),
        ("sign", "contrast"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We spoke about the discharge summary and the prescription.",
        "Findings: clear",
        "Please find the laboratory report, the consent form and the referral letter enclosed.",
        "",
    ],
)
def test_a_word_in_a_sentence_or_a_single_sign_tells_nothing(text):
    assert suggested(text).type is None


def test_the_title_counts_more_than_signs_of_something_else():
    found = suggested("REFERRAL LETTER\nHemoglobin 13 g/dL  Creatinine 1 mg/dL  Glucose 90 mg/dL  Specimen  Serum")

    assert found.type[0] == "57133-1"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The patient was seen in the clinic and is well.", "en"),
        ("La paciente fue vista en la consulta y se encuentra bien.", "es"),
        ("Sodium 139 Potassium 4.2", ""),
        ("The patient and la paciente de la consulta of the day", ""),
    ],
)
def test_the_small_words_tell_the_language(text, language):
    assert suggested(text).language == language


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Electronically signed by Jane Doe, MD", "Jane Doe, MD"),
        ("Fdo.: Dra. Rosa Blanco Díaz", "Dra. Rosa Blanco Díaz"),
        ("Dear Dr Adams\nThank you.\nYours sincerely\nDr Susan Wright", "Dr Susan Wright"),
        ("Attending: Paul Grant, MD", "Paul Grant, MD"),
        ("Signed: ______", ""),
        ("She was seen by the doctor.", ""),
    ],
)
def test_who_wrote_it(text, author):
    assert suggested(text).author == author


@pytest.mark.parametrize(
    ("text", "institution"),
    [
        ("Riverside Medical Center\n12 Mill Road", "Riverside Medical Center"),
        ("HOSPITAL GENERAL DE VALENCIA   Servicio de Cardiología", "HOSPITAL GENERAL DE VALENCIA"),
        ("Centro de Salud Las Rosas", "Centro de Salud Las Rosas"),
        ("Health Insurance Card", ""),
        ("She went to the hospital on Monday.", ""),
        ("Hospital: San Juan", ""),
    ],
)
def test_from_which_house_it_comes(text, institution):
    assert suggested(text).institution == institution
