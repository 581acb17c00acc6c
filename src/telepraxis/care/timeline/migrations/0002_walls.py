from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    """Lines are derived from documents, whose changes leave the audit rows."""

    dependencies = [("timeline", "0001_initial"), ("record", "0002_walls")]

    operations = [
        *operations.guard("timeline_line", key="uid"),
        *operations.composite_foreign_key("timeline_line", "patient_id", "record_patient", "uid"),
        *operations.guard("timeline_chart", key=None),
        *operations.composite_foreign_key("timeline_chart", "patient_id", "record_patient", "uid"),
    ]
