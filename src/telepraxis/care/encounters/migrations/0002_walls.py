from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

REFERENCES = (
    ("encounters_visit", "patient_id", "record_patient", "uid"),
    ("encounters_visit", "practitioner_id", "record_practitioner", "uid"),
    ("encounters_visit", "encounter_id", "record_encounter", "uid"),
    ("encounters_visit", "appointment_id", "scheduling_appointment", "id"),
    ("encounters_presence", "visit_id", "encounters_visit", "id"),
)


class Migration(migrations.Migration):
    dependencies = [("encounters", "0001_initial"), ("record", "0002_walls"), ("audit", "0002_walls")]

    operations = [
        *operations.guard("encounters_visit"),
        *operations.guard("encounters_presence"),
        *audited("encounters_visit"),
        *[step for reference in REFERENCES for step in operations.composite_foreign_key(*reference)],
    ]
