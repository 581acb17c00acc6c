"""What a pharmacy makes up, listed by hand."""

from datetime import date
from decimal import Decimal

import pytest

from telepraxis.care.medications.ordering import line, mixtures, totals
from telepraxis.commons.decision_support.facts import Amount
from telepraxis.registry.formulary.medicine import Ingredient

TODAY = date(2026, 11, 30)


def nothing(_text: str) -> list:
    raise AssertionError("a mixture is in no catalogue")


def read(text: str) -> line.ReadLine:
    return line.read(text, find=nothing, today=TODAY)


def test_an_ointment_has_its_ingredients_in_each_gram():
    said = read("mix: salicylic acid 5%, urea 10 g, white soft paraffin to 100 g; apply bd 14 days")
    mixture = said.medicine

    assert mixture.name == "Mixture of salicylic acid 5%, urea 10 g in white soft paraffin"
    assert mixture.ingredients == (
        Ingredient("salicylic-acid", "salicylic acid", Decimal(5), "%", Decimal(1), "g"),
        Ingredient("urea", "urea", Decimal(10), "g", Decimal(100), "g"),
    )
    assert (mixture.system, mixture.form, mixture.counted_in, mixture.routes) == (
        "urn:telepraxis:mixture", "ointment", "g", ("topical",),
    )  # fmt: skip
    assert (said.supply.quantity, said.supply.unit, said.is_complete) == (Decimal(100), "g", True)


def test_capsules_say_what_is_in_each_of_them():
    said = read("mix: captopril 2 mg, lactose qs, 30 capsules; 1 capsule tid")

    assert said.medicine.ingredients == (Ingredient("captopril", "captopril", Decimal(2), "mg"),)
    assert (said.supply.quantity, said.supply.unit) == (Decimal(30), "capsule")
    assert totals.amounts(said.medicine, said.dosage)[1] == (Amount("captopril", Decimal(6), "mg"),)


def test_it_is_said_in_spanish_too():
    said = read("fórmula magistral: urea 20%, vaselina csp 100 g; aplicar 2 veces al día 30 días")

    assert said.medicine.name == "Mixture of urea 20% in vaselina"
    assert (said.dosage.steps[0].times, said.dosage.steps[0].days) == (2, 30)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (
            "mix: menthol, aqueous cream to 50 g; apply bd",
            "How much menthol is in it? Type menthol 5 % or 100 mg.",
        ),
        (
            "mix: urea 10%, white soft paraffin qs; apply bd",
            "How much is made? Type the last ingredient as “paraffin to 100 g”, or 30 capsules.",
        ),
        ("mix: ; apply bd", "What is mixed? Type each ingredient with its amount, parted by commas."),
    ],
)
def test_what_a_mixture_lacks_is_asked_for(text, missing):
    assert missing in read(text).missing


def test_a_word_that_begins_like_it_is_no_mixture():
    assert not mixtures.begins_one("mixtard 20 units bd")
    assert mixtures.begins_one("Compound: urea 10%")
