from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("single_sign_on", "0001_initial")]

    operations = [
        *operations.guard("single_sign_on_identityprovider"),
        *audited("single_sign_on_identityprovider"),
    ]
