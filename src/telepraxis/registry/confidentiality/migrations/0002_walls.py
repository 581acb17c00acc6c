from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [
        ("confidentiality", "0001_initial"),
        ("record", "0007_walls_of_every_type"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *operations.guard("confidentiality_wish"),
        *audited("confidentiality_wish"),
        *operations.composite_foreign_key("confidentiality_wish", "patient_id", "record_patient", "uid"),
    ]
