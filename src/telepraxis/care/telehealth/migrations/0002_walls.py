from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

TABLES = ("joineddevice", "birthdatetry", "devicecheck", "safetycard", "licenceoverride", "seat", "chatmessage")
REFERENCES = (
    *((f"telehealth_{table}", "visit_id", "encounters_visit", "id") for table in TABLES),
    ("telehealth_devicecheck", "patient_id", "record_patient", "uid"),
    ("telehealth_safetycard", "patient_id", "record_patient", "uid"),
    ("telehealth_safetycard", "consent_id", "record_consent", "uid"),
)
KEPT_FOR_EVER = ("safetycard", "licenceoverride", "chatmessage", "birthdatetry")


class Migration(migrations.Migration):
    dependencies = [
        ("telehealth", "0001_initial"),
        ("encounters", "0002_walls"),
        ("record", "0002_walls"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *[step for table in TABLES for step in operations.guard(f"telehealth_{table}")],
        *[step for reference in REFERENCES for step in operations.composite_foreign_key(*reference)],
        *[step for table in KEPT_FOR_EVER for step in operations.insert_only(f"telehealth_{table}")],
        *[step for table in ("devicecheck", "safetycard", "licenceoverride", "chatmessage") for step in audited(f"telehealth_{table}")],
    ]
