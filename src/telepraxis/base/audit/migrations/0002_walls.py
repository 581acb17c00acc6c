from django.db import migrations

from telepraxis.base.tenancy import operations

# The insert notes in the transaction that it is audited; tables guarded with `audited` ask for that note at commit.
NOTE = """
CREATE FUNCTION note_audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.audited', 'yes', true);
    RETURN NULL;
END $$;
CREATE TRIGGER "notes_audit_row" AFTER INSERT ON "audit_auditevent"
FOR EACH STATEMENT EXECUTE FUNCTION note_audit_row();

CREATE FUNCTION require_audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('app.audited', true) IS DISTINCT FROM 'yes' THEN
        RAISE EXCEPTION 'a change of % needs an audit row in the same transaction', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

NO_NOTE = """
DROP FUNCTION require_audit_row();
DROP TRIGGER "notes_audit_row" ON "audit_auditevent";
DROP FUNCTION note_audit_row();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("tenancy", "0001_initial")]

    operations = [
        *operations.guard("audit_auditevent"),
        *operations.insert_only("audit_auditevent"),
        migrations.RunSQL(NOTE, NO_NOTE),
    ]
