"""The controlled register: what of a scheduled substance came, went to whom, and what was here after each."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.pharmacy import handing, register, witnessing
from telepraxis.care.pharmacy.witnessing import Seen
from telepraxis.commons.inventory import assortment, issuing, pricing
from telepraxis.commons.inventory.models import Lot
from telepraxis.commons.inventory.tests.scene import LATER, bring, key, pilar  # noqa: F401
from telepraxis.registry.formulary import files, finding, reading
from telepraxis.registry.formulary.starter_set import load_starter_set
from tests.people import MONDAY_8AM

from .bench_scene import NINE, a_week_of, made_ready, ordered, shelf  # noqa: F401

TEN = NINE + timedelta(hours=1)
DAYS = "begin=2026-11-20&end=2026-11-23"


@pytest.fixture
def tramadol(shelf, pilar):  # noqa: F811
    """Fifty of a controlled medicine in one lot."""
    load_starter_set(now=MONDAY_8AM)
    medicine = next(each for each in finding.find("tramadol", limit=20) if each.schedule)
    said = {"by": pilar, "now": MONDAY_8AM}
    item = assortment.keep_item(
        name=medicine.name, kind="medicine", system=medicine.system, code=medicine.code,
        counted_in=medicine.counted_in, **said,
    )  # fmt: skip
    pricing.set_price(item=item.id, amount_minor=10, currency="EUR", per=1, **said)
    bring(item, 50, "T1", LATER, shelf.place, pilar)
    return item, medicine


def test_the_register_says_what_came_and_went_to_whom(tramadol, shelf, hillcrest, pilar, freya, browse):  # noqa: F811
    item, medicine = tramadol
    claim = ordered(hillcrest, a_week_of(medicine, days=2))
    code = made_ready(claim, pilar)
    seen = Seen(freya.account_id, "code")
    handing.hand_over(claim=claim.id, code=code, owes_why="Known", witness=seen, key="one", by=pilar, now=NINE)
    issuing.destroy(
        lot=Lot.objects.get(number="T1").id, place=shelf.place.id, quantity=Decimal(4), reason="=Broken",
        witness=freya.account_id, key=key(), by=pilar, now=TEN,
    )  # fmt: skip

    client = browse(pilar)
    page = client.get(f"/pharmacy/register/?{DAYS}").content.decode()
    for said in (medicine.name, "Amara Okonjo", "K7QM-2XWA-9PRT", "Dr Inês Carvalho", "seen by Freya", "=Broken"):
        assert said in page, said
    assert "Amoxicillin" not in page  # it is controlled nowhere
    answer = client.get(f"/pharmacy/register/register.csv?item={item.id}&{DAYS}")
    title, head, opening, *rows, closing = list(csv.reader(io.StringIO(answer.content.decode())))
    assert (title[0], title[2]) == (medicine.name, medicine.counted_in) and opening[9] == "0"
    assert [(row[7], row[8], row[9]) for row in rows] == [("50", "", "50"), ("", "6", "44"), ("", "4", "40")]
    assert (rows[1][2], rows[1][3], rows[1][4]) == ("Amara Okonjo", "K7QM-2XWA-9PRT", "Dr Inês Carvalho")
    assert rows[2][11] == freya.name and rows[2][12] == "'=Broken" and closing[9] == "40"
    assert head[9] == "Balance"
    assert AuditEvent.objects.filter(action="pharmacy.register_read", patient_id=claim.patient_id).count() == 2


def test_days_are_those_of_the_pharmacy_and_may_be_wrong(tramadol, pilar, browse):  # noqa: F811
    client = browse(pilar)
    before = client.get("/pharmacy/register/?begin=2026-11-24&end=2026-11-30").content.decode()
    assert "Nothing moved in these days" in before and "50" in before
    assert client.get("/pharmacy/register/?begin=2026-11-24&end=2026-11-01").status_code == 422
    assert client.get("/pharmacy/register/?begin=never&end=2026-11-01").status_code == 422
    assert client.get(f"/pharmacy/register/?item={uuid4()}").status_code == 404


def test_where_nothing_is_controlled_the_page_says_so(shelf, pilar, browse):  # noqa: F811
    client = browse(pilar)
    assert "No controlled substance is kept here" in client.get("/pharmacy/register/").content.decode()
    assert client.get("/pharmacy/register/register.csv")["Location"] == "/pharmacy/register/"


def test_managers_read_it_and_clinicians_do_not(tramadol, marta, ines, browse):
    assert browse(marta).get("/pharmacy/register/").status_code == 200
    assert browse(ines).get("/pharmacy/register/").status_code == 403
    assert browse(ines).get("/pharmacy/register/register.csv").status_code == 403


def test_what_was_handed_out_as_controlled_stays_in_the_register(shelf, hillcrest, pilar, browse, tmp_path):  # noqa: F811
    """The catalogue of the country lists it as controlled, and in its next edition no more."""
    medicine = _loaded(tmp_path, "IV")
    item = assortment.keep_item(
        name=medicine.name, kind="medicine", system=medicine.system, code=medicine.code,
        counted_in=medicine.counted_in, by=pilar, now=MONDAY_8AM,
    )  # fmt: skip
    pricing.set_price(item=item.id, amount_minor=10, currency="EUR", per=1, by=pilar, now=MONDAY_8AM)
    bring(item, 50, "D1", LATER, shelf.place, pilar)
    claim = ordered(hillcrest, a_week_of(medicine, days=2))
    code = made_ready(claim, pilar)
    witnessing.say_alone(by=pilar, now=NINE)
    handing.hand_over(claim=claim.id, code=code, owes_why="Known", key="one", by=pilar, now=NINE)

    assert _loaded(tmp_path, "").schedule == ""

    [kept] = register.controlled_items()
    assert (kept.item.id, kept.schedule) == (item.id, "IV")
    assert "Amara Okonjo" in browse(pilar).get(f"/pharmacy/register/?item={item.id}&{DAYS}").content.decode()


def _loaded(tmp_path, schedule: str):
    path = tmp_path / f"edition{schedule}.csv"
    path.write_text(
        f"code,name,substances,strength,form,schedule\n5009,Dolor 50 mg,tramadol,50 mg,capsule,{schedule}\n"
    )
    files.load_file(path, jurisdiction="PT", name=f"edition {schedule}", now=MONDAY_8AM)
    return reading.by_code("urn:telepraxis:catalogue:pt", "5009")
