from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        *operations.guard("exchange_source"),
        *operations.guard("exchange_arrival", key=None),
        *operations.guard("exchange_bulkexport"),
        *operations.guard("exchange_bulkfile"),
        *operations.composite_foreign_key("exchange_arrival", "source_id", "exchange_source"),
        *operations.composite_foreign_key("exchange_bulkfile", "export_id", "exchange_bulkexport"),
    ]
