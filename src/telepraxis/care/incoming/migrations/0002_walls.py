from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("incoming", "0001_initial"), ("record", "0002_walls")]

    operations = [
        *operations.guard("incoming_brought"),
        *operations.composite_foreign_key("incoming_brought", "patient_id", "record_patient", "uid"),
        *audited("incoming_brought"),
    ]
