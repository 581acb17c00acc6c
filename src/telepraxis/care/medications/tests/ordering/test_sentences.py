"""A dosage is written back as a line that says the very same."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from telepraxis.care.medications.ordering import line, sentences
from telepraxis.care.medications.ordering.dosage import Dosage, Dose, Step

from .shelf import find, one

LINES = [each["text"] for each in tomllib.loads(Path(__file__).with_name("lines.toml").read_text())["line"]]
TODAY = date(2026, 11, 30)


@pytest.mark.parametrize("text", LINES)
def test_what_was_read_is_written_and_read_again(text):
    said = line.read(text, find=find, today=TODAY)
    if not said.is_complete or said.medicine.system == "urn:telepraxis:mixture":
        return

    kept = sentences.line_of(said.medicine, said.dosage, said.supply, today=TODAY)
    again = line.read(kept, find=find, today=TODAY, medicine=said.medicine)

    assert kept
    assert (again.dosage, again.supply, again.leftover) == (said.dosage, said.supply, "")


def test_a_sentence_without_abbreviations():
    said = line.read("ibuprofen 400 1-2 tabs q4-6h prn headache max 6 a day #30", find=find, today=TODAY)

    assert sentences.line_of(said.medicine, said.dosage, said.supply, today=TODAY) == (
        "Ibuprofen 400 mg tablet 1 to 2 tablet every 4 to 6 hours by mouth max 6 tablet a day #30"
        " as needed for headache"
    )


def test_what_no_line_says_exactly_is_not_kept():
    one_tablet = Dose(Decimal(1), Decimal(1), "tablet")
    twice_in_eight_hours = Dosage((Step(one_tablet, times=2, period=Decimal(8), period_unit="h"),))

    assert sentences.line_of(one("Ibuprofen 400 mg tablet"), twice_in_eight_hours, None, today=TODAY) == ""
