from django.db import migrations
from django.db.migrations import RunSQL

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

# Who is retired survives nobody: no chain, and so no circle. It is asked at the commit, when no organization is served
# any more: hence the owner's right, within the row's organization.
NO_CHAIN = """
CREATE FUNCTION refuse_chain_of_merges() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (
        SELECT FROM patients_patientmerge AS one JOIN patients_patientmerge AS other
        ON other.organization_id = one.organization_id AND other.retired_id = one.survivor_id
        WHERE one.organization_id = NEW.organization_id AND one.parted_at IS NULL AND other.parted_at IS NULL
        AND (one.id = NEW.id OR other.id = NEW.id)
    ) THEN
        RAISE EXCEPTION 'a retired record cannot be the survivor of a merge'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "no_chain" AFTER INSERT OR UPDATE ON "patients_patientmerge"
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_chain_of_merges();
"""
FORGET = 'DROP TRIGGER "no_chain" ON "patients_patientmerge"; DROP FUNCTION refuse_chain_of_merges();'


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_merges")]

    operations = [
        *operations.guard("patients_patientmerge"),
        *operations.composite_foreign_key("patients_patientmerge", "survivor_id", "record_patient", "uid"),
        *operations.composite_foreign_key("patients_patientmerge", "retired_id", "record_patient", "uid"),
        *audited("patients_patientmerge"),
        RunSQL(NO_CHAIN, FORGET),
    ]
