"""Dates on paper, and which of them is the document's."""

from datetime import date

import pytest

from telepraxis.care.scanning.understanding import Document, suggest
from telepraxis.care.scanning.understanding.dates import dates_in
from telepraxis.care.scanning.understanding.rows import rows_of

from .paper import page_of

TODAY = date(2026, 1, 15)
APRIL, MARCH = date(1980, 4, 3), date(1980, 3, 4)


def read(text: str) -> list[set[date]]:
    return [set(each.readings) for row in rows_of(page_of(text)) for each in dates_in(row.tokens)]


@pytest.mark.parametrize(
    "text",
    [
        "3 April 1980",
        "April 3, 1980",
        "Apr. 3rd, 1980",
        "03-Apr-1980",
        "3 de abril de 1980",
        "3 abril 1980",
        "03-ABR-1980",
        "1980-04-03",
        "1980/04/03",
        "1980-04-03T10:30",
        "3 de abril del 1980",
    ],
)
def test_one_day_written_in_many_ways(text):
    assert read(text) == [{APRIL}]


@pytest.mark.parametrize(
    "text", ["03/04/1980", "3-4-1980", "3.4.1980", "03 / 04 / 1980", "O3/04/198O", "(03/04/1980)."]
)
def test_day_and_month_may_be_either_way_round(text):
    assert read(text) == [{APRIL, MARCH}]


def test_a_thirteenth_month_leaves_one_reading():
    assert read("25/12/2024 12/25/2024") == [{date(2024, 12, 25)}, {date(2024, 12, 25)}]


def test_two_digits_of_a_year_may_be_either_century():
    assert read("25/12/24") == [{date(1924, 12, 25), date(2024, 12, 25)}]


@pytest.mark.parametrize(
    "text", ["31/02/2024", "120/80/70", "555-12-1234", "5 mg 1/2/3", "v1.2.3.4", "00/00/0000", "9/9"]
)
def test_what_is_no_date(text):
    assert read(text) == []


def dated(text: str, **reading) -> tuple[date | None, str]:
    found = suggest(Document((page_of(text),)), (), today=TODAY, **reading)
    return found.date, next((reason.code for reason in found.date_why), "")


def test_a_labelled_date_is_preferred():
    assert dated("Printed: 5 May 2025\nReport date: 2 May 2025") == (date(2025, 5, 2), "dated")


def test_the_birth_date_is_never_the_date_of_the_document():
    assert dated("Patient: Ana García   DOB: 3 April 1980") == (None, "")
    assert dated("3 April 1980\nPatient: Ana García   DOB: 03/04/1980") == (None, "")


def test_what_lies_ahead_is_not_the_date_of_the_document():
    assert dated("Next appointment: 3 May 2026\nDate: 3 May 2026") == (None, "")
    assert dated("Próxima cita: 3 de mayo de 2025") == (None, "")


def test_a_date_before_the_birth_is_a_slip():
    assert dated("Patient: Ana García   DOB: 3 April 1980\nDate: 2 May 1925") == (None, "")


def test_a_lone_date_of_a_letter_counts_and_two_do_not():
    assert dated("Madrid, a 3 de mayo de 2023\nEstimado compañero") == (date(2023, 5, 3), "date_alone")
    assert dated("3 May 2023\n4 May 2023") == (None, "")


def test_day_and_month_either_way_wait_for_somebody_who_knows():
    assert dated("Date: 03/04/2025") == (None, "date_either")
    assert dated("Date: 03/04/2025", day_first=True) == (date(2025, 4, 3), "dated")
    assert dated("Date: 03/04/2025", day_first=False) == (date(2025, 3, 4), "dated")


def test_another_date_of_the_page_tells_the_order():
    assert dated("Date: 03/04/2025\nReceived: 03/25/2025") == (date(2025, 3, 4), "dated")
    assert dated("Date: 03/04/2025\nReceived: 25/04/2025", day_first=False) == (date(2025, 4, 3), "dated")


def test_spanish_writes_the_day_first():
    assert dated("Informe de la paciente\nFecha: 03/04/2025\nse encuentra bien", day_first=False)[0] == date(2025, 4, 3)


def test_the_kind_of_document_tells_which_date_counts():
    lab = "Laboratory Report\nReported: 6 May 2025\nCollected: 5 May 2025"
    discharge = "Discharge Summary\nAdmission date: 1 May 2025\nReport date: 9 May 2025\nDischarge date: 8 May 2025"
    card = "Insurance card\nEffective: 1 January 2024\n2 May 2025"

    assert [dated(text)[0] for text in (lab, discharge, card)] == [date(2025, 5, 5), date(2025, 5, 8), None]
