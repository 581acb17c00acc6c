from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

TABLES = ("stack", "original", "paperdocument", "sheet", "accepted")
REFERENCES = (
    ("original", "stack_id", "scanning_stack", "id"),
    ("sheet", "stack_id", "scanning_stack", "id"),
    ("sheet", "original_id", "scanning_original", "id"),
    ("sheet", "document_id", "scanning_paperdocument", "id"),
    ("paperdocument", "stack_id", "scanning_stack", "id"),
    ("paperdocument", "patient_id", "record_patient", "uid"),
    ("paperdocument", "reference_id", "record_documentreference", "uid"),
    ("accepted", "document_id", "scanning_paperdocument", "id"),
    ("accepted", "sheet_id", "scanning_sheet", "id"),
)


class Migration(migrations.Migration):
    dependencies = [("scanning", "0001_initial"), ("record", "0002_walls")]

    operations = [
        *[step for table in TABLES for step in operations.guard(f"scanning_{table}")],
        *[
            step
            for table, column, target, key in REFERENCES
            for step in operations.composite_foreign_key(f"scanning_{table}", column, target, key)
        ],
        *[step for table in TABLES for step in audited(f"scanning_{table}")],
    ]
