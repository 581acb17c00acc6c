"""A girl's growth as her doctor sees it at a desk, and on a phone in the dark. The rows are CDC's of 2000."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.care.telehealth.tests.scenes import signed_in
from telepraxis.registry.patients.registration import register
from tests.browser import sideways, widest
from tests.people import LISBON

from ..growth_tables import load
from ..taking import Taken, record_measurements

pytestmark = pytest.mark.browser
WEIGHT = """Sex,Agemos,L,M,S
2,24,-0.73533951,12.05503983,0.107399495
2,36.5,-1.024471278,13.94108332,0.119491669
2,60.5,-1.287691525,18.02313904,0.141190842
2,84.5,-1.265548787,22.86804258,0.159693163
2,120.5,-0.846872805,33.06392318,0.195947008
2,156.5,-0.915513542,45.98368656,0.197363191
2,192.5,-1.651248208,53.94543725,0.168124538
2,240,-1.51336185,58.21897289,0.166644749"""
STATURE = """Sex,Agemos,L,M,S
2,24,1.07244896,84.97555512,0.040791394
2,36.5,0.54198094,94.21335709,0.042017509
2,60.5,-0.057729947,107.9566031,0.044276588
2,84.5,-0.210210748,121.7616844,0.045460702
2,120.5,0.284748919,138.2111552,0.048704503
2,156.5,1.242968236,157.3436995,0.043859135
2,192.5,0.941145943,162.5689958,0.039820663
2,240,1.108046193,163.338251,0.039636316"""
GREW = ((3, "13.6", "93.5"), (4, "15.4", "100"), (5, "17.2", "105"), (6, "18.1", "109"), (7, "18.6", "110"))


@pytest.fixture
def zola(clinic, tmp_path):
    now = timezone.now()
    born = date(now.year - 8, 2, 1)
    for name, rows in (("wtage", WEIGHT), ("statage", STATURE)):
        (tmp_path / f"{name}.csv").write_text(rows)
        load(tmp_path / f"{name}.csv", now=now)
    with clinic.serving():
        girl = register(given="Zola", family="Okonjo", birth_date=born, gender="female", by=clinic.system, now=now)
        for years, weight, height in GREW:
            at = datetime(born.year + years, 2, 3, 10, tzinfo=LISBON) + timedelta(days=20)
            taken = [
                Taken(kind=kind, values=(Decimal(each),)) for kind, each in (("weight", weight), ("height", height))
            ]
            record_measurements(patient=girl.uid, taken=taken, by=clinic.as_ines(), now=at)
    return girl


def test_the_curves_at_a_desk_and_on_a_phone(clinic, site, desktop, new_context, axe, shot, zola):
    page = signed_in(desktop, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/measurements/{zola.uid}/growth/")
    expect(page.get_by_role("img", name="Height 110 cm at 7 years")).to_be_visible()
    page.get_by_text("All 5 values").first.click()
    axe(page)
    shot(page, "growth-desktop")
    page.goto(f"{site}/chart/{zola.uid}/")
    expect(page.get_by_role("link", name="Growth")).to_be_visible()

    dark = new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = signed_in(dark, site, clinic.clinician_cookie()).new_page()
    page.goto(f"{site}/measurements/{zola.uid}/growth/")
    assert sideways(page) == 0, widest(page)
    axe(page)
    shot(page, "growth-phone-dark")
