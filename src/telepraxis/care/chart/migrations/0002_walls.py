from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

REFERENCES = (
    ("chart_notedraft", "visit_id", "encounters_visit", "id"),
    ("chart_notedraft", "author_id", "record_practitioner", "uid"),
    ("chart_setaside", "visit_id", "encounters_visit", "id"),
    ("chart_signature", "visit_id", "encounters_visit", "id"),
    ("chart_signature", "composition_id", "record_composition", "uid"),
    ("chart_signature", "practitioner_id", "record_practitioner", "uid"),
)

# The record lets a final Composition become entered-in-error. One that a clinician signed here does not even do that.
LOCK = """
CREATE FUNCTION keep_signed_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM chart_signature s
               WHERE s.organization_id = OLD.organization_id AND s.composition_id = OLD.uid) THEN
        RAISE EXCEPTION 'a signed note is immutable: add an addendum'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "stays_signed_here" BEFORE UPDATE ON "record_composition"
FOR EACH ROW EXECUTE FUNCTION keep_signed_here();
"""

UNLOCK = """
DROP TRIGGER "stays_signed_here" ON "record_composition";
DROP FUNCTION keep_signed_here();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0001_initial"),
        ("encounters", "0002_walls"),
        ("record", "0002_walls"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *operations.guard("chart_notedraft"),
        *operations.guard("chart_setaside"),
        *operations.guard("chart_signature"),
        *operations.insert_only("chart_signature"),
        *audited("chart_notedraft"),
        *audited("chart_signature"),
        *[step for reference in REFERENCES for step in operations.composite_foreign_key(*reference)],
        migrations.RunSQL(LOCK, UNLOCK),
    ]
