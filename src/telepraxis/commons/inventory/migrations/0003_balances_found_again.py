from django.db import migrations

# A balance is made by the database when its first movement comes, also where an organization moves in with all its
# movements: what was set aside names it, so that it needs the same id there.
KEEP = """
CREATE OR REPLACE FUNCTION inventory_keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT item_id INTO STRICT NEW.item_id FROM inventory_lot
    WHERE organization_id = NEW.organization_id AND id = NEW.lot_id;
    UPDATE inventory_balance SET quantity = quantity + NEW.quantity, changed_at = greatest(changed_at, NEW.at)
    WHERE organization_id = NEW.organization_id AND lot_id = NEW.lot_id AND place_id = NEW.place_id
    RETURNING quantity INTO NEW.balance_after;
    IF NOT FOUND THEN
        INSERT INTO inventory_balance
            (id, organization_id, place_id, lot_id, item_id, quantity, reserved, changed_at)
        VALUES (
            md5(NEW.lot_id::text || NEW.place_id::text)::uuid, NEW.organization_id, NEW.place_id, NEW.lot_id,
            NEW.item_id, NEW.quantity, 0, NEW.at
        )
        RETURNING quantity INTO NEW.balance_after;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_walls")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
