"""Two tabs of Amara's ask for the same correction in one moment: one request stands, the other is told of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from telepraxis.care.contributions import corrections
from telepraxis.care.contributions.models import Correction
from telepraxis.registry.patients import registration
from tests.people import patient_with_account
from tests.sites import in_practice

from .scene import ask_for, problem_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_tabs_at_once_ask_once(practice):
    now = timezone.now()
    with in_practice(practice) as system:
        row = registration.register(given="Amara", family="Okonjo", birth_date=None, email="amara@example.org",
                                    by=system, now=now)  # fmt: skip
        amara = patient_with_account(row, system)
        asthma = problem_of(amara, system)

    def from_a_tab(_):
        try:
            with in_practice(practice):
                return ask_for(amara, asthma, now=now).id
        except corrections.AskedAlready as refused:
            return refused.correction.id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as tabs:
        [first, second] = tabs.map(from_a_tab, range(2))

    assert first == second
    with in_practice(practice):
        assert Correction.objects.get().id == first
