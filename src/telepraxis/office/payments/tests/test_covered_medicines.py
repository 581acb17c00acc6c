"""Of medicines that a plan pays a part of the patient is charged her own part, and gets back no more than that."""

import pytest

from telepraxis.care.pharmacy import claiming, ordering, plan_refusing
from telepraxis.care.pharmacy.models import ClaimLine
from telepraxis.care.pharmacy.tests.covered_scene import bought, opened
from telepraxis.care.pharmacy.tests.scene import AMOXICILLIN, IBUPROFEN, NOON, town  # noqa: F401
from telepraxis.office.payments import paying
from telepraxis.office.payments.models import Charge, Payment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_HOME = tmp_path / "files"


def charges(town) -> list[tuple[int, bool]]:  # noqa: F811
    with town.at(town.corner):
        rows = Charge.objects.order_by("charged_at", "id")
        return [(row.amount_minor, row.withdrawn_at is None) for row in rows]


def test_her_part_is_charged_and_what_is_given_back_of_it_withdrawn(town):  # noqa: F811
    opened(town)
    bought(town, 42, 50, medicines=(AMOXICILLIN, IBUPROFEN))
    assert charges(town) == [(92, True)]
    with town.at(town.corner):
        line = ClaimLine.objects.get(position=2)
        claiming.give_back(claim=line.claim_id, lines=[line.id], by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)
    assert charges(town) == [(92, False), (42, True)]


def test_paid_and_then_the_plan_refuses_she_pays_all_after_her_yes_and_not_twice(town):  # noqa: F811
    opened(town)
    placed = bought(town, 42)
    with town.at(town.corner):
        paying.take_cash(charge=Charge.objects.get(), by=town.corner.pharmacist, now=NOON)
        line = ClaimLine.objects.get()
        plan_refusing.refuse_plan(claim_line=line.id, by=town.corner.pharmacist, now=NOON)
    town.carry(NOON)
    assert charges(town) == [(42, True)]  # nothing else is owed before her yes
    with town.at(town.quayside):
        ordering.agree(order=placed.id, by=town.amara, now=NOON)
    town.carry(NOON)
    assert charges(town) == [(42, False), (210, True)]
    with town.at(town.corner):
        assert Payment.objects.get().amount_minor == 42
