import pytest

from telepraxis.base import audit, record
from tests.people import MONDAY_8AM

from .mails import templates

__all__ = ["templates"]


@pytest.fixture
def amara_document(system):
    """Amara's record at Quayside."""
    audit.wrote(system, "patients.registered")
    document = {"resourceType": "Patient", "name": [{"family": "Okonjo", "given": ["Amara"]}]}
    return record.write("Patient", document, by=system, now=MONDAY_8AM)
