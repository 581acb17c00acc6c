from django.db import migrations

from telepraxis.base.tenancy import operations
from telepraxis.commons.questionnaires.operations import REFUSE, same_organization_as_resource


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial"), ("record", "0007_walls_of_every_type")]

    operations = [
        *operations.guard("questionnaires_published"),
        REFUSE,
        *same_organization_as_resource("questionnaires_published", "form_id"),
    ]
