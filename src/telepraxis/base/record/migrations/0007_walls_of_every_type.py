from importlib import import_module

from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

kept = import_module("telepraxis.base.record.migrations.0002_walls").kept

# What a search finds a document by is derived from it like its columns, and leaves no audit row of its own.
DERIVED = ("word", "moment", "amount", "line")

# Columns move with their document, or when the store projects them afresh and says so.
KEEP = """
CREATE OR REPLACE FUNCTION keep_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'documents are never removed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.organization_id <> OLD.organization_id OR NEW.uid <> OLD.uid OR NEW.logical_id <> OLD.logical_id THEN
        RAISE EXCEPTION '%: a document keeps its identity', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.version = OLD.version AND NEW.doc = OLD.doc AND NEW.deleted_at IS NOT DISTINCT FROM OLD.deleted_at
       AND NEW.last_updated = OLD.last_updated AND current_setting('app.projecting', true) = 'yes' THEN
        RETURN NEW;
    END IF;
    IF NEW.version <> OLD.version + 1 OR NEW.doc = OLD.doc THEN
        RAISE EXCEPTION '%: a change needs a new version of the document', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
KEEP_BEFORE = """
CREATE OR REPLACE FUNCTION keep_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'documents are never removed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.version <> OLD.version + 1 OR NEW.doc = OLD.doc THEN
        RAISE EXCEPTION '%: a change needs a new version of the document', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.organization_id <> OLD.organization_id OR NEW.uid <> OLD.uid OR NEW.logical_id <> OLD.logical_id THEN
        RAISE EXCEPTION '%: a document keeps its identity', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# What is signed is not deleted either, and is projected afresh like everything else.
SIGNED = """
CREATE OR REPLACE FUNCTION keep_signed_composition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('final', 'amended') AND NEW.doc <> OLD.doc
       AND (NEW.status <> 'entered-in-error' OR NEW.deleted_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a signed document is immutable: add an addendum'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION keep_final_documentreference() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.doc_status IN ('final', 'amended') AND NEW.doc <> OLD.doc
       AND (NEW.status NOT IN ('entered-in-error', 'superseded') OR NEW.deleted_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a signed document is immutable: revoke it, or write a newer one'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0006_every_type"), ("audit", "0002_walls")]

    operations = [
        migrations.RunSQL(KEEP, KEEP_BEFORE),
        migrations.RunSQL(SIGNED, migrations.RunSQL.noop),
        *operations.guard("record_resource", key=None),
        *kept("resource"),
        *audited("record_resource"),
        *operations.composite_foreign_key("record_resource", "patient_id", "record_patient", "uid"),
        *[step for name in DERIVED for step in operations.guard(f"record_{name}", key=None)],
    ]
