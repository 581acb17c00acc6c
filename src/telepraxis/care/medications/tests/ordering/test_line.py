"""What a typed line is understood to say."""

from datetime import date
from decimal import Decimal

from telepraxis.care.medications.ordering import line
from telepraxis.care.medications.ordering.dosage import Dosage, Dose, Step, Supply

from .shelf import find, one

TODAY = date(2026, 11, 30)


def read(text: str, **more) -> line.ReadLine:
    return line.read(text, find=find, today=TODAY, **more)


def test_the_line_everybody_types():
    said = read("amoxicillin 500 tid 7d")

    assert said == line.ReadLine(
        medicine=one("Amoxicillin 500 mg capsule"),
        candidates=(one("Amoxicillin 500 mg capsule"), *said.candidates[1:]),
        dosage=Dosage((Step(Dose(Decimal(1), Decimal(1), "capsule"), times=3, days=7),), route="oral"),
        supply=Supply(Decimal(21), "capsule", days=7),
        assumed=("Form: capsule.", "“500” was read as 500 mg.", "Route: by mouth."),
    )
    assert said.is_complete
