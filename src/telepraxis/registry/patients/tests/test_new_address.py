"""The record of a patient follows the address that their account proved."""

from datetime import date, timedelta

from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts.events import AddressChanged
from tests.people import MONDAY_8AM, patient_with_account

from ..listeners import write_to_the_new_address
from ..registration import register


def test_the_record_follows_where_it_held_the_old_address(system):
    row = register(
        given="Bruno",
        family="Reis",
        birth_date=date(1970, 5, 1),
        email="bruno@old.test",
        language="en",
        jurisdiction="PT",
        by=system,
        now=MONDAY_8AM,
    )
    bruno = patient_with_account(row, system)
    said = {"account_id": bruno.account_id, "patient_id": row.uid, "after": "bruno@new.test"}
    later = MONDAY_8AM + timedelta(hours=1)

    write_to_the_new_address(AddressChanged(before="else@old.test", changed_at=later, **said), now=later)
    assert Patient.objects.get(uid=row.uid).email == "bruno@old.test"
    write_to_the_new_address(AddressChanged(before="Bruno@old.test", changed_at=later, **said), now=later)
    assert Patient.objects.get(uid=row.uid).email == "bruno@new.test"
