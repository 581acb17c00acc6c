from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [*operations.guard("files_storedfile")]
