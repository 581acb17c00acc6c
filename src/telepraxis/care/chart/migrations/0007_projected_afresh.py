from importlib import import_module

from django.db import migrations

BEFORE = import_module("telepraxis.care.chart.migrations.0006_countersigning").LOCK

# Columns may be projected afresh from a signed note that stays what it is; what others wrote is none of this room's.
LOCK = """
CREATE OR REPLACE FUNCTION keep_signed_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.doc = OLD.doc OR NOT EXISTS (SELECT FROM chart_signature s
               WHERE s.organization_id = OLD.organization_id AND s.composition_id = OLD.uid) THEN
        RETURN NEW;
    END IF;
    IF OLD.status <> 'preliminary' THEN
        RAISE EXCEPTION 'a signed note is immutable: add an addendum'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.status NOT IN ('preliminary', 'final') THEN
        RAISE EXCEPTION 'a preliminary note is signed again or countersigned, nothing else'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("chart", "0006_countersigning")]

    operations = [migrations.RunSQL(LOCK, BEFORE)]
