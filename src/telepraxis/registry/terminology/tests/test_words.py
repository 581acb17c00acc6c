"""What is heard alike, and what a code looks like."""

import pytest

from telepraxis.registry.terminology import words


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("haemorrhoids", "hemoroids"),
        ("pneumonia", "numonia"),
        ("psoriasis", "soriasis"),
        ("sciatica", "siatica"),
        ("eczema", "excema"),
        ("diarrhoea", "diarea"),
        ("oedema", "edema"),
        ("tumour", "tumor"),
        ("phlegm", "flegm"),
        ("asthma", "asma"),
        ("cholesterol", "colesterol"),
    ],
)
def test_words_that_sound_alike(written, heard):
    assert words.sound_of(written) == words.sound_of(heard)


@pytest.mark.parametrize(("one", "other"), [("hypertension", "hypotension"), ("penicillin", "penicillamine")])
def test_words_that_do_not(one, other):
    assert words.sound_of(one) != words.sound_of(other)


@pytest.mark.parametrize(
    ("typed", "fragments"),
    [
        ("E11.9", ["e119"]),
        ("e11", ["e11"]),
        ("Diabetes, Type 2", ["diabetes", "type", "2"]),
        ("dolor de cabeza", ["dolor", "cabeza"]),
        ("de la", ["de", "la"]),
        ("covid-19", ["covid", "19"]),
        ("", []),
    ],
)
def test_what_is_typed_becomes_fragments(typed, fragments):
    assert words.fragments_of(typed) == fragments


def test_a_number_has_no_slips():
    assert words.traces_of("500") == set()
    assert words.traces_of("flu") == {"flu", "lu", "fu", "fl", "~flu"}
