from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

TABLES = ("contributions_question", "contributions_correction", "contributions_arrival")


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0001_initial"),
        ("record", "0007_walls_of_every_type"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *(each for table in TABLES for each in operations.guard(table)),
        *(each for table in TABLES for each in audited(table)),
        *(each for table in TABLES for each in operations.composite_foreign_key(table, "patient_id", "record_patient", "uid")),
        *operations.composite_foreign_key("contributions_question", "owner_id", "record_practitioner", "uid"),
        *operations.composite_foreign_key("contributions_correction", "owner_id", "record_practitioner", "uid"),
        *operations.guard("contributions_text"),
        *audited("contributions_text"),
        *operations.insert_only("contributions_text"),
        *operations.composite_foreign_key("contributions_text", "question_id", "contributions_question"),
    ]
