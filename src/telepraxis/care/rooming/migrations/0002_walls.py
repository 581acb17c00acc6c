from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("rooming", "0001_initial"), ("encounters", "0003_rooming"), ("audit", "0002_walls")]

    operations = [
        *operations.guard("rooming_intake"),
        *audited("rooming_intake"),
        *operations.composite_foreign_key("rooming_intake", "visit_id", "encounters_visit", "id"),
        *operations.composite_foreign_key("rooming_intake", "note_id", "record_composition", "uid"),
    ]
