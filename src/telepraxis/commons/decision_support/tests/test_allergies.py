"""What somebody reacted to, and what resembles it."""

import pytest

from .scene import allergic, card_of, checked, medicine, rules, stops, unknowns

ANAPHYLAXIS = {"reaction": "anaphylaxis", "is_severe": True}
RASH = {"reaction": "rash"}


def to(code: str, medicine: str, **said):
    return checked(medicine, allergies=allergic(code.capitalize(), code, **said))


@pytest.mark.parametrize(
    ("code", "medicine"),
    [
        ("penicillin", "amoxicillin"),
        ("amoxicillin", "amoxicillin"),
        ("amoxicillin-clavulanate", "amoxicillin"),
        ("sulfonamide-antibiotic", "sulfamethoxazole+trimethoprim"),
        ("sulfamethoxazole-trimethoprim", "trimethoprim"),
        ("ibuprofen", "naproxen"),
        ("aspirin", "ibuprofen"),
        ("nsaid", "diclofenac"),
        ("ciprofloxacin", "levofloxacin"),
        ("cephalexin", "cefadroxil"),
        ("meropenem", "ertapenem"),
        ("lisinopril", "ramipril"),
    ],
)
def test_the_same_and_its_class_stop_even_after_a_rash(code, medicine):
    assert len(stops(to(code, medicine, **RASH))) >= 1


@pytest.mark.parametrize(
    ("code", "medicine"),
    [
        ("sulfonamide-antibiotic", "furosemide"),
        ("sulfonamide-antibiotic", "hydrochlorothiazide"),
        ("sulfonamide-antibiotic", "celecoxib"),
        ("sulfonamide-antibiotic", "glipizide"),
        ("sulfonamide-antibiotic", "sumatriptan"),
        ("sulfonamide-antibiotic", "tamsulosin"),
        ("penicillin", "cefazolin"),
        ("penicillin", "azithromycin"),
        ("penicillin", "aztreonam"),
        ("nsaid", "paracetamol"),
        ("morphine", "fentanyl"),
        ("fentanyl", "oxycodone"),
        ("lidocaine", "benzocaine"),
        ("carbamazepine", "levetiracetam"),
        ("iodine-contrast", "povidone-iodine"),
        ("shellfish", "povidone-iodine"),
        ("peanut", "amoxicillin"),
        ("egg", "azithromycin"),
        ("cefazolin", "amoxicillin+clavulanic-acid"),
    ],
)
def test_what_does_not_resemble_it_is_not_held_against_anybody(code, medicine):
    answer = to(code, medicine, **RASH)

    assert stops(answer) == []
    assert [rule for rule in rules(answer) if rule != "cephalosporin-to-penicillin"] == []


@pytest.mark.parametrize("medicine", ["cephalexin", "cefaclor", "cefadroxil"])
def test_amoxicillin_shares_a_side_chain_with_some_cephalosporins(medicine):
    assert rules(to("amoxicillin", medicine, **RASH)) == ["aminopenicillin-to-cephalosporin"]
    assert stops(to("amoxicillin", medicine, **RASH)) == []
    assert stops(to("ampicillin", medicine, **ANAPHYLAXIS)) == ["aminopenicillin-to-cephalosporin"]
    assert stops(to("cephalexin", "amoxicillin", **ANAPHYLAXIS)) == ["aminocephalosporin-to-aminopenicillin"]


def test_a_cephalosporin_with_another_side_chain_is_mentioned_and_does_not_stop():
    mild, severe = to("penicillin", "ceftriaxone", **RASH), to("penicillin", "ceftriaxone", **ANAPHYLAXIS)

    assert [(card.rule, card.indicator) for card in mild.cards] == [("penicillin-to-cephalosporin", "info")]
    assert [(card.rule, card.indicator) for card in severe.cards] == [("penicillin-to-cephalosporin", "warning")]


def test_a_carbapenem_may_be_given_to_who_is_allergic_to_penicillin():
    card = card_of(to("penicillin", "meropenem", **ANAPHYLAXIS), "penicillin-to-carbapenem")

    assert card.indicator == "info"
    assert "Fewer than 1 in 100" in card.detail


