from datetime import date

import pytest

from telepraxis.registry.patients.query import Query, read_query

TODAY = date(2026, 11, 23)
TWELFTH_OF_MARCH = date(1984, 3, 12)
THIRD_OF_DECEMBER = date(1984, 12, 3)


@pytest.mark.parametrize(
    "typed",
    [
        "1984-03-12",
        "12 March 1984",
        "12 mar 84",
        "March 12, 1984",
        "12 de março de 1984",
        "12. März 1984",
        "12 marca 1984",
    ],
)
def test_a_birth_date_is_read_in_many_spellings(typed):
    assert read_query(f"Okonjo {typed}", TODAY) == Query(("okonjo",), frozenset({TWELFTH_OF_MARCH}))


@pytest.mark.parametrize("typed", ["12/03/1984", "12.3.84", "12-03-1984", "12 3 1984", "12031984"])
def test_day_and_month_in_doubt_mean_both_days(typed):
    assert read_query(typed, TODAY).birth_dates == {TWELFTH_OF_MARCH, THIRD_OF_DECEMBER}


def test_a_day_that_does_not_exist_is_no_birth_date():
    assert read_query("31/02/1991", TODAY).birth_dates == frozenset()


def test_a_day_in_the_future_is_no_birth_date():
    assert read_query("24/12/2026", TODAY).birth_dates == frozenset()


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("+351 910 555 014", Query(digits="351910555014")),
        ("910555014 Amara", Query(("amara",), digits="910555014")),
        ("amara@example.org", Query(email="amara@example.org")),
        ("de la Cruz", Query(("cruz",))),
        ("de la", Query(("de", "la"))),
        ("A204-881X", Query(codes=("a204881x",))),
        ("\x00%_'\"; DROP", Query(("drop",))),
        ("", Query()),
    ],
)
def test_numbers_mail_and_nonsense(typed, query):
    assert read_query(typed, TODAY) == query


def test_an_empty_query_is_falsy():
    assert not read_query(" .,- ", TODAY)
