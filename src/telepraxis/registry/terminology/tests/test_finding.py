"""Dr Carvalho types a few letters and sees what she means."""

from telepraxis.registry.terminology.finding import find
from telepraxis.registry.terminology.systems import ICD_10_CM


def test_half_words_in_any_order(quayside):
    [first, *_] = find("problem", "diab typ 2")

    assert (first.system, first.code) == (ICD_10_CM, "E11.9")


def test_slip(quayside):
    assert find("problem", "hypertnesion")[0].code == "I10"
    assert find("problem", "azucar")[0].code == "E11.9"
    assert find("problem", "e11")[0].code == "E11.9"
    assert find("problem", "E11.9")[0].code == "E11.9"
