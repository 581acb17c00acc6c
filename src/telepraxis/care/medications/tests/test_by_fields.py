"""Whatever a line says stands in its fields and comes out as it was: who corrects one thing changes no other."""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from telepraxis.care.medications.lines import Line
from telepraxis.care.medications.ordering import line
from telepraxis.care.medications.tests.ordering.shelf import find
from telepraxis.care.medications.views.line_forms import LineForm, initial_of
from telepraxis.care.medications.views.step_forms import StepForms, initial_steps

TABLE = Path(__file__).parent / "ordering" / "lines.toml"
TEXTS = [each["text"] for each in tomllib.loads(TABLE.read_text())["line"]]
TODAY = date(2026, 11, 30)


def read(text: str) -> Line:
    said = line.read(text, find=find, today=TODAY, weight_kg=Decimal(18))
    return Line(typed=text, medicine=said.medicine, dosage=said.dosage, supply=said.supply)


def through_the_fields(before: Line) -> Line:
    """Post the fields as they are shown, nothing touched."""
    rows = initial_steps(before)
    posted = {"step-TOTAL_FORMS": len(rows), "step-INITIAL_FORMS": 0, "medicine": "kept"}
    posted |= {f"step-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items() if value}
    said = {name: value for name, value in initial_of(before).items() if value not in (None, False, "")}
    form = LineForm(said | posted, found=[], kept=before.medicine, initial=initial_of(before))
    steps = StepForms(_Posted(posted), prefix="step", form_kwargs={"medicine": before.medicine})
    for shown, row in zip(steps.forms, rows, strict=True):  # what the line has stands among the units
        shown.fields["unit"].choices = [(row["unit"], row["unit"])]
    assert form.is_valid(), form.errors
    assert steps.is_valid(), steps.errors
    return form.line(before, tuple(filter(None, (step.step() for step in steps))), None)


class _Posted(dict):
    def getlist(self, name: str) -> list:
        found = self.get(name, [])
        return found if isinstance(found, list) else [found]


LINES = [found for text in TEXTS if (found := read(text)).medicine and found.dosage]


@pytest.mark.parametrize("before", LINES, ids=[each.typed for each in LINES])
def test_what_a_line_says_comes_through_its_fields_unchanged(before):
    after = through_the_fields(before)

    assert after.dosage == replace(before.dosage, route=after.dosage.route)
    assert before.dosage.route in ("", after.dosage.route)


def test_the_table_says_what_fields_could_lose():
    steps = [step for each in LINES for step in each.dosage.steps]

    assert len(LINES) >= 150
    assert all(any(getattr(step, name) for step in steps) for name in ("times_max", "period_max", "count", "when"))


@pytest.mark.parametrize("typed", ["NaN", "-1", "1-2-3", "1e9", "2-1", "0", "Infinity", "1/3", "many"])
def test_what_is_no_amount_is_said_to_be_none(typed):
    posted = {"step-TOTAL_FORMS": 1, "step-INITIAL_FORMS": 0, "step-0-dose": typed, "step-0-unit": "mg"}
    steps = StepForms(_Posted(posted), prefix="step")

    assert not steps.is_valid()
    assert steps.errors == [{"dose": ["Write a number like 1 or 0.5, or a range like 1-2."]}]


def test_by_body_weight_a_range_is_not_taken_for_its_end():
    posted = {"step-TOTAL_FORMS": 1, "step-INITIAL_FORMS": 0, "step-0-dose": "10-15", "step-0-unit": "mg/kg"}
    steps = StepForms(_Posted(posted), prefix="step")

    assert steps.errors == [{"dose": ["By body weight one number is needed, not a range."]}]
