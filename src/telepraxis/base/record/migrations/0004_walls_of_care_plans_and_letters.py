from importlib import import_module

from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

kept = import_module("telepraxis.base.record.migrations.0002_walls").kept

DOCUMENTS = ("careplan", "documentreference")
REFERENCES = (("patient_id", "patient"), ("encounter_id", "encounter"), ("author_id", "practitioner"))

KEEP = """
CREATE FUNCTION keep_final_documentreference() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.doc_status IN ('final', 'amended') AND NEW.status NOT IN ('entered-in-error', 'superseded') THEN
        RAISE EXCEPTION 'a signed document is immutable: revoke it, or write a newer one'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "stays_final" BEFORE UPDATE ON "record_documentreference"
FOR EACH ROW EXECUTE FUNCTION keep_final_documentreference();
"""

NO_KEEP = """
DROP TRIGGER "stays_final" ON "record_documentreference";
DROP FUNCTION keep_final_documentreference();
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0003_care_plans_and_letters"), ("audit", "0002_walls")]

    operations = [
        *[step for name in DOCUMENTS for step in operations.guard(f"record_{name}", key="uid")],
        *[step for name in DOCUMENTS for step in kept(name)],
        *[step for name in DOCUMENTS for step in audited(f"record_{name}")],
        *[
            step
            for name in DOCUMENTS
            for column, target in REFERENCES
            for step in operations.composite_foreign_key(f"record_{name}", column, f"record_{target}", "uid")
        ],
        migrations.RunSQL(KEEP, NO_KEEP),
    ]