def test_nausea_from_an_opioid_is_an_intolerance_and_no_allergy():
    upset = checked(
        "codeine", "morphine", allergies=allergic("Codeine", "codeine", reaction="nausea", is_intolerance=True)
    )

    assert [(card.rule, card.about, card.indicator) for card in upset.cards if card.check == "allergy"] == [
        ("not-tolerated", ("codeine",), "info")
    ]
    assert [rule for rule in rules(to("codeine", "morphine", **RASH))] == ["phenanthrene-each-other"]
    assert stops(to("codeine", "morphine", **ANAPHYLAXIS)) == ["phenanthrene-each-other"]


def test_cough_and_angioedema_with_an_ace_inhibitor_are_two_things():
    cough = to("lisinopril", "enalapril", reaction="cough", is_intolerance=True)
    swollen = to("lisinopril", "sacubitril+valsartan", reaction="angioedema of the tongue")

    assert [(card.rule, card.is_interruptive, card.indicator) for card in cough.cards] == [
        ("acei-each-other", False, "warning")
    ]
    assert stops(swollen) == ["acei-to-sacubitril"]
    assert "acei-to-arb" in rules(swollen)
    assert rules(to("lisinopril", "losartan", reaction="cough", is_intolerance=True)) == []


def test_muscle_pain_with_one_statin_is_no_reason_to_stop_another():
    answer = to("simvastatin", "rosuvastatin", reaction="muscle pain", is_intolerance=True)

    assert [(card.rule, card.indicator) for card in answer.cards] == [("statin-each-other", "info")]


def test_nobody_asked_about_allergies():
    asked, unasked = checked("amoxicillin"), checked("amoxicillin", none_known=False)

    assert "allergy" in asked.passed
    assert "allergy" not in unasked.passed
    assert "Whether there are allergies is not on record. Ask, and write it down." in unknowns(unasked)


@pytest.mark.parametrize(
    "words", ["penicillin", "Penicillin allergy", "alergia a la penicilina", "Rash from PENICILLIN as a child"]
)
def test_words_that_name_a_class_are_read(words):
    answer = checked("amoxicillin", allergies=allergic(words))

    assert stops(answer) == ["same-class-penicillin"]
    assert "It is not coded; this was read from its words." in answer.cards[0].detail
    assert [said for said in unknowns(answer) if "not coded" in said] == []


@pytest.mark.parametrize(
    "words", ["the pink syrup", "an antibiotic", "", "no penicillin allergy", "tolerates amoxicillin"]
)
def test_words_that_name_nothing_plainly_are_said_to_be_unchecked(words):
    answer = checked("amoxicillin", allergies=allergic(words))

    assert [card for card in answer.cards if card.check == "allergy"] == []
    assert "allergy" not in answer.passed
    assert [said for said in unknowns(answer) if "is not coded and could not be checked" in said] != []


@pytest.mark.parametrize("words", ["Peanuts", "cat hair", "Bee stings (swelling)", "alergia al polen"])
def test_what_is_no_medicine_is_understood_and_needs_no_check(words):
    answer = checked("amoxicillin", allergies=allergic(words))

    assert answer.cards == ()
    assert "allergy" in answer.passed


def test_words_that_are_understood_in_part_say_so_and_still_warn():
    answer = checked("ibuprofen", allergies=allergic("aspirin and the yellow eye drops"))

    assert stops(answer) == ["nsaid-each-other"]
    assert "The allergy “aspirin and the yellow eye drops” is not coded and was understood in part only." in unknowns(
        answer
    )


def test_a_substance_that_no_table_knows_is_found_by_its_own_name():
    answer = checked("zorbitamide", allergies=allergic("Zorbitamide"))

    assert stops(answer) == ["same-substance"]


def test_a_group_without_a_rule_is_said_to_be_unchecked():
    answer = checked("cetirizine", allergies=allergic("Blood pressure medicines", "antihypertensive"))

    assert answer.cards == ()
    assert (
        "The allergy “Blood pressure medicines” is to a group of medicines about which no rule is written here."
        in unknowns(answer)
    )


def test_an_eye_drop_is_checked_as_well():
    drop = medicine("sulfacetamide", route="ophthalmic")

    assert stops(checked(drop, allergies=allergic("Sulfa", "sulfonamide-antibiotic"))) == ["sulfonamide-antibiotics"]
