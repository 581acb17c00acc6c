from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("procrastinate", "__first__")]

    operations = [
        *operations.guard("events_toldfact"),
        *operations.guard("events_heardfact"),
        *operations.composite_foreign_key("events_heardfact", "fact_id", "events_toldfact"),
    ]
