"""Diagnoses, medicines and allergies that papers list, and what they deny."""

from datetime import date

import pytest

from telepraxis.care.scanning.understanding import Document, Value, suggest
from telepraxis.care.scanning.understanding.shapes import (
    ALLERGY,
    ICD10,
    MEDICINE,
    NONE_KNOWN,
    PROBLEM,
    SNOMED,
    STOPPED,
    UNCERTAIN,
    VITAL,
)

from .paper import page_of, said


def found(text: str, kind: str) -> list[Value]:
    values = suggest(Document((page_of(text),)), (), today=date(2026, 1, 15)).values
    return [value for value in values if value.kind == kind]


def names(text: str, kind: str) -> list[str]:
    return [value.name for value in found(text, kind)]


def test_a_diagnosis_has_its_code_as_printed_and_says_where_it_stands():
    text = "Diagnoses:\n1. Type 2 diabetes mellitus (E11.9)\n2. Asthma"
    diabetes, asthma = found(text, PROBLEM)

    assert (diabetes.name, diabetes.code, diabetes.system) == ("Type 2 diabetes mellitus", "E11.9", ICD10)
    assert said(page_of(text), diabetes.words) == "Type 2 diabetes mellitus (E11.9)"
    assert (diabetes.why.code, diabetes.why.said) == ("listed_under", "Diagnoses")
    assert (asthma.name, asthma.code, asthma.confidence) == ("Asthma", None, 0.81)


@pytest.mark.parametrize(
    ("line", "name", "code"),
    [
        ("Essential hypertension I10", "Essential hypertension", "I10"),
        ("I10 Essential hypertension", "Essential hypertension", "I10"),
        ("COVID-19 (U07.1)", "COVID-19", "U07.1"),
        ("Hipotiroidismo (CIE-10: E03.9)", "Hipotiroidismo", "E03.9"),
        ("Asthma, ICD-10 J45.909", "Asthma", "J45.909"),
        ("Gout M1O.9", "Gout", "M10.9"),
        ("Gout M 10.9", "Gout", "M10.9"),
        ("Infarto de miocardio (121.4)", "Infarto de miocardio", "I21.4"),
        ("Vitamin B12 deficiency", "Vitamin B12 deficiency", None),
        ("Deficiency of vitamin B12", "Deficiency of vitamin B12", None),
        ("Diabetes without complications", "Diabetes without complications", None),
    ],
)
def test_codes_are_told_from_words(line, name, code):
    (value,) = found(f"Diagnosis: {line}", PROBLEM)

    assert (value.name, value.code) == (name, code)


@pytest.mark.parametrize(
    "line",
    [
        "No evidence of pneumonia",
        "Pneumonia ruled out",
        "Denies diabetes",
        "None",
        "Sin evidencia de neumonía",
        "Niega diabetes",
        "Ninguno",
        "Mother with breast cancer",
        "Padre con diabetes",
    ],
)
def test_what_is_denied_or_a_relatives_is_not_the_patients(line):
    assert found(f"Diagnosis: {line}", PROBLEM) == []


def test_the_family_history_is_not_the_patients():
    text = "Diagnóstico: Asma\nAntecedentes familiares:\nDiabetes mellitus (E11.9)\nPlan: control"

    assert names(text, PROBLEM) == ["Asma"]


@pytest.mark.parametrize("line", ["Possible pneumonia", "Pneumonia?", "R/O pneumonia", "Sospecha de neumonía"])
def test_what_is_only_suspected_says_so(line):
    (value,) = found(f"Diagnosis: {line}", PROBLEM)

    assert (value.flag, value.confidence) == (UNCERTAIN, 0.48)


def test_a_list_ends_where_the_next_heading_or_the_signature_begins():
    text = "Diagnosis: Asthma\nPlan: Rest\nDiagnosis\nGout\nDr Smith"

    assert names(text, PROBLEM) == ["Asthma", "Gout"]


def test_several_on_one_line_and_one_on_several_lines():
    text = "Diagnoses: Asthma (J45.909); Gout (M10.9); Chronic kidney\ndisease, stage 3 (N18.30)"

    assert [(value.name, value.code) for value in found(text, PROBLEM)] == [
        ("Asthma", "J45.909"),
        ("Gout", "M10.9"),
        ("Chronic kidney disease, stage 3", "N18.30"),
    ]


def test_a_word_within_a_sentence_heads_no_list():
    assert found("The diagnosis was discussed with the patient.\nShe left at noon.", PROBLEM) == []


def test_a_medicine_has_strength_form_and_how_often():
    text = "Medications:\n- Metformin 500 mg tablet, take 1 tablet by mouth twice daily"
    (value,) = found(text, MEDICINE)

    assert (value.name, value.strength, value.form, value.frequency) == ("Metformin", "500 mg", "tablet", "twice daily")
    assert said(page_of(text), value.words).startswith("Metformin 500 mg")
    assert value.why.said == "Medications"


