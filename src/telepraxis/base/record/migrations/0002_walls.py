from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

DOCUMENTS = (
    "organization",
    "location",
    "practitioner",
    "patient",
    "relatedperson",
    "encounter",
    "composition",
    "consent",
)
REFERENCES = (
    ("relatedperson", "patient_id", "patient"),
    ("encounter", "patient_id", "patient"),
    ("encounter", "practitioner_id", "practitioner"),
    ("composition", "patient_id", "patient"),
    ("composition", "encounter_id", "encounter"),
    ("composition", "author_id", "practitioner"),
    ("consent", "patient_id", "patient"),
)

# A projected column is the document's shadow: it moves only when the document does. A signed note never moves.
KEEP = """
CREATE FUNCTION keep_document() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION keep_signed_composition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('final', 'amended') AND NEW.status <> 'entered-in-error' THEN
        RAISE EXCEPTION 'a signed document is immutable: add an addendum'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "stays_signed" BEFORE UPDATE ON "record_composition"
FOR EACH ROW EXECUTE FUNCTION keep_signed_composition();
"""

NO_KEEP = """
DROP TRIGGER "stays_signed" ON "record_composition";
DROP FUNCTION keep_signed_composition();
DROP FUNCTION keep_document();
"""


def kept(name: str) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f'CREATE TRIGGER "keeps_document" BEFORE UPDATE OR DELETE ON "record_{name}" '
            "FOR EACH ROW EXECUTE FUNCTION keep_document();",
            f'DROP TRIGGER "keeps_document" ON "record_{name}";',
        )
    ]


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial"), ("audit", "0002_walls")]

    operations = [
        migrations.RunSQL(KEEP, NO_KEEP),
        *[step for name in DOCUMENTS for step in operations.guard(f"record_{name}", key="uid")],
        *[step for name in DOCUMENTS for step in kept(name)],
        *[step for name in DOCUMENTS for step in audited(f"record_{name}")],
        *[
            step
            for table, column, target in REFERENCES
            for step in operations.composite_foreign_key(f"record_{table}", column, f"record_{target}", "uid")
        ],
        *operations.guard("record_version", key="uid"),
        *operations.insert_only("record_version"),
    ]
