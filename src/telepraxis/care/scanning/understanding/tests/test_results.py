"""Laboratory results and vital signs: what is read, and what is rather not believed."""

from datetime import date
from decimal import Decimal

import pytest

from telepraxis.care.scanning.understanding import Document, Value, suggest
from telepraxis.care.scanning.understanding.shapes import LOINC, RESULT, VITAL
from telepraxis.care.scanning.understanding.units import ucum_of
from telepraxis.care.scanning.understanding.vocabulary import table

from .paper import page_of, said

TODAY = date(2026, 1, 15)
SPANISH = "Informe de la paciente con los valores en sangre\n"


def found(text: str, kind: str = RESULT) -> list[Value]:
    return [value for value in suggest(Document((page_of(text),)), (), today=TODAY).values if value.kind == kind]


def only(text: str, kind: str = RESULT) -> Value:
    (value,) = found(text, kind)
    return value


def test_a_result_has_its_code_unit_range_flag_and_place():
    text = "Glucose   105 H   mg/dL   70 - 99"
    value = only(text)

    assert (value.code, value.system, value.number, value.unit) == ("2345-7", LOINC, Decimal(105), "mg/dL")
    assert (value.reference, value.flag, value.name, value.confidence) == ("70 - 99", "H", "Glucose", 0.9)
    assert said(page_of(text), value.words) == "Glucose 105 H mg/dL 70 - 99"
    assert (value.why.code, value.why.said) == ("analyte_and_unit", "Glucose [Mass/volume] in Serum or Plasma")


@pytest.mark.parametrize(
    ("text", "code", "number", "unit"),
    [
        ("Glucosa 5,4 mmol/L", "14749-6", "5.4", "mmol/L"),
        ("Creatinine 72 µmol/L", "14682-9", "72", "umol/L"),
        ("Creatinina 0.9 mg/di", "2160-0", "0.9", "mg/dL"),
        ("K 4.1 mEq/L", "2823-3", "4.1", "meq/L"),
        ("Hb 13.5 g/dl", "718-7", "13.5", "g/dL"),
        ("HbA1c 6.5 %", "4548-4", "6.5", "%"),
        ("HbA1c 48 mmol/mol", "59261-8", "48", "mmol/mol"),
        ("Platelets 250 x10^3/µL", "777-3", "250", "10*3/uL"),
        ("Plaquetas 250 10³/µL", "777-3", "250", "10*3/uL"),
        ("WBC 6.1 1073/uL", "6690-2", "6.1", "10*3/uL"),
        ("WBC 6.1 x 10^9/L", "6690-2", "6.1", "10*9/L"),
        ("TSH 2.3 µUI/mL", "3016-3", "2.3", "u[IU]/mL"),
        ("Vitamina D 25-OH 22 ng/mL", "62292-8", "22", "ng/mL"),
        ("INR 2.4", "6301-6", "2.4", "{INR}"),
        ("PCR 12 mg/L", "1988-5", "12", "mg/L"),
        ("Neutrophils 60 %", "770-8", "60", "%"),
        ("Neutrophils 4.2 10^9/L", "751-8", "4.2", "10*9/L"),
        ("Glucose105mg/dL 70-99", None, None, None),
        ("Glucose: 105mg/dL", "2345-7", "105", "mg/dL"),
    ],
)
def test_the_unit_tells_which_quantity_it_is(text, code, number, unit):
    values = [(value.code, value.number, value.unit) for value in found(text)]

    assert values == ([(code, Decimal(number), unit)] if code else [])


def test_no_unit_is_less_sure_and_a_name_of_three_letters_is_not_believed():
    assert (only("Glucose 105").confidence, only("Glucose 105").unit) == (0.66, "mg/dL")
    assert found("CEA 105") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (SPANISH + "Plaquetas 250.000 /uL", "250000"),
        (SPANISH + "Leucocitos 7.500 /mm3   4.000 - 11.000", "7500"),
        ("Platelets 250,000 /uL", "250000"),
        (SPANISH + "Creatinina 0,850 mg/dL", "0.85"),
        ("Ferritin 1,250 ng/mL", "1250"),
    ],
)
def test_points_and_commas_are_read_as_the_language_and_the_possible_tell(text, number):
    assert only(text).number == Decimal(number)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Potassium 45 mmol/L 3.5-5.1", "implausible"),
        ("Hemoglobin 135 g/dL", "implausible"),
        ("Ferritin 9000 ng/mL 10-200", "far_from_range"),
        ("Lipase 1.250 U/L", "two_readings"),
    ],
)
def test_a_number_hardly_possible_is_pointed_out(text, why):
    value = only(SPANISH + text)

    assert value.why.code == why
    assert value.confidence < 0.5


def test_a_letter_read_for_a_digit_is_less_sure():
    assert (only("Glucose 1O5 mg/dL").number, only("Glucose 1O5 mg/dL").confidence) == (Decimal(105), 0.68)


def test_a_bracket_that_nothing_opened_may_have_been_a_digit():
    assert (only("ALT (GPT): 3) U/L").number, only("ALT (GPT): 3) U/L").confidence) == (Decimal(3), 0.68)


def test_what_ocr_was_unsure_of_is_less_sure():
    page = page_of("Glucose 105 mg/dL", faint=("105",))
    (value,) = suggest(Document((page,)), (), today=TODAY).values

    assert value.confidence == 0.28


