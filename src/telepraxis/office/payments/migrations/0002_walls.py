from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

REFERENCES = (
    ("payments_price", "service_id", "scheduling_service", "id"),
    ("payments_appliedprice", "price_id", "payments_price", "id"),
    ("payments_charge", "price_id", "payments_price", "id"),
    ("payments_charge", "patient_id", "record_patient", "uid"),
    ("payments_payment", "charge_id", "payments_charge", "id"),
    ("payments_payment", "till_id", "payments_till", "id"),
    ("payments_checkout", "payment_id", "payments_payment", "id"),
    ("payments_refund", "payment_id", "payments_payment", "id"),
    ("payments_refund", "till_id", "payments_till", "id"),
    ("payments_receipt", "payment_id", "payments_payment", "id"),
    ("payments_receipt", "refund_id", "payments_refund", "id"),
)
AUDITED = ("price", "charge", "till", "payment", "refund", "receipt", "gatewayaccount")
INSERT_ONLY = ("price", "appliedprice", "receipt", "usedkey")

# Rows of money say for ever what they said; only what is named may be filled in later.
MAY_CHANGE = {
    "charge": ("withdrawn_at", "withdrawn_by", "withdrawn_why"),
    "till": (
        "closed_at", "closed_by", "taken_minor", "given_back_minor", "counted_minor", "left_minor", "note",
    ),
    "payment": ("state", "captured_at", "captured_by", "ended_at", "ended_why"),
    "refund": ("state", "sent_at", "failed_at", "failed_why", "gateway_id"),
    "gatewayevent": ("handled_at", "outcome"),
}

ONLY_THESE = """
CREATE FUNCTION payments_only_these_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_columns text[] := TG_ARGV;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a row of % is never removed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - open_columns IS DISTINCT FROM to_jsonb(OLD) - open_columns THEN
        RAISE EXCEPTION 'a row of % keeps what it said', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

STATES = """
CREATE FUNCTION payments_states() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ways text[];
BEGIN
    IF TG_TABLE_NAME = 'payments_payment' THEN
        ways := CASE OLD.state
            WHEN 'pending' THEN ARRAY['pending', 'captured', 'failed', 'cancelled', 'surplus']
            WHEN 'failed' THEN ARRAY['failed', 'captured', 'surplus']      -- the gateway took it all the same
            WHEN 'cancelled' THEN ARRAY['cancelled', 'captured', 'surplus']
            ELSE ARRAY[]::text[]                                          -- what was captured never changes
        END;
    ELSE
        ways := CASE OLD.state
            WHEN 'pending' THEN ARRAY['pending', 'sent', 'failed']
            WHEN 'sent' THEN ARRAY['failed']                               -- the bank sent it back
            ELSE ARRAY[]::text[]
        END;
    END IF;
    IF NOT NEW.state = ANY(ways) THEN
        RAISE EXCEPTION '% goes from % to %', TG_TABLE_NAME, OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION payments_charge_closes() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'a charge is withdrawn once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.withdrawn_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM payments_payment
        WHERE organization_id = NEW.organization_id AND charge_id = NEW.id AND state = 'pending'
    ) THEN
        RAISE EXCEPTION 'somebody is paying this charge' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# Each sum is taken under the lock of the row that bounds it, so that two at once are counted one after the other. Some
