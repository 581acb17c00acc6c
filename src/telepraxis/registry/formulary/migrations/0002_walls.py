from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("formulary", "0001_initial")]

    operations = [*operations.guard("formulary_prescribed")]
