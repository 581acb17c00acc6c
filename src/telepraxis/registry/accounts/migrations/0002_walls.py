from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("record", "0002_walls")]

    operations = [
        *operations.guard("accounts_membership", own_account_column="account_id"),
        *operations.composite_foreign_key("accounts_membership", "practitioner_id", "record_practitioner", "uid"),
        *operations.composite_foreign_key("accounts_membership", "patient_id", "record_patient", "uid"),
        *operations.insert_only("accounts_securityevent"),
    ]