# are taken at the commit, when no organization may be set any more: so all run as the owner, and name the organization.
SUMS = """
CREATE FUNCTION payments_within_charge() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    owed payments_charge;
    paid numeric;
BEGIN
    SELECT * INTO owed FROM payments_charge
    WHERE organization_id = NEW.organization_id AND id = NEW.charge_id FOR UPDATE;
    IF owed.currency IS DISTINCT FROM NEW.currency THEN
        RAISE EXCEPTION 'a payment is in the currency of its charge' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'pending' AND owed.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'a withdrawn charge is not paid' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT coalesce(sum(amount_minor), 0) INTO paid FROM payments_payment
    WHERE organization_id = NEW.organization_id AND charge_id = NEW.charge_id AND state IN ('pending', 'captured');
    IF paid > owed.amount_minor THEN
        RAISE EXCEPTION 'payments of % towards a charge of %', paid, owed.amount_minor
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION payments_within_payment() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    came payments_payment;
    back numeric;
BEGIN
    SELECT * INTO came FROM payments_payment
    WHERE organization_id = NEW.organization_id AND id = NEW.payment_id FOR UPDATE;
    IF came.state IS NULL OR came.state NOT IN ('captured', 'surplus') THEN
        RAISE EXCEPTION 'only what was captured goes back' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF came.currency <> NEW.currency OR came.method <> NEW.method THEN
        RAISE EXCEPTION 'money goes back as it came' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT coalesce(sum(amount_minor), 0) INTO back FROM payments_refund
    WHERE organization_id = NEW.organization_id AND payment_id = NEW.payment_id AND state IN ('pending', 'sent');
    IF back > came.amount_minor THEN
        RAISE EXCEPTION 'refunds of % from a payment of %', back, came.amount_minor
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION payments_till_adds_up() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    drawer payments_till;
    came numeric;
    went numeric;
    wanted uuid := CASE WHEN TG_TABLE_NAME = 'payments_till' THEN (to_jsonb(NEW)->>'id')::uuid
                        ELSE (to_jsonb(NEW)->>'till_id')::uuid END;
BEGIN
    IF wanted IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO drawer FROM payments_till WHERE organization_id = NEW.organization_id AND id = wanted FOR SHARE;
    IF TG_TABLE_NAME <> 'payments_till' AND drawer.currency IS DISTINCT FROM to_jsonb(NEW)->>'currency' THEN
        RAISE EXCEPTION 'a till holds one currency' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF drawer.closed_at IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(amount_minor), 0) INTO came FROM payments_payment
    WHERE organization_id = NEW.organization_id AND till_id = wanted AND state IN ('captured', 'surplus');
    SELECT coalesce(sum(amount_minor), 0) INTO went FROM payments_refund
    WHERE organization_id = NEW.organization_id AND till_id = wanted AND state <> 'failed';
    IF came <> drawer.taken_minor OR went <> drawer.given_back_minor THEN
        RAISE EXCEPTION 'a closed till holds what was counted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

NUMBERS = """
CREATE FUNCTION payments_next_receipt() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.number IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('payments.receipt ' || NEW.organization_id || NEW.year, 0));
        SELECT coalesce(max(number), 0) + 1 INTO NEW.number FROM payments_receipt
        WHERE organization_id = NEW.organization_id AND year = NEW.year;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION payments_no_gap() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.number > 1 AND NOT EXISTS (
        SELECT 1 FROM payments_receipt
        WHERE organization_id = NEW.organization_id AND year = NEW.year AND number = NEW.number - 1
    ) THEN
        RAISE EXCEPTION 'receipt % of % has none before it', NEW.number, NEW.year
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER "database_numbers" BEFORE INSERT ON payments_receipt
FOR EACH ROW EXECUTE FUNCTION payments_next_receipt();
CREATE CONSTRAINT TRIGGER "no_gap" AFTER INSERT ON payments_receipt
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_no_gap();
"""

TRIGGERS = """
CREATE TRIGGER "states" BEFORE UPDATE ON payments_payment FOR EACH ROW EXECUTE FUNCTION payments_states();
CREATE TRIGGER "states" BEFORE UPDATE ON payments_refund FOR EACH ROW EXECUTE FUNCTION payments_states();
CREATE TRIGGER "closes_once" BEFORE UPDATE ON payments_charge
FOR EACH ROW EXECUTE FUNCTION payments_charge_closes();
CREATE TRIGGER "within_charge" AFTER INSERT OR UPDATE ON payments_payment
FOR EACH ROW EXECUTE FUNCTION payments_within_charge();
CREATE TRIGGER "within_payment" AFTER INSERT OR UPDATE ON payments_refund
FOR EACH ROW EXECUTE FUNCTION payments_within_payment();
""" + "".join(
    f"""
CREATE CONSTRAINT TRIGGER "till_adds_up" AFTER INSERT OR UPDATE ON payments_{table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_till_adds_up();
"""
    for table in ("payment", "refund", "till")
)


def keeps_the_rest(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f"'{column}'" for column in columns)
    return f"""
    CREATE TRIGGER "keeps_what_it_said" BEFORE UPDATE OR DELETE ON payments_{table}
    FOR EACH ROW EXECUTE FUNCTION payments_only_these_change({named});
    CREATE TRIGGER "never_emptied" BEFORE TRUNCATE ON payments_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    """


DROP = """
DROP FUNCTION payments_only_these_change() CASCADE;
DROP FUNCTION payments_states() CASCADE;
DROP FUNCTION payments_charge_closes() CASCADE;
DROP FUNCTION payments_within_charge() CASCADE;
DROP FUNCTION payments_within_payment() CASCADE;
DROP FUNCTION payments_till_adds_up() CASCADE;
DROP FUNCTION payments_next_receipt() CASCADE;
DROP FUNCTION payments_no_gap() CASCADE;
"""


class Migration(migrations.Migration):
    """Sums within bounds, states that only go forward, rows that keep what they said, numbers without a gap."""

    dependencies = [
        ("payments", "0001_initial"),
        ("record", "0007_walls_of_every_type"),
        ("scheduling", "0003_attendance_by_itself"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *[
            step
            for table in ("price", "charge", "till", "payment", "checkout", "refund", "receipt")
            for step in operations.guard(f"payments_{table}")
        ],
        *[
            step
            for table in ("appliedprice", "gatewayaccount", "gatewayevent", "usedkey")
            for step in operations.guard(f"payments_{table}", key=None)
        ],
        *[step for reference in REFERENCES for step in operations.composite_foreign_key(*reference)],
        *[step for table in AUDITED for step in audited(f"payments_{table}")],
        *[step for table in INSERT_ONLY for step in operations.insert_only(f"payments_{table}")],
        migrations.RunSQL(ONLY_THESE + STATES + SUMS, DROP),
        migrations.RunSQL(NUMBERS + TRIGGERS, migrations.RunSQL.noop),
        migrations.RunSQL(
            "".join(keeps_the_rest(table, columns) for table, columns in MAY_CHANGE.items()),
            "".join(f'DROP TRIGGER "never_emptied" ON payments_{table};' for table in MAY_CHANGE),
        ),
    ]
