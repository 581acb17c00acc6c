"""Which values are dangerous, for whom, and which were probably typed wrongly. No database."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from telepraxis.care.measurements.kinds import BY_NAME

from .. import danger

TODAY = date(2026, 11, 23)
ADULT, CHILD, BABY = date(1991, 3, 12), date(2019, 5, 1), date(2026, 10, 1)


def found(kind: str, *values: str, born: date | None = ADULT):
    return danger.danger_of(BY_NAME[kind], tuple(map(Decimal, values)), born, TODAY)


@pytest.mark.parametrize(
    "kind, values, born, expected",
    [
        ("blood_pressure", ("180", "90"), ADULT, danger.BP_HIGH),
        ("blood_pressure", ("179", "119"), ADULT, None),
        ("blood_pressure", ("150", "120"), ADULT, danger.BP_HIGH),
        ("blood_pressure", ("89", "50"), ADULT, danger.BP_LOW),
        ("blood_pressure", ("89", "50"), CHILD, None),
        ("oxygen_saturation", ("89",), ADULT, danger.OXYGEN_LOW),
        ("oxygen_saturation", ("90",), ADULT, None),
        ("oxygen_saturation", ("89",), None, danger.OXYGEN_LOW),
        ("glucose", ("2.9",), ADULT, danger.SUGAR_LOW),
        ("glucose", ("3.0",), ADULT, None),
        ("glucose", ("20.0",), CHILD, danger.SUGAR_HIGH),
        ("heart_rate", ("131",), ADULT, danger.PULSE),
        ("heart_rate", ("131",), BABY, None),
        ("temperature", ("39.5",), ADULT, None),
        ("temperature", ("40.0",), ADULT, danger.FEVER),
        ("temperature", ("38.0",), BABY, danger.FEVER),
        ("temperature", ("35.0",), ADULT, danger.COLD),
        ("respiratory_rate", ("25",), ADULT, danger.BREATHING),
        ("respiratory_rate", ("40",), BABY, None),
        ("weight", ("200",), ADULT, None),
        ("peak_flow", ("90",), ADULT, None),
    ],
)
def test_what_is_dangerous(kind, values, born, expected):
    assert found(kind, *values, born=born) is expected


def test_what_to_do_is_said_in_plain_words():
    with override("en"):
        for each in (danger.BP_HIGH, danger.OXYGEN_LOW, danger.SUGAR_LOW):
            assert "call at once" in str(each.do)
        assert "Eat or drink something sweet now" in str(danger.SUGAR_LOW.do)


@pytest.mark.parametrize(
    "kind, values, last, expected",
    [
        ("blood_pressure", ("221", "90"), None, True),
        ("blood_pressure", ("120", "135"), None, True),
        ("blood_pressure", ("180", "110"), None, False),
        ("weight", ("16.5",), Decimal("61.5"), True),
        ("weight", ("60.5",), Decimal("61.5"), False),
        ("weight", ("16.5",), None, False),
        ("oxygen_saturation", ("79",), None, True),
    ],
)
def test_what_is_possible_and_rare_is_asked_about(kind, values, last, expected):
    assert danger.is_unlikely(BY_NAME[kind], tuple(map(Decimal, values)), last) is expected
