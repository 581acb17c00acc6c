"""Pregnant or breastfeeding: asked, written down with its day, and looked at by the next check."""

from datetime import date

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.fhir import validation
from telepraxis.base.record.models import Observation
from telepraxis.care.medications import gathering, stating
from telepraxis.care.medications.tests.scene import NINE
from telepraxis.care.medications.tests.test_afterwards import LATER


def person(patient):
    return gathering.basket_of(patient.patient_id, {}, LATER).facts.person


def test_the_last_answer_counts(amara, ines):
    stating.state_pregnancy(patient=amara.patient_id, pregnant=True, by=ines, now=NINE)
    assert (person(amara).pregnant, person(amara).breastfeeding) == (True, None)

    stating.state_pregnancy(patient=amara.patient_id, pregnant=False, breastfeeding=True, by=ines, now=LATER)
    now = person(amara)
    assert (now.pregnant, now.breastfeeding, now.pregnancy_asked_on) == (False, True, date(2026, 11, 24))
    assert [validation.check(record.content_of(row)) for row in Observation.objects.all()] == [[], [], []]


def test_only_clinicians_write_it_down(amara, rui):
    for somebody in (amara, rui):
        with pytest.raises(NotAllowed):
            stating.state_pregnancy(patient=amara.patient_id, pregnant=True, by=somebody, now=NINE)
    assert not Observation.objects.exists()
