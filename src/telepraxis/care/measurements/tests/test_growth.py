"""How children grow: the LMS method against published values, tables brought in whole, percentiles of measurements.

The rows are CDC's (2000, public domain), of boys: weight, stature and BMI from 24 to 25.5 months, the head of newborns.
"""

import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest

from telepraxis.registry.patients.registration import register
from tests.people import LISBON, MONDAY_8AM

from ..growth import courses_of
from ..growth_drawing import CURVES, picture_of, span_of
from ..growth_tables import BadTable, load, reference_of
from ..lms import LMS, percentile_of, z_at
from ..models import GrowthTable
from ..reading import growth_of
from ..taking import Taken, record_measurements

HEAD_LINE = "Sex,Agemos,L,M,S,P3,P97"
WEIGHT = (
    "1,24,-0.20615245,12.6707633,0.108125811,10.38209025,15.59648294",
    "1,24.5,-0.216501213,12.74154396,0.108166006,10.4414422,15.68840631",
    "1,25.5,-0.239790488,12.88102276,0.108274706,10.55847309,15.8716994",
)
HEIGHT = (
    "1,24,0.941523967,86.45220101,0.040321528,79.91084447,93.02265441",
    "1,24.5,1.00720807,86.86160934,0.040395626,80.26037074,93.45923029",
    "1,25.5,0.837251351,87.65247282,0.040577525,81.0052937,94.38278047",
)
BMI = (
    "1,24,-2.01118107,16.57502768,0.080592465,14.52095333,19.85986118",
    "1,24.5,-1.982373595,16.54777487,0.080127429,14.50347667,19.77909997",
    "1,25.5,-1.924100169,16.49442763,0.079233994,14.46882381,19.62321193",
)
HEAD = (
    "1,0,4.427825037,35.81366835,0.052172542,31.48762321,38.85417217",
    "1,0.5,4.310927464,37.19361054,0.047259148,33.25005839,40.10028445",
    "1,1.5,3.869576802,39.20742929,0.040947903,35.78126227,41.94137873",
)
BORN = date(2024, 11, 1)


def table(folder, name="wtage.csv", lines=WEIGHT, head=HEAD_LINE):
    path = folder / name
    path.write_text("\n".join([head, *lines]))
    return path


def loaded(folder):
    for name, lines in (("wtage", WEIGHT), ("statage", HEIGHT), ("bmiagerev", BMI), ("hcageinf", HEAD)):
        load(table(folder, f"{name}.csv", lines), now=MONDAY_8AM)


@pytest.fixture
def leo(system):
    """Leo Okonjo, a boy of two years."""
    return register(given="Leo", family="Okonjo", birth_date=BORN, gender="male", by=system, now=MONDAY_8AM)


def measure(patient, by, at=MONDAY_8AM, **values):
    taken = [Taken(kind=kind, values=(Decimal(value),), taken_at=at) for kind, value in values.items()]
    return record_measurements(patient=patient.uid, taken=taken, by=by, now=MONDAY_8AM)


@pytest.mark.parametrize("line", [*WEIGHT, *HEIGHT, *BMI, *HEAD])
def test_the_formula_gives_the_percentiles_that_cdc_prints(line):
    *numbers, third, high = (float(each) for each in line.split(",")[2:])
    lms = LMS(*numbers)

    assert lms.value_at(z_at(3)) == pytest.approx(third, rel=1e-6)
    assert lms.z_of(third) == pytest.approx(z_at(3), abs=1e-5)
    if line not in BMI:
        assert lms.value_at(z_at(97)) == pytest.approx(high, rel=1e-6)
    assert percentile_of(lms.z_of(lms.m)) == pytest.approx(50)


def test_where_l_is_nought_the_logarithm_takes_its_place():
    assert LMS(0, 10, 0.1).value_at(1) == pytest.approx(11.0517, abs=1e-4)
    assert LMS(0, 10, 0.1).z_of(11.0517) == pytest.approx(LMS(1e-6, 10, 0.1).z_of(11.0517), abs=1e-4)


def test_a_table_comes_in_whole_and_the_same_again_replaces_it(db, tmp_path):
    girls = [line.replace("1,", "2,", 1) for line in WEIGHT]
    (boys, girls_row) = load(table(tmp_path, lines=(*WEIGHT, HEAD_LINE, *girls)), now=MONDAY_8AM)
    load(table(tmp_path), now=MONDAY_8AM)

    assert (boys.sex, girls_row.sex, boys.from_months, boys.to_months) == ("male", "female", 24, 25.5)
    assert GrowthTable.objects.count() == 2
    half_way = reference_of("male").table_for("weight", 25).at(25)
    assert half_way.m == pytest.approx((12.74154396 + 12.88102276) / 2)
    assert reference_of("male").table_for("weight", 26) is None and reference_of("other").tables == ()


