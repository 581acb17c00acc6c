"""The pages of measurements and files as a screen reader user meets them, on a phone and at a desk."""

from decimal import Decimal

import pytest
from django.utils import timezone

from telepraxis.care.telehealth.tests.scenes import signed_in
from telepraxis.commons.documents.keeping import keep
from telepraxis.commons.documents.tests import poison

from ..taking import Taken, record_measurements

pytestmark = pytest.mark.browser


@pytest.fixture
def something_known(clinic):
    now = timezone.now()
    with clinic.serving():
        for systolic in ("150", "135"):
            pressure = Taken(kind="blood_pressure", values=(Decimal(systolic), Decimal(82)))
            record_measurements(patient=clinic.amara, taken=[pressure], by=clinic.as_amara(), now=now)
        return keep(content=poison.photograph(), name="arm.jpg", patient=clinic.amara, by=clinic.as_amara(), now=now)


def test_the_patients_pages_on_a_phone(clinic, site, phone, axe, shot, something_known):
    page = signed_in(phone, site, clinic.patient_cookie()).new_page()
    for name in ("measurements", "files"):
        page.goto(f"{site}/me/{clinic.amara}/{name}/")
        page.locator("#main").wait_for()
        axe(page)
        shot(page, f"own-{name}-phone")


def test_the_clinicians_pages_at_a_desk(clinic, site, desktop, axe, shot, something_known):
    page = signed_in(desktop, site, clinic.clinician_cookie()).new_page()
    paths = {
        "measurements": f"/measurements/{clinic.amara}/",
        "files": f"/files/of/{clinic.amara}/",
        "picture": f"/files/{something_known.uid}/look/",
    }
    for name, path in paths.items():
        page.goto(site + path)
        page.locator("#main").wait_for()
        axe(page)
        shot(page, f"{name}-desktop")
