from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

REFERENCES = (
    ("follow_up_step", "visit_id", "encounters_visit", "id"),
    ("follow_up_step", "patient_id", "record_patient", "uid"),
    ("follow_up_step", "plan_id", "record_careplan", "uid"),
    ("follow_up_step", "service_id", "scheduling_service", "id"),
    ("follow_up_step", "appointment_id", "scheduling_appointment", "id"),
    ("follow_up_askedmeasurement", "step_id", "follow_up_step", "id"),
)
TABLES = ("follow_up_step", "follow_up_askedmeasurement")


class Migration(migrations.Migration):
    dependencies = [
        ("follow_up", "0001_initial"),
        ("encounters", "0002_walls"),
        ("scheduling", "0001_initial"),
        ("record", "0004_walls_of_care_plans_and_letters"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *[step for table in TABLES for step in operations.guard(table)],
        *[step for table in TABLES for step in audited(table)],
        *[step for reference in REFERENCES for step in operations.composite_foreign_key(*reference)],
    ]
