"""Realistic papers in two languages, and exactly what is suggested of each."""

from datetime import date

import pytest

from telepraxis.care.scanning.understanding import Document, Known, Suggestion, Value, suggest

from . import papers
from .paper import page_of

ANA = Known("ana", ("Ana María García López",), date(1980, 4, 3), ("1004521",))
TODAY = date(2026, 1, 15)

# paper: (patient, LOINC code of the type, date, language, author, institution), values
EXPECTED: dict[str, tuple[tuple, list[str]]] = {
    "ENGLISH_LABORATORY": (
        ("ana", "11502-2", "2024-02-14", "en", "", "ST MARY'S HOSPITAL LABORATORY"),
        [
            "result | WBC | 6690-2 | 11.2 10*3/uL | H",
            "result | Hemoglobin | 718-7 | 13.5 g/dL",
            "result | Platelet count | 777-3 | 250 10*3/uL",
            "result | Glucose, fasting | 2345-7 | 105 mg/dL | H",
            "result | Creatinine | 2160-0 | 0.9 mg/dL",
            "result | eGFR | - | >60 mL/min/{1.73_m2}",
            "result | Potassium | 2823-3 | 45 mmol/L",
            "result | Total Cholesterol | 2093-3 | 201 mg/dL | H",
            "result | TSH | 3016-3 | 2.31 m[IU]/L",
            "result | Troponin I | 10839-9 | <0.01 ng/mL",
            "result | Glucose | - | 15 mg/dL",
            "result | Protein | 2888-6 | 30 mg/dL",
            "result | pH | 5803-2 | 6 [pH]",
        ],
    ),
    "SPANISH_LABORATORY": (
        ("ana", "11502-2", "2024-02-05", "es", "Dra. Luisa Pérez Ruiz", "HOSPITAL UNIVERSITARIO LA PAZ"),
        [
            "result | Glucosa | 2345-7 | 105 mg/dL | A",
            "result | Creatinina | 2160-0 | 0.85 mg/dL",
            "result | Colesterol HDL | 2085-9 | 45 mg/dL",
            "result | Leucocitos | 6690-2 | 7500 /uL",
            "result | Hemoglobina | 718-7 | 13.5 g/dL",
            "result | Plaquetas | 777-3 | 250000 /uL",
            "result | VSG | 30341-2 | 12 mm/h",
        ],
    ),
    "SPANISH_DISCHARGE": (
        ("ana", "18842-5", "2024-03-08", "es", "Dr. Pedro Martínez Gil", "Hospital General de Valencia"),
        [
            "problem | Hipertensión arterial | -",
            "allergy | No known drug allergy | 409137002 |  | none_known",
            "vital | TA | 85354-9 | 135/82 mm[Hg]",
            "vital | FC | 8867-4 | 78 /min",
            "vital | Tª | 8310-5 | 36.7 Cel",
            "vital | SatO2 | 2708-6 | 97 %",
            "vital | Peso | 29463-7 | 72.5 kg",
            "vital | Talla | 8302-2 | 165 cm",
            "problem | Infarto agudo de miocardio sin elevación del ST | I21.4",
            "problem | Diabetes mellitus tipo 2 | E11.9",
            "problem | Sospecha de apnea del sueño | - |  | uncertain",
            "medicine | Ácido acetilsalicílico | - | 100 mg comprimidos cada 24 horas",
            "medicine | Atorvastatina | - | 80 mg 0-0-1",
            "medicine | ibuprofeno | - | 600 mg | stopped",
        ],
    ),
    "ENGLISH_DISCHARGE": (
        ("ana", "18842-5", "2024-03-18", "en", "Jane Doe, MD", "Riverside Medical Center"),
        [
            "allergy | Penicillin | -",
            "allergy | latex | -",
            "allergy | codeine | -",
            "problem | Type 2 diabetes mellitus without complications | E11.9",
            "problem | Essential hypertension | I10",
            "problem | Rule out sleep apnea | - |  | uncertain",
            "problem | Vitamin B12 deficiency | -",
            "vital | BP | 85354-9 | 135/82 mm[Hg]",
            "vital | HR | 8867-4 | 78 /min",
            "vital | Temp | 8310-5 | 98.6 [degF]",
            "vital | SpO2 | 2708-6 | 97 %",
            "vital | Wt | 29463-7 | 160 [lb_av]",
            "vital | Ht | 8302-2 | 66 [in_i]",
            "medicine | Metformin | - | 500 mg tablet twice daily",
            "medicine | Lisinopril | - | 10 mg daily",
            "medicine | ibuprofen | - |  | stopped",
        ],
    ),
    "CHEST_XRAY": (
        ("ana", "18748-4", "2025-01-12", "en", "Dr Helen Osei", "Lakeside Radiology Associates"),
        [],
    ),
    "ECOGRAFIA": (
        ("ana", "18748-4", "2024-11-22", "es", "Dra. Nuria Vidal Soler", "CLÍNICA SAN RAFAEL"),
        [],
    ),
    "REFERRAL": (
        ("ana", "57133-1", "2025-06-04", "en", "Dr Susan Wright", "Hilltop Family Practice"),
        [
            "allergy | No known drug allergy | 409137002 |  | none_known",
            "vital | blood pressure | 85354-9 | 150/95 mm[Hg]",
            "vital | pulse | 8867-4 | 88 /min",
            "medicine | Ramipril | - | 5 mg once daily",
            "medicine | amlodipine | - | 10 mg once daily",
        ],
    ),
    "DERIVACION": (
        ("ana", "57133-1", "2025-09-10", "es", "Dra. Carmen Ortega Ruiz", "Centro de Salud Las Rosas"),
        [
            "problem | Hipotiroidismo | E03.9",
            "allergy | Penicilina | -",
            "allergy | AINE | -",
            "medicine | Levotiroxina | - | 75 mcg en ayunas",
        ],
    ),
    "PRESCRIPTION": (
        (None, "57833-6", "2025-09-21", "en", "Dr John Miller, MD", "Oak Street Clinic"),
        [
            "medicine | Amoxicillin | - | 500 mg capsules three times a day",
            "medicine | Ibuprofen | - | 400 mg tablets every 8 hours as needed",
        ],
    ),
    "RECETA": (
        (None, "57833-6", "2025-05-15", "es", "Dr. Javier Molina Sanz", ""),
        [
            "medicine | Omeprazol | - | 20 mg cápsulas antes del desayuno",
            "medicine | Paracetamol | - | 1 g comprimidos cada 8 horas si dolor",
        ],
    ),
    "VACCINATION_CARD": (
        (None, "11369-6", None, "en", "", ""),
        [],
    ),
    "CONSENT": (
        ("ana", "59284-0", "2025-02-02", "es", "", "Hospital Clínico San Carlos"),
        [],
    ),
    "INSURANCE_CARD": (
        (None, "64290-0", None, "", "", "ACME HEALTH PLAN"),
        [],
    ),
    "ECG": (
        ("ana", "11524-6", "2025-08-14", "", "", ""),
        [],
    ),
    "OPERATIVE_NOTE": (
        ("ana", "11504-8", "2024-11-30", "en", "Mark Lee, MD", "Mercy General Hospital"),
        [
            "problem | Acute appendicitis | K35.80",
        ],
    ),
    "INFORME_QUIRURGICO": (
        ("ana", "11504-8", "2024-11-30", "es", "Dra. Elena Torres Mas", "Hospital La Fe"),
        [
            "problem | Colelitiasis | -",
        ],
    ),
    "PATHOLOGY": (
        ("ana", "11526-1", "2025-05-06", "en", "Dr Ian Cole", "City Pathology Laboratory"),
        [
            "problem | Benign melanocytic nevus | -",
        ],
    ),
    "CONSULTA": (
        ("ana", "11488-4", "2025-06-18", "es", "Dra. Rosa Blanco Díaz", "Hospital General de Valencia"),
        [
            "problem | Asma | -",
            "allergy | No known drug allergy | 409137002 |  | none_known",
            "problem | Cefalea tensional | -",
            "medicine | Paracetamol | - | 650 mg cada 8 horas si precisa",
        ],
    ),
    "EMERGENCY": (
        ("ana", "34111-5", "2025-07-07", "en", "Paul Grant, MD", "Northside Hospital"),
        [
            "vital | BP | 85354-9 | 142/88 mm[Hg]",
            "vital | HR | 8867-4 | 104 /min",
            "vital | RR | 9279-1 | 18 /min",
            "vital | T | 8310-5 | 38.4 Cel",
            "vital | SpO2 | 2708-6 | 95 %",
            "allergy | No known drug allergy | 409137002 |  | none_known",
            "problem | Pneumonia, possible | - |  | uncertain",
        ],
    ),
    "URGENCIAS": (
        ("ana", "34111-5", "2025-07-07", "es", "", "Hospital Universitario La Paz"),
        [
            "vital | TA | 85354-9 | 142/88 mm[Hg]",
            "vital | FC | 8867-4 | 104 /min",
            "vital | FR | 9279-1 | 18 /min",
            "vital | Tª | 8310-5 | 38.4 Cel",
            "vital | SatO2 | 2708-6 | 95 %",
            "allergy | No known allergy | 716186003 |  | none_known",
            "problem | Neumonía adquirida en la comunidad | J18.9",
            "medicine | Amoxicilina/clavulánico | - | 875/125 mg cada 8 horas",
        ],
    ),
    "METRIC_LABORATORY": (
        ("ana", "11502-2", "2025-03-21", "en", "", "Northern Pathology Laboratory"),
        [
            "result | Sodium | 2951-2 | 139 mmol/L",
            "result | Potassium | 2823-3 | 4.2 mmol/L",
            "result | Urea | 22664-7 | 5.1 mmol/L",
            "result | Creatinine | 14682-9 | 72 umol/L",
            "result | HbA1c | 59261-8 | 48 mmol/mol | H",
            "result | Haemoglobin | 718-7 | 132 g/L",
            "result | White cell count | 6690-2 | 6.1 10*9/L",
            "result | CRP | 1988-5 | <1 mg/L",
        ],
    ),
    "FLAT_LABORATORY": (
        (None, "11502-2", "2025-03-03", "es", "", ""),
        [
            "result | Glucosa | 14749-6 | 5.4 mmol/L",
            "result | Urea | 3091-6 | 32 mg/dL",
            "result | Acido urico | 3084-1 | 5.1 mg/dL",
            "result | GOT (AST) | 1920-8 | 24 U/L",
            "result | GPT (ALT) | 1742-6 | 31 U/L",
            "result | GGT | 2324-2 | 18 U/L",
            "result | Bilirrubina total | 1975-2 | 0.7 mg/dL",
            "result | Hierro | 2498-4 | 88 ug/dL",
            "result | Ferritina | 2276-4 | 55 ng/mL",
            "result | TSH | 3016-3 | 1.9 u[IU]/mL",
            "result | T4 libre | 3024-7 | 1.2 ng/dL",
        ],
    ),
    "PROGRESS_NOTE": (
        ("ana", "11506-3", "2025-10-01", "en", "", ""),
        [
            "vital | Weight | 29463-7 | 70.2 kg",
            "vital | Height | 8302-2 | 165 cm",
            "result | Glucose | 2345-7 | 110 mg/dL",
        ],
    ),
    "PROSE": (
        (None, None, None, "en", "", ""),
        [],
    ),
}


