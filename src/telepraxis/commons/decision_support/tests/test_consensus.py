"""The fifteen pairs of the ONC consensus (Phansalkar 2012) stop the prescriber, whichever of the two comes second."""

import pytest

from .scene import basket, card_of, checked, prescribing, stops

FIFTEEN = [
    ("methylphenidate", "phenelzine", "onc-amphetamine-maoi"),
    ("atazanavir", "omeprazole", "onc-atazanavir-ppi"),
    ("febuxostat", "azathioprine", "onc-febuxostat-thiopurine"),
    ("sertraline", "tranylcypromine", "onc-ssri-maoi"),
    ("irinotecan", "ketoconazole", "onc-irinotecan-cyp3a4"),
    ("meperidine", "phenelzine", "onc-opioid-maoi"),
    ("amitriptyline", "isocarboxazid", "onc-tricyclic-maoi"),
    ("amiodarone", "haloperidol", "onc-qt-qt"),
    ("ramelteon", "fluvoxamine", "onc-ramelteon-cyp1a2"),
    ("darunavir", "rifampicin", "onc-protease-inducer"),
    ("simvastatin", "clarithromycin", "onc-statin-cyp3a4"),
    ("ergotamine", "ritonavir", "onc-ergot-cyp3a4"),
    ("tizanidine", "ciprofloxacin", "onc-tizanidine-cyp1a2"),
    ("tranylcypromine", "procarbazine", "onc-tranylcypromine-procarbazine"),
    ("sumatriptan", "phenelzine", "onc-triptan-maoi"),
]


@pytest.mark.parametrize(("one", "other", "rule"), FIFTEEN)
def test_the_pair_stops_whichever_comes_second(one, other, rule):
    assert rule in stops(checked(one, taking=(other,)))
    assert rule in stops(checked(other, taking=(one,)))
    assert rule in stops(checked(one, other))


def test_there_are_fifteen_and_each_names_the_consensus():
    answers = [checked(one, taking=(other,)) for one, other, _rule in FIFTEEN]
    sources = {card_of(answer, rule).source.url for answer, (_one, _other, rule) in zip(answers, FIFTEEN, strict=True)}

    assert len({rule for *_pair, rule in FIFTEEN}) == 15
    assert sources == {"https://doi.org/10.1136/amiajnl-2011-000612"}


def test_a_pair_that_is_taken_already_is_not_brought_up_again():
    answer = checked("amlodipine", taking=("simvastatin", "clarithromycin"))

    assert "onc-statin-cyp3a4" not in [card.rule for card in answer.cards]


def test_what_one_product_joins_is_not_an_interaction():
    assert prescribing.check(basket("nirmatrelvir+ritonavir")).interruptive == ()
    assert checked("ramipril+hydrochlorothiazide").cards == ()


def test_the_card_says_what_happens_and_what_to_do():
    card = card_of(checked("clarithromycin", taking=("simvastatin",)), "onc-statin-cyp3a4")

    assert card.summary == "Clarithromycin with Simvastatin: muscle damage"
    assert card.about == ("clarithromycin", "simvastatin")
    assert card.detail.split("\n\n") == [
        "Clarithromycin is about to be prescribed. Simvastatin is being taken.",
        "The risk of muscle pain, and rarely of destroyed muscle with kidney failure, is higher with both.",
        "Choose a statin that this does not affect, or pause it for a short course.",
    ]
    assert card.instead == ("pravastatin",)
