"""On how many days of a week, and for how long."""

from decimal import Decimal

import pytest

from telepraxis.care.medications import baskets, rhythm
from telepraxis.care.medications.ordering.dosage import Dosage, Dose, Step
from telepraxis.care.medications.tests.scene import NINE, begun, line, medicine, take

ONE = Dose(Decimal(1), Decimal(1), "tablet")


def every(times: int, period: str, unit: str, **more) -> Step:
    return Step(ONE, times=times, period=Decimal(period), period_unit=unit, **more)


@pytest.mark.parametrize(
    ("steps", "days"),
    [
        ([every(3, "1", "d")], 7),
        ([every(1, "8", "h")], 7),
        ([every(1, "2", "d")], 4),
        ([every(1, "1", "wk")], 1),
        ([every(3, "1", "wk")], 3),
        ([every(14, "1", "wk")], 7),
        ([every(1, "2", "wk")], 1),
        ([every(1, "1", "mo")], 1),
        ([every(1, "1", "d", days_of_week=("mon", "thu"))], 2),
        ([Step(ONE, days_of_week=("mon",)), Step(ONE, days_of_week=("tue", "mon"), with_previous=True)], 2),
        ([every(1, "1", "wk", days=28), every(1, "1", "d")], 7),
        ([Step(ONE, times=0)], None),
        ([], None),
    ],
)
def test_days_of_a_week(steps, days):
    assert rhythm.days_a_week(Dosage(tuple(steps))) == days


@pytest.mark.parametrize(
    ("steps", "days"),
    [
        ([every(1, "1", "d", days=7)], 7),
        ([every(2, "1", "d", days=5), every(1, "1", "d", days=5)], 10),
        ([every(2, "1", "d", days=5), every(1, "1", "d", days=5, with_previous=True)], 5),
        ([every(2, "1", "d", days=5), every(1, "1", "d")], None),
    ],
)
def test_length_of_a_course(steps, days):
    assert rhythm.course_days(Dosage(tuple(steps))) == days


def test_methotrexate_once_a_day_is_not_once_a_week(amara, ines):
    tablets = medicine("Methotrexate 2.5 mg tablet", "methotrexate", "2.5")
    draft = begun(amara, ines, line(tablets, days=None))
    answer = baskets.check(basket=draft.id, by=ines, now=NINE).answer
    assert [card.check for card in answer.interruptive] == ["dose"]

    weekly = take("4", 1)
    weekly = Dosage((Step(weekly.steps[0].dose, times=1, period_unit="wk"),), route="oral")
    [row] = draft.lines.all()
    said = line(tablets, days=None)
    baskets.put_line(
        basket=draft.id, version=2, row=row.id, line=type(said)(medicine=tablets, dosage=weekly, supply=said.supply),
        by=ines, now=NINE,
    )  # fmt: skip
    answer = baskets.check(basket=draft.id, by=ines, now=NINE).answer
    assert [card.check for card in answer.interruptive] == []