def test_a_zip_gives_every_table_it_knows_and_passes_over_the_rest(db, tmp_path):
    with zipfile.ZipFile(tmp_path / "cdc.whl", "w") as packed:
        packed.writestr("data/wtage.csv", "\n".join([HEAD_LINE, *WEIGHT]))
        packed.writestr("data/hcageinf.csv", "\n".join([HEAD_LINE, *HEAD]))
        packed.writestr("data/wtleninf.csv", "Sex,Length,L,M,S")
        packed.writestr("code.py", "print()")
    rows = load(tmp_path / "cdc.whl", source="CDC 2000", now=MONDAY_8AM)

    assert {(row.measure, row.source) for row in rows} == {("weight", "CDC 2000"), ("head", "CDC 2000")}


@pytest.mark.parametrize(
    ("lines", "head", "said"),
    [
        (("1,24,x,12.6,0.1",), HEAD_LINE, "Line 2"),
        (("3,24,1,12.6,0.1",), HEAD_LINE, "Line 2"),
        (("1,24,1,12.6,0.1", "1,24,1,12.6,0.1"), HEAD_LINE, "ages of each sex must rise"),
        ((WEIGHT[0], "1,30,1,-12.6,0.1"), HEAD_LINE, "Line 3"),
        (WEIGHT, "Age,Weight", "first line names the columns"),
    ],
)
def test_what_is_no_table_is_refused_and_nothing_changes(db, tmp_path, lines, head, said):
    loaded(tmp_path)
    with pytest.raises(BadTable, match=said):
        load(table(tmp_path, lines=lines, head=head), now=MONDAY_8AM)

    assert GrowthTable.objects.count() == 4


def test_an_unknown_file_says_that_the_measure_is_needed(db, tmp_path):
    with pytest.raises(BadTable, match="--measure"):
        load(table(tmp_path, "mine.csv"), now=MONDAY_8AM)
    (row,) = load(table(tmp_path, "mine.csv"), measure="weight", source="Mine", now=MONDAY_8AM)
    assert (row.source, row.measure) == ("Mine", "weight")


def test_each_value_has_its_percentile_and_what_is_beyond_is_flagged(leo, freya, tmp_path):
    loaded(tmp_path)
    measure(leo, freya, weight="12.8", height="79.5")
    measure(leo, freya, at=datetime(2026, 1, 10, 9, tzinfo=LISBON), weight="10")
    courses = {each.measure: each for each in courses_of(growth_of(leo.uid), BORN, reference_of("male"))}

    weight, height, bmi = courses["weight"].points, courses["height"].newest, courses["bmi"].newest
    assert [(each.percentile_text, each.side, each.age_text) for each in weight] == [
        ("51", "", "2 years"), ("–", "", "14 months"),
    ]  # fmt: skip
    assert (height.side, height.percentile_text, height.z_text) == ("low", "2", "-2.14")
    assert (bmi.value, bmi.side) == (20.25, "high")
    assert "Kuczmarski" in height.source


def test_the_chart_has_the_seven_curves_and_the_childs_points(leo, freya, tmp_path):
    loaded(tmp_path)
    measure(leo, freya, weight="12.8")
    reference = reference_of("male")
    (course,) = courses_of(growth_of(leo.uid), BORN, reference)
    picture = picture_of(course, reference, span_of([course]))

    assert [curve.percentile for curve in picture.curves] == list(CURVES)
    assert [curve.y for curve in picture.curves] == sorted((curve.y for curve in picture.curves), reverse=True)
    (dot,) = picture.dots
    assert picture.curves[0].y > dot.y > picture.curves[-1].y and dot.says == "12.8 kg, 2 years"


def test_the_page_says_plainly_that_no_reference_is_loaded_and_shows_values(leo, freya, browse):
    measure(leo, freya, weight="12.8")
    page = browse(freya).get(f"/measurements/{leo.uid}/growth/").content.decode()

    assert "No growth reference is loaded here" in page and "12.8" in page and "percentile 5" not in page


def test_the_page_draws_names_its_source_and_costs_the_same_for_many(
    leo, freya, browse, tmp_path, django_assert_num_queries
):
    loaded(tmp_path)
    measure(leo, freya, weight="12.8", height="86", head_circumference="48")
    client, path = browse(freya), f"/measurements/{leo.uid}/growth/"
    page = client.get(path).content.decode()
    for _each in range(5):
        measure(leo, freya, weight="12.9", height="86.5")
    with django_assert_num_queries(QUERIES):
        client.get(path)

    assert page.count('class="percentile"') == 7 * 4 and "Source of the curves: CDC growth charts 2000" in page
    assert "No age is corrected: how many weeks the pregnancy had lasted at birth is not on record." in page


QUERIES = 13


def test_of_a_small_child_the_head_is_measured_too_and_of_others_not(leo, amara, freya, browse):
    client = browse(freya)

    assert 'name="head_circumference"' in client.get(f"/measurements/{leo.uid}/add/").content.decode()
    assert 'name="head_circumference"' not in client.get(f"/measurements/{amara.patient_id}/add/").content.decode()
    assert "/growth/" not in client.get(f"/measurements/{amara.patient_id}/").content.decode()
