from datetime import date

import pytest

from ..spoken_days import NotADay, day_of, parted

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2w", date(2026, 12, 14)),
        ("in 2 weeks", date(2026, 12, 14)),
        ("en 2 semanas", date(2026, 12, 14)),
        ("10 days", date(2026, 12, 10)),
        ("3 m", date(2027, 2, 28)),
        ("in 1 year", date(2027, 11, 30)),
        ("1 año", date(2027, 11, 30)),
        ("2026-12-24", date(2026, 12, 24)),
        ("24/12", date(2026, 12, 24)),
        ("3.2.", None),
        ("3/2", date(2027, 2, 3)),
        ("24.12.2026", date(2026, 12, 24)),
        ("0d", TODAY),
        ("yesterday", None),
        ("2026-11-29", None),
        ("99 years", None),
        ("31/02", None),
        ("29/2", None),
    ],
)
def test_a_day_as_it_is_typed(typed, meant):
    if meant is None:
        with pytest.raises(NotADay):
            day_of(typed, TODAY)
    else:
        assert day_of(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "what", "day"),
    [
        ("Blood test for potassium in 2 weeks", "Blood test for potassium", date(2026, 12, 14)),
        ("Blood test, 2w", "Blood test", date(2026, 12, 14)),
        ("Call by 24/12.", "Call", date(2026, 12, 24)),
        ("Hierro, análisis en 3 meses", "Hierro, análisis", date(2027, 2, 28)),
        ("Take it for 10 days", "Take it for 10 days", None),
        ("One tablet, 5 days", "One tablet, 5 days", None),
        ("Back in 99 years", "Back in 99 years", None),
        ("in 2 weeks", "in 2 weeks", None),
    ],
)
def test_a_day_at_the_end_of_a_step(typed, what, day):
    assert parted(typed, TODAY) == (what, day)
