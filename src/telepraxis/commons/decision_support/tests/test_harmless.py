"""Common baskets that are in order: nothing stops, and what is said beside them is exactly this."""

import pytest

from .scene import JOAO, MARIA, checked, rules

SILENT = [
    "amoxicillin|paracetamol", "amoxicillin+clavulanic-acid|ibuprofen", "lisinopril|amlodipine", "metformin|lisinopril",
    "metformin|atorvastatin", "losartan|hydrochlorothiazide", "losartan|amlodipine", "atorvastatin|aspirin",
    "omeprazole|amlodipine", "omeprazole|paracetamol", "levothyroxine|metformin", "levothyroxine|lisinopril",
    "sertraline|lisinopril", "sertraline|omeprazole", "escitalopram|paracetamol", "fluoxetine|levothyroxine",
    "salbutamol|montelukast", "salbutamol|prednisone", "cetirizine|amoxicillin", "loratadine|paracetamol",
    "furosemide|lisinopril", "furosemide|carvedilol", "spironolactone|furosemide", "metoprolol|lisinopril",
    "metoprolol|atorvastatin", "bisoprolol|ramipril", "clopidogrel|aspirin", "clopidogrel|pantoprazole",
    "apixaban|metoprolol", "apixaban|paracetamol", "warfarin|paracetamol", "warfarin|metoprolol",
    "rosuvastatin|lisinopril", "rosuvastatin|ezetimibe", "pravastatin|clarithromycin", "gabapentin|paracetamol",
    "gabapentin|duloxetine", "tamsulosin|finasteride", "metformin|empagliflozin", "metformin|sitagliptin",
    "insulin-glargine|insulin-aspart", "insulin-glargine|metformin", "budesonide+formoterol|salbutamol",
    "lamotrigine|levetiracetam", "levetiracetam|valproate", "azithromycin|paracetamol", "cephalexin|ibuprofen",
    "nitrofurantoin|paracetamol", "nitrofurantoin|ethinylestradiol+levonorgestrel", "doxycycline|paracetamol",
    "aciclovir|paracetamol", "prednisone|amoxicillin", "allopurinol|losartan", "colchicine|allopurinol",
    "alendronic-acid|colecalciferol", "folic-acid|methotrexate", "ferrous-sulfate|folic-acid",
    "hydroxychloroquine|prednisone", "sumatriptan|propranolol", "ondansetron|paracetamol", "methylphenidate|sertraline",
    "mirtazapine|lisinopril", "bupropion|atorvastatin", "trazodone|metformin", "tiotropium|salbutamol",
    "famotidine|amlodipine", "diltiazem|lisinopril", "pantoprazole|metformin", "digoxin|bisoprolol",
    "phenoxymethylpenicillin|paracetamol", "fluticasone|cetirizine", "semaglutide|metformin",
]  # fmt: skip
BESIDE = {
    "ibuprofen|lisinopril": ["raas-nsaid"],
    "spironolactone|lisinopril": ["raas-sparing"],
    "amlodipine|simvastatin": ["statin-amlodipine"],
    "sertraline|sumatriptan": ["triptan-serotonergic"],
    "levothyroxine|calcium-carbonate": ["levothyroxine-mineral"],
    "ciprofloxacin|ferrous-sulfate": ["quinolone-mineral"],
    "glimepiride|insulin-glargine": ["sulfonylurea-insulin"],
    "warfarin|levothyroxine": ["warfarin-thyroid"],
    "furosemide|digoxin": ["digoxin-diuretic"],
    "furosemide|prednisone": ["diuretic-steroid"],
    "citalopram|ondansetron": ["qt-some-some"],
    "clopidogrel|omeprazole": ["clopidogrel-omeprazole"],
}


@pytest.mark.parametrize("pair", SILENT)
def test_nothing_is_said(pair):
    new, old = pair.split("|")

    assert rules(checked(new, taking=(old,))) == []
    assert rules(checked(old, taking=(new,))) == []


@pytest.mark.parametrize("pair", BESIDE)
def test_something_is_said_beside_and_nothing_stops(pair):
    new, old = pair.split("|")
    answer = checked(new, taking=(old,))

    assert rules(answer) == BESIDE[pair]
    assert answer.interruptive == ()


def test_a_healthy_woman_with_a_urinary_infection_sees_all_checks_in_order():
    answer = checked("fosfomycin", person=MARIA)

    assert answer.cards == ()
    assert [str(check) for check in answer.passed] == [
        "allergy", "interaction", "duplicate", "kidney", "age", "pregnancy", "condition",
    ]  # fmt: skip


def test_an_empty_basket_is_in_order():
    answer = checked(person=JOAO)

    assert (answer.cards, answer.unknown, len(answer.passed)) == ((), (), 8)
