from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

REFERENCES = (
    ("mailbox_outgoing", "partner_id", "mailbox_partner", "id"),
    ("mailbox_outgoing", "patient_id", "record_patient", "uid"),
    ("mailbox_attempt", "outgoing_id", "mailbox_outgoing", "id"),
    ("mailbox_incoming", "partner_id", "mailbox_partner", "id"),
)

# What was signed stays as it was signed: only how its journey goes is written beside it.
STAYS = """
CREATE FUNCTION mailbox_outgoing_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.partner_id, OLD.patient_id, OLD.kind, OLD.thread, OLD.number, OLD.token, OLD.body, OLD.sent_at, OLD.sent_by)
       IS DISTINCT FROM
       (NEW.partner_id, NEW.patient_id, NEW.kind, NEW.thread, NEW.number, NEW.token, NEW.body, NEW.sent_at, NEW.sent_by)
    THEN
        RAISE EXCEPTION 'a message that was sent is not changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "stays_as_signed" BEFORE UPDATE ON "mailbox_outgoing"
FOR EACH ROW EXECUTE FUNCTION mailbox_outgoing_stays();
"""
STAYS_BACK = """
DROP TRIGGER "stays_as_signed" ON "mailbox_outgoing";
DROP FUNCTION mailbox_outgoing_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("mailbox", "0001_initial"), ("record", "0013_justified"), ("audit", "0002_walls")]

    operations = [
        *operations.guard("mailbox_partner"),
        *operations.guard("mailbox_enquiry", key=None),
        *operations.guard("mailbox_outgoing"),
        *operations.guard("mailbox_attempt", key=None),
        *operations.guard("mailbox_incoming"),
        *[step for reference in REFERENCES for step in operations.composite_foreign_key(*reference)],
        *audited("mailbox_outgoing"),
        *audited("mailbox_incoming"),
        *operations.insert_only("mailbox_incoming"),
        migrations.RunSQL(STAYS, STAYS_BACK),
    ]
