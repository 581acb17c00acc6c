"""What comes onto the lists from outside: through the API, with a record from elsewhere, by an import."""

from datetime import datetime

from telepraxis.base import record
from telepraxis.base.access import Actor

from .entry import standing_of
from .keeping import end_statements
from .kind import Standing
from .kinds.allergy import ALLERGY, says_none_known


def notice_allergies(written: list[record.Stored], by: Actor, now: datetime) -> None:
    """An allergy ends the statement that none is known, whoever writes it, in the act that writes it."""
    for patient in sorted({row.patient_id for row in written if row.patient_id and _is_allergy(row)}):
        end_statements(patient, by, now)


def _is_allergy(row: record.Stored) -> bool:
    doc = record.content_of(row)
    return standing_of(ALLERGY, doc) is Standing.ACTIVE and not says_none_known(doc)
