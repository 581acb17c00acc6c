from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

TABLES = ("order", "orderline", "customer", "claim", "claimline", "handout", "return", "delivery", "remark", "question")
REFERENCES = (
    *((table, "patient_id", "record_patient", "uid") for table in TABLES),
    ("order", "prescription_id", "medications_prescription", "id"),
    ("order", "after_id", "pharmacy_order", "id"),
    ("orderline", "order_id", "pharmacy_order", "id"),
    ("orderline", "line_id", "medications_prescribedline", "id"),
    ("claimline", "claim_id", "pharmacy_claim", "id"),
    ("claimline", "item_id", "inventory_item", "id"),
    ("claimline", "reservation_id", "inventory_reservation", "id"),
    ("handout", "claim_line_id", "pharmacy_claimline", "id"),
    ("handout", "item_id", "inventory_item", "id"),
    ("return", "handout_id", "pharmacy_handout", "id"),
    ("return", "lot_id", "inventory_lot", "id"),
    ("delivery", "claim_id", "pharmacy_claim", "id"),
    ("remark", "order_id", "pharmacy_order", "id"),
    ("remark", "claim_id", "pharmacy_claim", "id"),
    ("question", "claim_line_id", "pharmacy_claimline", "id"),
)
BEHIND_A_DOCUMENT = ("orderline", "claimline", "handout", "remark", "question")

# What went over the counter is what the line says, to the last decimal; and what has ended does not begin again.
COUNTER = """
CREATE FUNCTION pharmacy_line_is_what_was_handed_out() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE wanted uuid := CASE TG_TABLE_NAME WHEN 'pharmacy_handout' THEN (to_jsonb(NEW)->>'claim_line_id')::uuid
                                          ELSE (to_jsonb(NEW)->>'id')::uuid END;
BEGIN
    IF (SELECT handed_out FROM pharmacy_claimline WHERE id = wanted) IS DISTINCT FROM
       (SELECT coalesce(sum(quantity), 0) FROM pharmacy_handout WHERE claim_line_id = wanted) THEN
        RAISE EXCEPTION 'A line says that something else was handed out than its handouts'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "is_what_the_line_says" AFTER INSERT ON "pharmacy_handout"
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pharmacy_line_is_what_was_handed_out();
CREATE CONSTRAINT TRIGGER "is_what_was_handed_out" AFTER UPDATE OF handed_out ON "pharmacy_claimline"
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pharmacy_line_is_what_was_handed_out();
CREATE FUNCTION pharmacy_over_stays_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.state <> OLD.state) THEN
        RAISE EXCEPTION 'What has ended does not begin again' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "over_stays_over" BEFORE UPDATE ON "pharmacy_claim"
FOR EACH ROW EXECUTE FUNCTION pharmacy_over_stays_over();
CREATE FUNCTION pharmacy_line_stays_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('handed_out', 'given_back', 'not_picked_up') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'What has ended does not begin again' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "over_stays_over" BEFORE UPDATE ON "pharmacy_claimline"
FOR EACH ROW EXECUTE FUNCTION pharmacy_line_stays_over();
"""
COUNTER_BACK = """
DROP TRIGGER "over_stays_over" ON "pharmacy_claimline";
DROP FUNCTION pharmacy_line_stays_over();
DROP TRIGGER "over_stays_over" ON "pharmacy_claim";
DROP FUNCTION pharmacy_over_stays_over();
DROP TRIGGER "is_what_was_handed_out" ON "pharmacy_claimline";
DROP TRIGGER "is_what_the_line_says" ON "pharmacy_handout";
DROP FUNCTION pharmacy_line_is_what_was_handed_out();
"""


class Migration(migrations.Migration):
    """Lines, handouts and remarks are hidden with their documents; whatever is done leaves its audit row."""

    dependencies = [
        ("pharmacy", "0001_initial"),
        ("record", "0014_rows_about_documents"),
        ("medications", "0002_walls"),
        ("inventory", "0002_walls"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *(each for table in TABLES for each in operations.guard(f"pharmacy_{table}")),
        *(
            each
            for table, column, target, key in REFERENCES
            for each in operations.composite_foreign_key(f"pharmacy_{table}", column, target, key)
        ),
        *(
            each
            for table in BEHIND_A_DOCUMENT
            for each in operations.guard_by_document(f"pharmacy_{table}", "document_id")
        ),
        *(each for table in TABLES for each in audited(f"pharmacy_{table}")),
        *(each for table in ("handout", "return", "delivery") for each in operations.insert_only(f"pharmacy_{table}")),
        migrations.RunSQL(COUNTER, COUNTER_BACK),
    ]
