import pytest

from telepraxis.registry.patients import names


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Inês Carvalho", ["ines", "carvalho"]),
        ("Łukasz Wójcik-Dąbrowski", ["lukasz", "wojcik", "dabrowski"]),
        ("Seán O’Neill", ["sean", "oneill"]),
        ("Jürgen Groß", ["jurgen", "gross"]),
        ("Søren Ærø", ["soren", "aero"]),
        ("  María   José  ", ["maria", "jose"]),
        ("", []),
    ],
)
def test_names_are_folded_to_plain_words(written, folded):
    assert names.words_of(written) == folded


def test_two_words_one_slip_apart_share_a_trace():
    for slip in ("carvaho", "carvalhos", "carvslho", "cavralho"):
        assert names.traces_of(slip) & names.traces_of("carvalho"), slip


@pytest.mark.parametrize(
    ("typed", "word", "expected"),
    [
        ("carvalho", "carvalho", 1.0),
        ("carv", "carvalho", 0.825),
        ("cravalho", "carvalho", 0.85),
        ("carvhalo", "carvalho", 0.0),
        ("cavr", "carvalho", 0.675),
        ("silva", "carvalho", 0.0),
        ("x", "carvalho", 0.0),
    ],
)
def test_likeness_rewards_the_whole_word_and_forgives_one_slip(typed, word, expected):
    assert names.likeness(typed, word) == expected


def test_whole_names_are_compared_in_any_order():
    assert names.same_person_by_name("Amara Okonjo", "Okonjo Amara") == 1.0
    assert names.same_person_by_name("Amara Okonjo", "Amara Okonyo") == pytest.approx(0.925)
    assert names.same_person_by_name("Amara Okonjo", "Rui Tavares") == 0.0
