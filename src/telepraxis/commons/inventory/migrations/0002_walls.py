from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

TABLES = (
    "place", "item", "pack", "recall", "lot", "deed", "movement", "balance", "reservation", "setaside", "price",
    "count", "counted", "brought",
)  # fmt: skip
REFERENCES = (
    ("pack", "item_id", "item"),
    ("recall", "item_id", "item"),
    ("lot", "item_id", "item"),
    ("lot", "recall_id", "recall"),
    ("movement", "deed_id", "deed"),
    ("movement", "lot_id", "lot"),
    ("movement", "item_id", "item"),
    ("movement", "place_id", "place"),
    ("balance", "place_id", "place"),
    ("balance", "lot_id", "lot"),
    ("balance", "item_id", "item"),
    ("reservation", "item_id", "item"),
    ("setaside", "reservation_id", "reservation"),
    ("setaside", "balance_id", "balance"),
    ("price", "item_id", "item"),
    ("price", "pack_id", "pack"),
    ("count", "place_id", "place"),
    ("counted", "count_id", "count"),
    ("counted", "lot_id", "lot"),
)
BY_TRIGGER = ("balance",)  # written by what is audited itself
INSERT_ONLY = ("deed", "movement", "price")

# The balance is kept in the statement that adds the movement. Its update comes first: an insert is checked before it
# finds its conflict, so that "less" could never be said.
KEEP = """
CREATE FUNCTION inventory_keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT item_id INTO STRICT NEW.item_id FROM inventory_lot
    WHERE organization_id = NEW.organization_id AND id = NEW.lot_id;
    UPDATE inventory_balance SET quantity = quantity + NEW.quantity, changed_at = greatest(changed_at, NEW.at)
    WHERE organization_id = NEW.organization_id AND lot_id = NEW.lot_id AND place_id = NEW.place_id
    RETURNING quantity INTO NEW.balance_after;
    IF NOT FOUND THEN
        INSERT INTO inventory_balance
            (id, organization_id, place_id, lot_id, item_id, quantity, reserved, changed_at)
        VALUES (gen_random_uuid(), NEW.organization_id, NEW.place_id, NEW.lot_id, NEW.item_id, NEW.quantity, 0, NEW.at)
        RETURNING quantity INTO NEW.balance_after;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "keeps_balance" BEFORE INSERT ON "inventory_movement"
FOR EACH ROW EXECUTE FUNCTION inventory_keep_balance();

CREATE FUNCTION inventory_keep_reserved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE inventory_balance SET reserved = reserved - OLD.quantity
        WHERE organization_id = OLD.organization_id AND id = OLD.balance_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE inventory_balance SET reserved = reserved + NEW.quantity
        WHERE organization_id = NEW.organization_id AND id = NEW.balance_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "keeps_reserved" AFTER INSERT OR UPDATE OR DELETE ON "inventory_setaside"
FOR EACH ROW EXECUTE FUNCTION inventory_keep_reserved();

CREATE FUNCTION inventory_only_by_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance changes by movements and reservations only'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER "only_by_trigger" BEFORE INSERT OR UPDATE OR DELETE ON "inventory_balance"
FOR EACH ROW EXECUTE FUNCTION inventory_only_by_trigger();
"""
LET_GO = """
DROP TRIGGER "only_by_trigger" ON "inventory_balance";
DROP FUNCTION inventory_only_by_trigger();
DROP TRIGGER "keeps_reserved" ON "inventory_setaside";
DROP FUNCTION inventory_keep_reserved();
DROP TRIGGER "keeps_balance" ON "inventory_movement";
DROP FUNCTION inventory_keep_balance();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial"), ("audit", "0002_walls")]

    operations = [
        *[step for table in TABLES for step in operations.guard(f"inventory_{table}")],
        *[
            step
            for table, column, target in REFERENCES
            for step in operations.composite_foreign_key(f"inventory_{table}", column, f"inventory_{target}")
        ],
        *[step for table in TABLES if table not in BY_TRIGGER for step in audited(f"inventory_{table}")],
        *[step for table in INSERT_ONLY for step in operations.insert_only(f"inventory_{table}")],
        migrations.RunSQL(KEEP, LET_GO),
    ]
