from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("terminology", "0001_initial")]

    operations = [*operations.guard("terminology_use")]
