"""Somebody who comes from two practices: two customers, until the pharmacist says that they are one person."""

from datetime import date, timedelta

import pytest

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient
from telepraxis.care.medications.tests.scene import AMOXICILLIN, IBUPROFEN
from telepraxis.care.pharmacy import bench, clinical_look, customers
from telepraxis.care.pharmacy.at_bench import claim_shown
from telepraxis.care.pharmacy.models import Claim, Customer
from telepraxis.registry.patients.models import PatientMerge

from .bench_scene import *  # noqa: F403
from .bench_scene import NINE, PATIENT, a_week_of, ordered

TEN = NINE + timedelta(hours=1)


@pytest.fixture
def harbour(db):
    from telepraxis.base.tenancy.models import Tenant

    return Tenant.objects.create(slug="harbour", name="Harbour Clinic", time_zone="America/Denver")


@pytest.fixture
def twice(shelf, hillcrest, harbour, monkeypatch) -> tuple[Claim, Claim]:
    """Amara comes from Hillcrest with ibuprofen, and from Harbour, which knows her phone, with amoxicillin."""
    first = ordered(hillcrest, a_week_of(IBUPROFEN))
    theirs = PATIENT | {"id": "p-77", "telecom": [{"system": "phone", "value": "+351 910 555 014"}]}
    monkeypatch.setattr("telepraxis.care.pharmacy.tests.bench_scene.PATIENT", theirs)
    return first, ordered(harbour, a_week_of(AMOXICILLIN), now=TEN)


def test_the_pharmacist_is_shown_whom_it_may_be_and_says_that_it_is_one_person(twice, pilar, browse):
    first, second = twice
    assert first.patient_id != second.patient_id
    client, path = browse(pilar), f"/pharmacy/claims/{second.id}/"
    page = client.get(path).content.decode()
    goal = f"/patients/{second.patient_id}/merge/{first.patient_id}/"
    for said in ("Perhaps you know this person already", "same birth date", "same name", f'href="{goal}"'):
        assert said in page, said
    assert "Perhaps you know" not in client.get(f"/pharmacy/claims/{first.id}/").content.decode()

    assert "One person, two records?" in client.get(goal).content.decode()
    sent = client.post(goal, {"versions": "1-1", "reason": "Her identity card", "sure": "yes"})
    assert sent.status_code == 302 and "/patients/merges/" in sent["Location"]
    assert client.get(sent["Location"]).status_code == 200

    assert PatientMerge.objects.get().survivor_id == second.patient_id
    assert "Perhaps you know" not in client.get(path).content.decode()
    line = first.lines.get()
    bench.check(claim_line=line.id, by=pilar, now=TEN)
    look = clinical_look.look(claim_shown(second, TEN), TEN)
    assert [each for each in look.taking if "buprofen" in each]


def test_before_that_the_look_knows_one_half_only(twice):
    _first, second = twice
    assert clinical_look.look(claim_shown(second, TEN), TEN).taking == ()


def test_somebody_else_is_asked_about_once(twice, pilar, rui, browse):
    _first, second = twice
    path = f"/pharmacy/claims/{second.id}/"
    assert browse(rui).post(f"{path}not-the-same/").status_code in (403, 404)
    assert len(customers.perhaps_the_same(second.patient_id)) == 1
    client = browse(pilar)
    assert client.post(f"{path}not-the-same/").status_code == 302
    assert "Perhaps you know" not in client.get(path).content.decode()
    assert AuditEvent.objects.filter(action="patients.duplicates_set_aside").count() == 1
    assert (Patient.objects.count(), Customer.objects.count()) == (2, 2)


def test_another_name_or_birth_date_is_proposed_to_nobody(shelf, hillcrest, harbour, monkeypatch):
    ordered(hillcrest, a_week_of(IBUPROFEN))
    other = PATIENT | {"id": "p-78", "name": [{"family": "Berg", "given": ["Nils"]}], "birthDate": "1970-01-02"}
    monkeypatch.setattr("telepraxis.care.pharmacy.tests.bench_scene.PATIENT", other)
    claim = ordered(harbour, a_week_of(AMOXICILLIN), now=TEN)
    assert Patient.objects.get(uid=claim.patient_id).birth_date == date(1970, 1, 2)
    assert customers.perhaps_the_same(claim.patient_id) == []
