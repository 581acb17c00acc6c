from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0001_initial"), ("record", "0002_walls")]

    operations = [
        *operations.guard("practitioners_practitionerprofile"),
        *operations.guard("practitioners_licence"),
        *operations.composite_foreign_key("practitioners_practitionerprofile", "practitioner_id", "record_practitioner", "uid"),
        *operations.composite_foreign_key("practitioners_licence", "practitioner_id", "record_practitioner", "uid"),
    ]
