from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0001_initial"),
        ("record", "0007_walls_of_every_type"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *operations.guard("sharing_sharedlink"),
        *operations.guard("sharing_ticket"),
        *operations.guard("sharing_opening"),
        *audited("sharing_sharedlink"),
        *audited("sharing_opening"),
        *operations.composite_foreign_key("sharing_sharedlink", "patient_id", "record_patient", "uid"),
        *operations.composite_foreign_key("sharing_ticket", "link_id", "sharing_sharedlink"),
        *operations.composite_foreign_key("sharing_opening", "link_id", "sharing_sharedlink"),
    ]
