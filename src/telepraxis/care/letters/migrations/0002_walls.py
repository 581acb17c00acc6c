from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

REFERENCES = (
    ("letters_letter", "visit_id", "encounters_visit", "id"),
    ("letters_letter", "patient_id", "record_patient", "uid"),
    ("letters_letter", "author_id", "record_practitioner", "uid"),
    ("letters_letter", "document_id", "record_documentreference", "uid"),
)

# A signed letter stays as it was signed. Once it may be revoked, and that stays too.
LOCK = """
CREATE FUNCTION keep_signed_letter() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted letters_letter;
BEGIN
    IF OLD.signed_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'a signed letter is immutable' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    wanted := OLD;
    wanted.revoked_at := NEW.revoked_at;
    wanted.revoked_by := NEW.revoked_by;
    wanted.revoked_why := NEW.revoked_why;
    IF NEW IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'a signed letter is immutable' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "stays_signed" BEFORE UPDATE OR DELETE ON "letters_letter"
FOR EACH ROW EXECUTE FUNCTION keep_signed_letter();
"""
UNLOCK = 'DROP TRIGGER "stays_signed" ON "letters_letter"; DROP FUNCTION keep_signed_letter();'


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_initial"),
        ("encounters", "0002_walls"),
        ("record", "0004_walls_of_care_plans_and_letters"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *operations.guard("letters_letter"),
        *operations.guard("letters_wording"),
        *audited("letters_letter"),
        *[step for reference in REFERENCES for step in operations.composite_foreign_key(*reference)],
        migrations.RunSQL(LOCK, UNLOCK),
    ]
