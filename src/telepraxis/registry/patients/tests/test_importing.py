from datetime import date

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients.details import BadDetails
from telepraxis.registry.patients.document import Details
from telepraxis.registry.patients.importing import Arriving, import_patients
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.patients.search import find_patients
from tests.people import MONDAY_8AM


def arriving(*names: str) -> list[Arriving]:
    return [
        Arriving(details=Details(given=name, family="Okonjo", birth_date=date(1990, 1, 1)), jurisdiction="PT")
        for name in names
    ]


def test_many_arrive_at_once_and_are_found(quayside, system):
    rows = import_patients(arriving=arriving("Ada", "Ben", "Cleo"), by=system, now=MONDAY_8AM)

    assert [row.name_text for row in rows] == ["Ada Okonjo", "Ben Okonjo", "Cleo Okonjo"]
    assert [found.name for found in find_patients("okonyo cleo", today=MONDAY_8AM.date())][:1] == ["Cleo Okonjo"]
    assert PatientProfile.objects.filter(jurisdiction="PT").count() == 3
    assert AuditEvent.objects.get(action="patients.imported").reason == "3"
    assert all(record.projected_afresh(row)["birth_date"] == row.birth_date for row in rows)


def test_all_come_or_none(quayside, system):
    with pytest.raises(BadDetails):
        import_patients(arriving=[*arriving("Ada"), *arriving("x" * 300)], by=system, now=MONDAY_8AM)

    assert Patient.objects.count() == 0


def test_a_manager_imports_nobody(quayside, marta):
    with pytest.raises(NotAllowed):
        import_patients(arriving=arriving("Ada"), by=marta, now=MONDAY_8AM)

    assert Patient.objects.count() == 0
