"""Lines read with the starter catalogue as it stands in the database, and the search that everybody uses."""

from datetime import date

import pytest

from telepraxis.care.medications.ordering import line, wording
from telepraxis.registry.formulary.finding import find

TODAY = date(2026, 11, 30)
SAID = {
    "amoxicillin 500 tid 7d":
        "Amoxicillin 500 mg capsule: 1 capsule (500 mg) by mouth 3 times a day for 7 days."
        " Supply 21 capsules, no repeats.",
    "amoxicilina 500 cada 8 horas 7 días":
        "Amoxicillin 500 mg capsule: 1 capsule (500 mg) by mouth every 8 hours for 7 days."
        " Supply 21 capsules, no repeats.",
    "tylenol 500 2 tabs q6h prn fever max 8 tabs a day 3d":
        "Paracetamol 500 mg tablet: 2 tablets (1,000 mg) by mouth every 6 hours for 3 days, as needed for fever,"
        " at most 8 tablets (4,000 mg) in 24 hours. Supply 24 tablets, no repeats.",
    "prednisone 40 mg daily 5 days then 20 mg daily 5 days then 10 mg 5 days":
        "Prednisone 10 mg tablet: 4 tablets (40 mg) by mouth once a day for 5 days; then 2 tablets (20 mg) once a day"
        " for 5 days; then 1 tablet (10 mg) once a day for 5 days, 15 days in all. Supply 35 tablets, no repeats.",
    "alendronate 70 weekly 12 weeks":
        "Alendronic acid 70 mg tablet: 1 tablet (70 mg) by mouth once a week for 12 weeks."
        " Supply 12 tablets, no repeats.",
    "salbutamol 100 mcg 2 puffs q4h prn wheeze #1":
        "Salbutamol 100 mcg/puff inhaler: 2 puffs (200 micrograms) inhaled every 4 hours, as needed for wheeze."
        " Supply 200 puffs, no repeats.",
    "latanoprost 1 drop both eyes hs 28 days":
        "Latanoprost 0.005% eye drops: 1 drop into both eyes at bedtime for 28 days. Supply 5 mL, no repeats.",
    "hydrocortisone 1% cream bd 7d 15 g":
        "Hydrocortisone 1% cream: a thin layer on the skin 2 times a day for 7 days. Supply 15 g, no repeats.",
    "lantus 10 units hs 30 days":
        "Insulin glargine 100 units/mL prefilled pen: 10 units under the skin at bedtime for 30 days."
        " Supply 15 mL, no repeats.",
    "augmentin 875 bid 10 d":
        "Amoxicillin with clavulanic acid 875 mg/125 mg tablet: 1 tablet (875 mg/125 mg) by mouth 2 times a day"
        " for 10 days. Supply 20 tablets, no repeats.",
    "co-amoxiclav 625 tds 7d":
        "Amoxicillin with clavulanic acid 500 mg/125 mg tablet: 1 tablet (500 mg/125 mg) by mouth 3 times a day"
        " for 7 days. Supply 21 tablets, no repeats.",
    "metformin 1 g bd 90 days":
        "Metformin 1000 mg tablet: 1 tablet (1,000 mg) by mouth 2 times a day for 90 days."
        " Supply 180 tablets, no repeats.",
    "fentanyl 25 patch every 72 hours 30 days":
        "Fentanyl 25 mcg/h patch: 1 patch (25 micrograms an hour) on the skin every 72 hours for 30 days."
        " Supply 10 patches, no repeats.",
    "symbicort 160/4.5 2 puffs bid #1":
        "Budesonide with formoterol 160 mcg/4.5 mcg/puff inhaler: 2 puffs (320 micrograms/9 micrograms) inhaled"
        " 2 times a day. Supply 120 puffs, no repeats.",
    "polyethylene glycol 3350 17 g daily 14 d":
        "Macrogol 3350 17 g oral powder: 1 sachet (17 g) by mouth once a day for 14 days."
        " Supply 14 sachets, no repeats.",
    "lactulose 15 ml bd 14d":
        "Lactulose 10 g/15 mL oral solution: 15 mL (10 g) by mouth 2 times a day for 14 days."
        " Supply 473 mL, no repeats.",
    "nitroglycerin 0.4 mg sl prn chest pain #25":
        "Glyceryl trinitrate 0.4 mg sublingual tablet: 1 tablet (0.4 mg) under the tongue, as needed for chest pain."
        " Supply 25 tablets, no repeats.",
}  # fmt: skip
ASKED = {
    "hydr 25 tid 5d": "Type the whole name.",
    "insulin 10 units hs": "Type the whole name.",
    "high blood pressure 5 od": "Type the whole name.",
    "vitamin 1000 units daily": "Type the whole name.",
    "MS 10 mg q4h": "“MS” may be morphine sulfate or magnesium sulfate. Type the whole name.",
    "warfarin 5 tablets od 28 days": "Which strength? Type",
    "levothyroxine 100 mg daily": "Levothyroxine has no strength of 100 mg here",
    "methotrexate 10 mg tiw 4 weeks": "“tiw” may be three times a week or three times a day. Type which.",
}
UNKNOWN = ["dexafoobarone 6 mg daily 5 days", "zzqx 5 od", "gluconorm-x 500 bd"]


@pytest.mark.parametrize("text", SAID)
def test_a_line_is_shown_back_in_full_words(quayside, text):
    said = line.read(text, find=find, today=TODAY)

    assert said.is_complete
    assert wording.say(said.medicine, said.dosage, language="en", for_patient=False, supply=said.supply) == SAID[text]


@pytest.mark.parametrize("text", ASKED)
def test_what_may_mean_two_things_is_asked_and_not_guessed(quayside, text):
    said = line.read(text, find=find, today=TODAY)

    assert not said.is_complete
    assert any(ASKED[text] in sentence for sentence in (*said.missing, *said.ambiguous))


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_strength_alone_names_no_medicine(quayside, text):
    said = line.read(text, find=find, today=TODAY)

    assert said.medicine is None
    assert any("called" in sentence or "Type the whole name" in sentence for sentence in said.missing + said.ambiguous)


def test_whoever_is_picked_among_several_is_read_on(quayside):
    asked = line.read("salbutamol 2 puffs qid prn #1", find=find, today=TODAY)
    picked = next(each for each in asked.candidates if each.name == "Salbutamol 100 mcg/puff inhaler")

    said = line.read("salbutamol 2 puffs qid prn #1", find=find, today=TODAY, medicine=picked)

    assert asked.medicine is None
    assert asked.missing == ("Which strength? Type 90 micrograms in each dose or 100 micrograms in each dose.",)
    assert (said.medicine, said.is_complete) == (picked, True)
    assert wording.name(picked, language="es") == "Salbutamol 100 microgramos por dosis, inhalador"
