"""Children born before term: their age is corrected until 24 months, and compared with the same rows as everybody's."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from telepraxis.base import audit, record
from telepraxis.base.record.models import Patient
from tests.people import LISBON, MONDAY_8AM

from ..birth import Gestation, gestation_in
from ..growth import courses_of
from ..growth_tables import reference_of
from ..reading import gestation_of, growth_of
from ..taking import Taken, record_measurements
from .test_growth import BORN, HEAD, WEIGHT, leo, loaded  # noqa: F401

AT_BIRTH, ESTIMATED = "76516-4", "11884-4"


def said(code: str, value: str, unit: str, on: str = "2024-11-01", **more) -> dict:
    coding = [{"system": "http://loinc.org", "code": code}]
    quantity = {"value": Decimal(value), "unit": unit, "code": unit}
    doc = {"resourceType": "Observation", "status": "final", "code": {"coding": coding}}
    return doc | {"effectiveDateTime": on, "valueQuantity": quantity} | more


def keep(patient, by, doc: dict):
    subject = {"reference": f"Patient/{Patient.objects.get(uid=patient.uid).logical_id}"}
    row = record.write("Observation", doc | {"subject": subject}, by=by, now=MONDAY_8AM)
    audit.wrote(by, "fhir.created", patient=row.patient_id, entity=("Observation", row.logical_id))
    return row


def measure(patient, by, at: datetime, **values):
    taken = [Taken(kind=kind, values=(Decimal(value),), taken_at=at) for kind, value in values.items()]
    return record_measurements(patient=patient.uid, taken=taken, by=by, now=at)


def on_day(days: int) -> datetime:
    """Return nine o'clock on a day of Leo's life."""
    return datetime(BORN.year, BORN.month, BORN.day, 9, tzinfo=LISBON) + timedelta(days=days)


def points(patient, measured: str) -> list:
    courses = courses_of(
        growth_of(patient.uid), BORN, reference_of("male"), gestation_of(patient.uid, BORN)
    )  # fmt: skip
    return next(each.points for each in courses if each.measure == measured)


@pytest.mark.parametrize(
    ("doc", "days"),
    [
        (said(AT_BIRTH, "28", "wk"), 196),
        (said(AT_BIRTH, "28.5", "wk"), 199),  # 28 weeks and 3 days that are over
        (said(AT_BIRTH, "200", "d", on="2026-05-01"), 200),
        (said(ESTIMATED, "30", "wk"), 210),
        (said(ESTIMATED, "30", "wk", on="2024-12-02"), 210),
        (said(ESTIMATED, "30", "wk", on="2024-12-03"), None),  # a month later it is of something else
        (said(AT_BIRTH, "28", "mo"), None),
        (said(AT_BIRTH, "12", "wk"), None),
        (said(AT_BIRTH, "28", "wk") | {"valueQuantity": {"value": 28, "code": "wk", "comparator": "<"}}, None),
        (said("8302-2", "30", "wk"), None),
    ],
)
def test_how_long_the_pregnancy_had_lasted(doc, days):
    found = gestation_in([doc], BORN)
    assert (found and found.days) == days


@pytest.mark.parametrize(("days", "missing"), [(196, 84), (258, 22), (259, 0), (280, 0), (290, 0)])
def test_only_of_a_birth_before_37_weeks_something_is_missing(days, missing):
    assert Gestation(days).missing_days == missing


def test_on_the_day_that_was_due_the_head_is_compared_with_newborns(leo, freya, tmp_path):  # noqa: F811
    """Twelve weeks early: 84 days old he is as old as a newborn; the row of age 0 says what its third percentile is."""
    loaded(tmp_path)
    third, middle = HEAD[0].split(",")[5], HEAD[0].split(",")[3]
    measure(leo, freya, at=on_day(84), head_circumference=third[:5])
    measure(leo, freya, at=on_day(84) + timedelta(hours=1), head_circumference=middle[:5])
    assert [each.percentile for each in points(leo, "head")] == [None, None]  # 2.76 months: the rows end at 1.5

    keep(leo, freya, said(AT_BIRTH, "28", "wk"))

    newest, older = points(leo, "head")
    row = reference_of("male").table_for("head", 0).at(0)
    assert (newest.age, newest.lived, newest.corrected_text) == (0, pytest.approx(84 / 30.4375), "0 days")
    assert (newest.z, older.z) == (row.z_of(newest.value), row.z_of(older.value))
    assert (older.percentile, newest.percentile) == (pytest.approx(3, abs=0.1), pytest.approx(50, abs=0.5))


def test_before_the_day_that_was_due_nothing_is_compared(leo, freya, tmp_path):  # noqa: F811
    loaded(tmp_path)
    keep(leo, freya, said(AT_BIRTH, "28", "wk"))
    measure(leo, freya, at=on_day(20), head_circumference="27")

    [point] = points(leo, "head")
    assert (point.percentile, point.age_text, point.corrected_text) == (None, "20 days", "before term")


def test_from_24_months_on_the_age_since_birth_counts(leo, freya, tmp_path):  # noqa: F811
    loaded(tmp_path)
    keep(leo, freya, said(AT_BIRTH, "28", "wk"))
    measure(leo, freya, at=on_day(730), weight="12.8")  # 23.98 months
    measure(leo, freya, at=on_day(731), weight="12.8")  # 24.02

    after, before = points(leo, "weight")
    assert (before.percentile, round(before.age, 2), before.corrected_text) == (None, 21.22, "21 months")
    row = reference_of("male").table_for("weight", 731 / 30.4375).at(731 / 30.4375)
    assert (after.age, after.corrected_text, after.z) == (after.lived, "", row.z_of(12.8))
    assert WEIGHT[0].startswith("1,24,")


def test_what_was_a_mistake_does_not_count_and_the_newest_does(leo, freya):  # noqa: F811
    keep(leo, freya, said(AT_BIRTH, "30", "wk", on="2024-11-02"))
    keep(leo, freya, said(AT_BIRTH, "26", "wk", on="2024-11-03", status="entered-in-error"))
    assert gestation_of(leo.uid, BORN) == Gestation(210)
    keep(leo, freya, said(AT_BIRTH, "31", "wk", on="2024-11-04"))
    assert gestation_of(leo.uid, BORN) == Gestation(217)


def test_the_page_says_by_what_it_corrects(leo, freya, tmp_path, browse):  # noqa: F811
    loaded(tmp_path)
    keep(leo, freya, said(AT_BIRTH, "28", "wk"))
    measure(leo, freya, at=on_day(90), head_circumference="36")
    page = browse(freya).get(f"/measurements/{leo.uid}/growth/").content.decode()
    assert "corrected: 6 days" in page and "American Academy of Pediatrics 2004" in page
    assert "Born after 28 weeks and 0 days" in page

    late = "Born after 38 weeks and 0 days: no age is corrected."
    keep(leo, freya, said(AT_BIRTH, "38", "wk", on="2024-11-05"))
    assert late in browse(freya).get(f"/measurements/{leo.uid}/growth/").content.decode()
