"""What is unusual at an age, and who says so."""

from datetime import date
from decimal import Decimal

import pytest

from ..kinds import BY_NAME
from ..ranges import flag_of

TODAY = date(2026, 11, 25)
ADULT, CHILD, INFANT, TODDLER = date(1991, 3, 12), date(2017, 11, 1), date(2026, 10, 1), date(2024, 6, 1)


def flagged(kind: str, born, *values: str):
    flag = flag_of(BY_NAME[kind], tuple(Decimal(value) for value in values), born, TODAY)
    return (flag.side, flag.tone, flag.usual) if flag else None


@pytest.mark.parametrize(
    "kind, born, values, expected",
    [
        ("heart_rate", ADULT, ["72"], None),
        ("heart_rate", ADULT, ["110"], ("high", "warn", "51–90 /min")),
        ("heart_rate", ADULT, ["131"], ("high", "danger", "51–90 /min")),
        ("heart_rate", INFANT, ["150"], None),
        ("heart_rate", CHILD, ["120"], ("high", "warn", "52–115 /min")),
        ("respiratory_rate", TODDLER, ["32"], None),
        ("respiratory_rate", ADULT, ["32"], ("high", "danger", "12–20 /min")),
        ("oxygen_saturation", ADULT, ["95"], ("low", "warn", "≥ 96 %")),
        ("oxygen_saturation", ADULT, ["91"], ("low", "danger", "≥ 96 %")),
        ("temperature", INFANT, ["38.0"], ("high", "danger", "≤ 37.9 °C")),
        ("temperature", CHILD, ["38.4"], ("high", "warn", "≤ 37.9 °C")),
        ("temperature", ADULT, ["38.0"], None),
        ("blood_pressure", ADULT, ["128", "79"], None),
        ("blood_pressure", ADULT, ["150", "79"], ("high", "warn", "101–139 mmHg")),
        ("blood_pressure", ADULT, ["150", "112"], ("high", "danger", "≤ 89 mmHg")),
        ("blood_pressure", ADULT, ["88", "50"], ("low", "danger", "101–139 mmHg")),
        ("blood_pressure", CHILD, ["150", "100"], ("high", "danger", "88–107 mmHg")),
        ("glucose", ADULT, ["2.9"], ("low", "danger", "3.9–11.0 mmol/l")),
        ("weight", ADULT, ["130"], None),
        ("heart_rate", None, ["200"], None),
    ],
)
def test_a_value_is_held_against_what_is_usual_at_that_age(kind, born, values, expected):
    assert flagged(kind, born, *values) == expected


def test_the_source_is_named():
    flag = flag_of(BY_NAME["heart_rate"], (Decimal(130),), CHILD, TODAY)

    assert flag.source == "Fleming et al., Lancet 2011; 377: 1011"


@pytest.mark.parametrize(
    ("months", "gender", "pressure", "flag"),
    [
        (24, "male", ("99", "54"), None),
        (24, "male", ("100", "54"), ("high", "warn", "74–99 mmHg")),
        (24, "female", ("100", "57"), None),
        (24, "", ("100", "57"), None),  # not known: only where both sexes' rows say so
        (24, "female", ("95", "58"), ("high", "warn", "≤ 57 mmHg")),
        (24, "male", ("73", "40"), ("low", "danger", "74–99 mmHg")),
        (156, "female", ("119", "79"), None),
        (156, "female", ("141", "70"), ("high", "danger", "90–119 mmHg")),
        (6, "male", ("69", "40"), ("low", "danger", "≥ 70 mmHg")),
        (6, "male", ("110", "70"), None),  # no source above: the table begins with the first birthday
    ],
)
def test_a_childs_blood_pressure_by_age_and_sex(months, gender, pressure, flag):
    born = date(2026 - months // 12, 11 - months % 12, 1)
    values = tuple(Decimal(value) for value in pressure)
    found = flag_of(BY_NAME["blood_pressure"], values, born, date(2026, 11, 1), gender)

    assert (found and (found.side, found.tone, found.usual)) == flag
