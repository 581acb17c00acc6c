from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial"), ("record", "0002_walls")]

    operations = [
        *operations.guard("organizations_organizationprofile"),
        *operations.guard("organizations_site"),
        *operations.guard("organizations_ownjurisdiction"),
        *operations.composite_foreign_key("organizations_organizationprofile", "document_id", "record_organization", "uid"),
        *operations.composite_foreign_key("organizations_site", "document_id", "record_location", "uid"),
    ]