def test_sugar_in_the_urine_is_not_sugar_in_the_blood():
    by_heading, by_name = only("URINALYSIS\nGlucose 15 mg/dL"), only("Glucose, urine 15 mg/dL")

    assert [(each.code, each.why.code) for each in (by_heading, by_name)] == [(None, "no_code")] * 2


def test_the_blood_again_after_the_urine():
    codes = [value.code for value in found("Orina\nProteínas 30 mg/dL\nBioquímica\nGlucosa 105 mg/dL")]

    assert codes == ["2888-6", "2345-7"]


def test_a_unit_not_usual_leaves_the_result_without_a_code():
    value = only("Glucose 105 ng/mL")

    assert (value.code, value.why.code, value.unit) == (None, "no_code", "ng/mL")


@pytest.mark.parametrize(
    "text",
    [
        "Glucose monitoring 3 times daily",
        "Medications:\nCalcium 500 mg daily\nPotassium chloride 20 mEq daily",
        "Iron deficiency since 2020",
        "Glucose",
        "Sodium 70-110",
        "Cholesterol/HDL ratio 3.5",
    ],
)
def test_what_is_no_result(text):
    assert found(text) == []


def test_two_columns_are_read_each_for_itself():
    values = found("Sodium   139 mmol/L   133-146      Potassium   4.2 mmol/L   3.5-5.3")

    assert [(value.code, value.number, value.reference) for value in values] == [
        ("2951-2", Decimal(139), "133-146"),
        ("2823-3", Decimal("4.2"), "3.5-5.3"),
    ]


def test_a_result_of_before_beside_it_makes_less_sure():
    value = only("Glucose   105   mg/dL   70-99   98")

    assert (value.number, value.confidence) == (Decimal(105), 0.77)


def test_every_analyte_is_found_by_its_first_name_in_each_of_its_units():
    printed = {row["ucum"]: row["printed"][0] for row in table("unit")}
    printed |= {"[pH]": "", "{ratio}": "", "{INR}": "", "ng/mL{FEU}": "ng/mL", "ug/mL{FEU}": "ug/mL"}
    missed = []
    for row in table("analyte"):
        for unit in row["units"]:
            number = Decimal(str(unit["low"])) + (Decimal(str(unit["high"])) - Decimal(str(unit["low"]))) / 7
            heading = "Urinalysis\n" if row.get("specimen") == "urine" else ""
            text = f"{heading}{row['names'][0].capitalize()}   {number:.4f}   {printed[unit['ucum']]}"
            values = [(value.code, value.unit) for value in found(text)]
            if values != [(unit["code"] or None, unit["ucum"])]:
                missed.append((text, values))

    assert missed == []


def test_every_loinc_code_has_its_check_digit():
    """LOINC codes end with a digit by which a slip of the hand is seen (mod 10, double-add-double)."""
    codes = {unit["code"] for row in table("analyte") for unit in row["units"]} - {""}
    codes |= {row["code"] for name in ("type", "vital") for row in table(name)}

    assert sorted(code for code in codes if not has_check_digit(code)) == []


def has_check_digit(code: str) -> bool:
    number, check = code.split("-")
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(map(int, str(digit * 2))) for digit in digits[::2]]
    return (sum(doubled) + sum(digits[1::2]) + int(check)) % 10 == 0


@pytest.mark.parametrize("printed", ["mg/dL", "mg / dL", "MG/DL", "mg/dl.", "(mg/dl)", "mg/di", "mg/d1"])
def test_units_are_read_however_they_are_printed(printed):
    assert ucum_of(printed) == "mg/dL"


@pytest.mark.parametrize(
    ("text", "code", "number", "second", "unit"),
    [
        ("BP 135/82", "85354-9", "135", "82", "mm[Hg]"),
        ("Presión arterial: 120 / 80 mmHg", "85354-9", "120", "80", "mm[Hg]"),
        ("Her blood pressure was 150/95", "85354-9", "150", "95", "mm[Hg]"),
        ("FC: 78 lpm", "8867-4", "78", None, "/min"),
        ("RR 18", "9279-1", "18", None, "/min"),
        ("Tª 36,7 ºC", "8310-5", "36.7", None, "Cel"),
        ("T? 36,7 2C", "8310-5", "36.7", None, "Cel"),
        ("Ta 36,7 ºC", "8310-5", "36.7", None, "Cel"),
        ("Temp 98.6", "8310-5", "98.6", None, "[degF]"),
        ("SpO2: 97%", "2708-6", "97", None, "%"),
        ("Peso 72,5 kg", "29463-7", "72.5", None, "kg"),
        ("Wt 160 lbs", "29463-7", "160", None, "[lb_av]"),
        ("Talla: 1,65 m", "8302-2", "165", None, "cm"),
        ("Ht 5'10\"", "8302-2", "70", None, "[in_i]"),
    ],
)
def test_vital_signs(text, code, number, second, unit):
    value = only(text, VITAL)

    assert (value.code, value.number, value.unit) == (code, Decimal(number), unit)
    assert value.second == (Decimal(second) if second else None)


@pytest.mark.parametrize("text", ["TA 999/820", "BP 80/120", "Pulse 900 bpm", "SpO2 12 %", "Weight 7000 kg"])
def test_a_vital_sign_hardly_possible_is_pointed_out(text):
    value = only(text, VITAL)

    assert (value.why.code, value.confidence) == ("implausible", 0.24)


@pytest.mark.parametrize("text", ["Weight 70", "T 38", "P 70", "BP medication", "Pulse oximetry was normal", "Pa 12"])
def test_what_is_no_vital_sign(text):
    assert found(text, VITAL) == []