def line(value: Value) -> str:
    """Return kind, name, code, number with unit (or strength, form, how often) and flag of a value."""
    number = "" if value.number is None else f"{value.comparator}{value.number.normalize():f}"
    number += f"/{value.second}" if value.second else ""
    measured = " ".join(each for each in (number, value.unit) if each)
    taken = " ".join(each for each in (value.strength, value.form, value.frequency) if each)
    return " | ".join((value.kind, value.name, value.code or "-", measured or taken, value.flag)).rstrip(" |")


def understood(name: str) -> Suggestion:
    return suggest(Document((page_of(getattr(papers, name)),)), [ANA], today=TODAY)


def test_every_paper_is_in_the_table():
    assert set(EXPECTED) == {name for name in vars(papers) if name.isupper()}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_suggested(name):
    head, values = EXPECTED[name]
    found = understood(name)

    code = found.type[0] if found.type else None
    day = found.date.isoformat() if found.date else None
    assert (found.patient, code, day, found.language, found.author, found.institution) == head
    assert [line(value) for value in found.values] == values


@pytest.mark.parametrize("name", EXPECTED)
def test_every_value_shows_its_place_on_the_page(name):
    page = page_of(getattr(papers, name))
    for value in understood(name).values:
        here = [page.words[index].text for index in value.words]
        assert all(word.strip(",;.:()") in " ".join(here) for word in value.text.split())
        assert value.page == 0 and 0 < value.confidence <= 0.95 and value.why.code
