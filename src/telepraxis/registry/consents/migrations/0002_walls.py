from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("consents", "0001_initial"), ("record", "0002_walls")]

    operations = [
        *operations.guard("consents_consenttext"),
        *operations.guard("consents_givenconsent"),
        *operations.composite_foreign_key("consents_givenconsent", "document_id", "record_consent", "uid"),
        *operations.composite_foreign_key("consents_givenconsent", "patient_id", "record_patient", "uid"),
        *operations.composite_foreign_key("consents_givenconsent", "text_id", "consents_consenttext"),
        *audited("consents_givenconsent"),
    ]
