from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial"), ("record", "0002_walls")]

    operations = [
        *operations.guard("patients_patientprofile"),
        *operations.guard("patients_searchtoken"),
        *operations.guard("patients_spelling"),
        *operations.guard("patients_proxy"),
        *operations.composite_foreign_key("patients_patientprofile", "patient_id", "record_patient", "uid"),
        *operations.composite_foreign_key("patients_searchtoken", "patient_id", "record_patient", "uid"),
        *operations.composite_foreign_key("patients_proxy", "patient_id", "record_patient", "uid"),
        *audited("patients_patientprofile"),
        *audited("patients_proxy"),
    ]