@pytest.mark.parametrize(
    ("line", "name", "strength", "frequency"),
    [
        ("Lisinopril 10mg PO daily", "Lisinopril", "10mg", "daily"),
        ("Levotiroxina 75 mcg en ayunas", "Levotiroxina", "75 mcg", "en ayunas"),
        ("Enalapril 2,5 mg c/12h", "Enalapril", "2,5 mg", "c/12h"),
        ("Amoxicilina/clavulánico 875/125 mg cada 8 horas", "Amoxicilina/clavulánico", "875/125 mg", "cada 8 horas"),
        ("Insulin glargine 100 units/mL at bedtime", "Insulin glargine", "100 units/mL", "at bedtime"),
        ("Atorvastatina 80 mg 0-0-1", "Atorvastatina", "80 mg", "0-0-1"),
        ("Take aspirin 81 mg once daily", "aspirin", "81 mg", "once daily"),
        ("Salbutamol inhaler as needed", "Salbutamol", "", "as needed"),
        ("Warfarin", "Warfarin", "", ""),
    ],
)
def test_medicines_as_they_are_written(line, name, strength, frequency):
    (value,) = found(f"Current medications: {line}", MEDICINE)

    assert (value.name, value.strength, value.frequency) == (name, strength, frequency)


@pytest.mark.parametrize("line", ["Stop ibuprofen", "Suspender ibuprofen 600 mg", "Ibuprofen discontinued"])
def test_a_medicine_taken_no_more_says_so(line):
    (value,) = found(f"Medications: {line}", MEDICINE)

    assert (value.name, value.flag) == ("ibuprofen", STOPPED) if line[0] == "S" else ("Ibuprofen", STOPPED)


@pytest.mark.parametrize("line", ["None", "Ninguna", "No medications", "Niega tratamiento"])
def test_no_medicines_are_no_medicine(line):
    assert found(f"Medications: {line}", MEDICINE) == []


def test_how_to_take_it_may_stand_below():
    text = "Prescription\nAmoxicillin 500 mg capsules\nTake one capsule three times a day\nDispense: 21"
    (value,) = found(text, MEDICINE)

    assert (value.name, value.form, value.frequency) == ("Amoxicillin", "capsules", "three times a day")


def test_an_allergy_is_named_without_what_it_did():
    text = "Allergies: Penicillin (rash, hives), latex, codeine - nausea"
    values = found(text, ALLERGY)

    assert [value.name for value in values] == ["Penicillin", "latex", "codeine"]
    assert said(page_of(text), values[0].words) == "Penicillin (rash, hives),"
    assert [value.code for value in values] == [None, None, None]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Allergies: No known allergies", "716186003"),
        ("Allergies: None known", "716186003"),
        ("Alergias: ninguna", "716186003"),
        ("Sin alergias conocidas", "716186003"),
        ("ALERGIAS: NO CONOCIDAS", "716186003"),
        ("Allergies: NKDA", "409137002"),
        ("She has no known drug allergies.", "409137002"),
        ("No alergias medicamentosas conocidas", "409137002"),
        ("Antecedentes: Asma. NAMC.", "409137002"),
    ],
)
def test_that_there_are_none_is_a_statement_of_its_own(text, code):
    (value,) = found(text, ALLERGY)

    assert (value.code, value.system, value.flag) == (code, SNOMED, NONE_KNOWN)


@pytest.mark.parametrize(
    "text", ["Allergies: unknown", "Alergias: desconocidas", "Allergies: not allergic to penicillin"]
)
def test_nothing_is_said_where_nothing_is_known(text):
    assert found(text, ALLERGY) == []


def test_the_allergies_of_the_family_are_not_the_patients():
    assert found("Family history: No known allergies", ALLERGY) == []


def test_the_same_listed_twice_is_offered_once():
    text = "Preoperative diagnosis: Gout M10.9\nPostoperative diagnosis: Gout M10.9"

    assert names(text, PROBLEM) == ["Gout"]


@pytest.mark.parametrize(
    ("after", "allergies"),
    [
        ("Penicillin (rash)\nBlood pressure 148/92\nChest clear", ["Penicillin"]),
        ("Penicillin, latex\nTA 148/92 mmHg, pulse 80 bpm", ["Penicillin", "latex"]),
        ("Penicillin. BP 148/92", ["Penicillin"]),
        ("Blood pressure 148/92", []),
    ],
)
def test_what_was_measured_after_the_allergies_is_none_of_them(after, allergies):
    text = f"Allergies: {after}"

    assert names(text, ALLERGY) == allergies
    assert [value.text for value in found(text, VITAL) if "148/92" in value.text] != []
