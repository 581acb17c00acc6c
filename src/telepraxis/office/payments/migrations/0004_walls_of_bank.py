from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_bankaccount"), ("audit", "0002_walls")]

    operations = [*operations.guard("payments_bankaccount", key=None), *audited("payments_bankaccount")]
