from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

TABLES = ("app", "connection", "code", "token", "launch", "spentassertion", "signingkey")


class Migration(migrations.Migration):
    dependencies = [("apps", "0001_initial"), ("record", "0002_walls")]

    operations = [
        *(step for table in TABLES for step in operations.guard(f"apps_{table}")),
        *operations.composite_foreign_key("apps_connection", "app_id", "apps_app"),
        *operations.composite_foreign_key("apps_connection", "patient_id", "record_patient", "uid"),
        *operations.composite_foreign_key("apps_code", "connection_id", "apps_connection"),
        *operations.composite_foreign_key("apps_token", "connection_id", "apps_connection"),
        *operations.composite_foreign_key("apps_launch", "app_id", "apps_app"),
        *operations.composite_foreign_key("apps_launch", "patient_id", "record_patient", "uid"),
        *operations.composite_foreign_key("apps_spentassertion", "app_id", "apps_app"),
        *audited("apps_app"),
    ]
