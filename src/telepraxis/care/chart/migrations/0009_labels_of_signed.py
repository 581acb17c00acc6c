from importlib import import_module

from django.db import migrations

BEFORE = import_module("telepraxis.care.chart.migrations.0007_projected_afresh").LOCK

# A label says who may see a signed note, and nothing of what it says.
LOCK = """
CREATE OR REPLACE FUNCTION keep_signed_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.doc = OLD.doc OR NOT EXISTS (SELECT FROM chart_signature s
               WHERE s.organization_id = OLD.organization_id AND s.composition_id = OLD.uid) THEN
        RETURN NEW;
    END IF;
    IF OLD.status <> 'preliminary' AND (NEW.deleted_at IS NOT NULL OR NOT says_the_same(OLD.doc, NEW.doc)) THEN
        RAISE EXCEPTION 'a signed note is immutable: add an addendum'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'preliminary' AND NEW.status NOT IN ('preliminary', 'final') THEN
        RAISE EXCEPTION 'a preliminary note is signed again or countersigned, nothing else'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("chart", "0008_prepared_words"), ("record", "0011_walls_of_labels")]

    operations = [migrations.RunSQL(LOCK, BEFORE)]
