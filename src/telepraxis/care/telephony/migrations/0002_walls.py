from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

REFERENCES = (
    ("telephony_phonecall", "visit_id", "encounters_visit", "id"),
    ("telephony_phonecall", "patient_id", "record_patient", "uid"),
    ("telephony_recordingconsent", "visit_id", "encounters_visit", "id"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("telephony", "0001_initial"),
        ("encounters", "0002_walls"),
        ("record", "0002_walls"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *operations.guard("telephony_trunk"),
        *operations.guard("telephony_phonecall"),
        *operations.guard("telephony_recordingconsent"),
        *audited("telephony_phonecall"),
        *audited("telephony_recordingconsent"),
        *[step for reference in REFERENCES for step in operations.composite_foreign_key(*reference)],
    ]
