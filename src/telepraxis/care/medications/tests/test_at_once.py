"""Two at once: one signature, one open draft, one claim, one last supply."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connections

from telepraxis.base import tenancy
from telepraxis.base.access import Role
from telepraxis.base.events.models import ToldFact
from telepraxis.care.medications import baskets, handing_out, signing
from telepraxis.care.medications.models import Basket, Fill, PrescribedLine, Prescription
from telepraxis.care.medications.refusals import ChangedMeanwhile
from telepraxis.care.medications.tests.scene import A_MINUTE, AMOXICILLIN, NINE, begun, line, shown, signed
from telepraxis.registry.patients import registration
from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
from tests.people import MONDAY_8AM, colleague, patient_with_account
from tests.sites import in_practice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(practice):
    with in_practice(practice) as system:
        row = registration.register(
            given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), email="amara@example.org", by=system,
            now=MONDAY_8AM,
        )  # fmt: skip
        doctor = enrol(
            title="Dr", given="Inês", family="Carvalho", specialty_code="family-medicine", time_zone="Europe/Lisbon",
            licences=[NewLicence(jurisdiction="PT", number="OM 41872", valid_from=date(2009, 9, 1))], by=system,
            now=MONDAY_8AM,
        )  # fmt: skip
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
        joana = colleague("joana@quayside.test", "Joana Reis", {Role.PHARMACIST}, system)
        return patient_with_account(row, system), ines, joana


def at_once(practice, count: int, act) -> list:
    def alone(number: int):
        try:
            with tenancy.serving(practice.id):
                return act(number)
        except (ChangedMeanwhile, handing_out.AlreadyClaimed, handing_out.NotToHandOut) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as many:
        return list(many.map(alone, range(count)))


def test_one_basket_signed_in_two_windows_is_one_prescription(practice, people):
    amara, ines, _ = people
    with in_practice(practice):
        draft = begun(amara, ines, line(AMOXICILLIN, times=3))
        screen = shown(draft, ines)

    def press(_number):
        return signing.sign(
            basket=draft.id, confirmed_digest=screen.digest, overrides={}, by=ines, now=NINE + A_MINUTE,
            proven_at=NINE + A_MINUTE / 2,
        )  # fmt: skip

    first, second = at_once(practice, 2, press)
    assert first == second
    with in_practice(practice):
        assert (Prescription.objects.count(), PrescribedLine.objects.count()) == (1, 1)
        assert ToldFact.objects.filter(kind="care.medications.PrescriptionSigned").count() == 1


def test_a_line_put_in_while_somebody_signs_is_either_signed_or_refused(practice, people):
    amara, ines, _ = people
    with in_practice(practice):
        draft = begun(amara, ines, line(AMOXICILLIN, times=3))
        screen = shown(draft, ines)

    def press(number):
        if number:
            return baskets.put_line(basket=draft.id, version=2, line=line(AMOXICILLIN), by=ines, now=NINE)
        return signing.sign(
            basket=draft.id, confirmed_digest=screen.digest, overrides={}, by=ines, now=NINE + A_MINUTE,
            proven_at=NINE + A_MINUTE / 2,
        )  # fmt: skip

    answers = at_once(practice, 2, press)
    assert sum(isinstance(each, ChangedMeanwhile) for each in answers) == 1
    with in_practice(practice):
        lines = [found.line_count for found in Prescription.objects.all()]
        assert lines in ([], [1])


def test_two_windows_open_one_draft(practice, people):
    amara, ines, _ = people
    opened = at_once(practice, 4, lambda _: baskets.open_basket(patient=amara.patient_id, by=ines, now=NINE).id)
    assert len(set(opened)) == 1
    with in_practice(practice):
        assert Basket.objects.count() == 1


def test_two_pharmacies_at_once_are_one_claim(practice, people):
    amara, ines, joana = people
    with in_practice(practice):
        row = signed(amara, ines, line(AMOXICILLIN, times=3)).lines.get()

    def claim(number):
        return handing_out.claim(
            line=row.id, pharmacy=f"Pharmacy {number}", reference=f"R-{number}", by=joana, now=NINE + A_MINUTE
        )

    answers = at_once(practice, 4, claim)
    assert sum(isinstance(each, handing_out.AlreadyClaimed) for each in answers) == 3


def test_the_last_supply_is_handed_out_once(practice, people):
    amara, ines, joana = people
    with in_practice(practice):
        row = signed(amara, ines, line(AMOXICILLIN, times=3)).lines.get()

    def hand_out(number):
        return handing_out.hand_out(
            line=row.id, reference=f"F-{number}", pharmacy=f"Pharmacy {number}", quantity=Decimal(21),
            at=NINE + timedelta(hours=1), by=joana, now=NINE + timedelta(hours=1),
        )  # fmt: skip

    answers = at_once(practice, 4, hand_out)
    assert sum(isinstance(each, handing_out.NotToHandOut) for each in answers) == 3
    with in_practice(practice):
        assert (Fill.objects.count(), PrescribedLine.objects.get().handed_out) == (1, 1)
