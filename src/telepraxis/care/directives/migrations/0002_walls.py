from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("directives", "0001_initial"), ("record", "0002_walls"), ("audit", "0002_walls")]

    operations = [
        *operations.guard("directives_directive"),
        *audited("directives_directive"),
        *operations.composite_foreign_key("directives_directive", "document_id", "record_consent", "uid"),
        *operations.composite_foreign_key("directives_directive", "patient_id", "record_patient", "uid"),
    ]
