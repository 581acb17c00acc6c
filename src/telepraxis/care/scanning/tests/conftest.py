"""The people of these scenes have record numbers: Amara QS-40021, Tomasz QS-40022."""

import pytest

from telepraxis.base import record
from telepraxis.base.record.models import Patient
from telepraxis.care.encounters.tests.people import *  # noqa: F403
from telepraxis.registry.patients import registration
from telepraxis.registry.patients.document import Identifier, details_of
from tests.people import MONDAY_8AM


def with_number(actor, number: str, by):
    """Give a patient's record the number that stands on their paper."""
    from dataclasses import replace

    row = Patient.objects.get(uid=actor.patient_id)
    details = replace(details_of(record.content_of(row)), identifiers=(Identifier(value=number, kind="Record number"),))
    registration.amend(
        patient=row.uid, details=details, jurisdiction="PT", if_version=row.version, by=by, now=MONDAY_8AM
    )
    return actor


@pytest.fixture
def amara(amara, system):
    return with_number(amara, "QS-40021", system)


@pytest.fixture
def tomasz(tomasz, system):
    return with_number(tomasz, "QS-40022", system)
