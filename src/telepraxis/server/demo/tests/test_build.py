"""The demonstration clinic, built for real."""

from datetime import UTC, datetime

import pytest

from telepraxis.base import tenancy
from telepraxis.base.record.models import Composition, Patient
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.contributions.models import Arrival, Correction, Question
from telepraxis.care.encounters.models import Visit
from telepraxis.care.medications import reading
from telepraxis.care.scheduling.models import Appointment
from telepraxis.commons.inventory import stock
from telepraxis.registry.accounts.models import DemoRole
from telepraxis.registry.organizations.sites import sites_of
from telepraxis.server.demo.build import build_demonstration, is_built

NOW = datetime(2026, 11, 23, 10, 25, tzinfo=UTC)


@pytest.fixture
def clinic(db, settings):
    settings.TELEPRAXIS_MODE = "demo"
    return build_demonstration(now=NOW)


def test_the_clinic_and_its_pharmacies_are_in_full_swing(clinic):
    with tenancy.serving(clinic.id):
        statuses = set(Appointment.objects.values_list("status", flat=True))
        lanes = set(Visit.objects.values_list("status", flat=True))

        assert is_built()
        assert len(sites_of(clinic.id)) == 2
        assert Patient.objects.count() == 300
        assert statuses == {"booked", "arrived", "in_progress", "fulfilled", "cancelled", "no_show"}
        assert {"ready", "in_progress", "finished"} <= lanes
        assert Composition.objects.filter(status="final").count() > 1000
        assert DemoRole.objects.count() == 9
        assert set(Arrival.objects.values_list("kind", flat=True)) == {"symptom", "photo", "danger"}
        assert (Question.objects.get().answered_at, Correction.objects.get().decision) == (None, "")
        [new, hers] = reading.prescriptions_of(Patient.objects.get(given="Amara", family="Okonjo").uid)
        assert (hers.row.status, [each.row.status for each in hers.lines]) == ("active", ["active", "active"])
        assert [(each.medicine, each.quantity) for each in new.lines] == [
            ("Loratadine 10 mg tablet", "14 tablets"),
            ("Hydrocortisone 1% cream", "30 g"),
            ("Paracetamol 500 mg tablet", "15 tablets"),
        ]
        assert [(each.row.what, each.row.state) for each in hers.requests] == [("renewal", "asked")]
        assert stock.tally(now=NOW) == stock.Tally(all=14, low=3, expiring=2, held=1, none=0)
    for slug, kinds, missing in (("corner", 14, 1), ("harbour", 7, 0)):
        with tenancy.serving(Tenant.objects.get(slug=slug).id):
            assert stock.tally(now=NOW) == stock.Tally(all=kinds, low=1, expiring=0, held=0, none=missing)
