from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

OF_PATIENTS = (
    "basket",
    "basketline",
    "concern",
    "prescription",
    "prescribedline",
    "fill",
    "sending",
    "request",
    "priorauthorisation",
)
OF_PRACTICE = ("validity", "prescriber", "controlledaudit", "sentence", "sentenceuse")
REFERENCES = (
    *((table, "patient_id", "record_patient", "uid") for table in OF_PATIENTS),
    ("basket", "author_id", "record_practitioner", "uid"),
    ("basket", "visit_id", "encounters_visit", "id"),
    ("basketline", "basket_id", "medications_basket", "id"),
    ("concern", "basket_id", "medications_basket", "id"),
    ("concern", "author_id", "record_practitioner", "uid"),
    ("prescription", "author_id", "record_practitioner", "uid"),
    ("prescription", "visit_id", "encounters_visit", "id"),
    ("prescription", "basket_id", "medications_basket", "id"),
    ("prescription", "paper_id", "record_documentreference", "uid"),
    ("prescribedline", "prescription_id", "medications_prescription", "id"),
    ("prescribedline", "renews_id", "medications_prescribedline", "id"),
    ("fill", "line_id", "medications_prescribedline", "id"),
    ("sending", "prescription_id", "medications_prescription", "id"),
    ("request", "prescription_id", "medications_prescription", "id"),
    ("request", "line_id", "medications_prescribedline", "id"),
    ("request", "basket_id", "medications_basket", "id"),
    ("request", "result_id", "medications_prescription", "id"),
    ("priorauthorisation", "line_id", "medications_prescribedline", "id"),
    ("prescriber", "practitioner_id", "record_practitioner", "uid"),
    ("sentence", "owner_id", "record_practitioner", "uid"),
    ("sentenceuse", "sentence_id", "medications_sentence", "id"),
    ("sentenceuse", "practitioner_id", "record_practitioner", "uid"),
)
BEHIND_A_DOCUMENT = ("concern", "prescribedline", "fill", "request", "priorauthorisation")

# What was signed stays as it was signed; only what happens to it afterwards is written beside it.
SIGNED_STAYS = """
CREATE FUNCTION medications_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A signed prescription is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.patient_id, OLD.author_id, OLD.basket_id, OLD.number, OLD.language, OLD.jurisdiction, OLD.line_count,
        OLD.is_controlled, OLD.issued_at, OLD.expires_at, OLD.proven_at, OLD.shown, OLD.token)
       IS DISTINCT FROM
       (NEW.patient_id, NEW.author_id, NEW.basket_id, NEW.number, NEW.language, NEW.jurisdiction, NEW.line_count,
        NEW.is_controlled, NEW.issued_at, NEW.expires_at, NEW.proven_at, NEW.shown, NEW.token) THEN
        RAISE EXCEPTION 'A signed prescription does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status <> 'active' AND NEW.status <> OLD.status THEN
        RAISE EXCEPTION 'A prescription that has ended does not begin again' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "signed_stays" BEFORE UPDATE OR DELETE ON "medications_prescription"
FOR EACH ROW EXECUTE FUNCTION medications_signed_stays();
CREATE FUNCTION medications_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A signed line is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.prescription_id, OLD.patient_id, OLD.document_id, OLD.position, OLD.schedule, OLD.supplies)
       IS DISTINCT FROM
       (NEW.prescription_id, NEW.patient_id, NEW.document_id, NEW.position, NEW.schedule, NEW.supplies) THEN
        RAISE EXCEPTION 'A signed line does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.status <> 'active' AND NEW.status <> OLD.status) OR NEW.handed_out < OLD.handed_out THEN
        RAISE EXCEPTION 'What has ended or was handed out stays so' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "line_stays" BEFORE UPDATE OR DELETE ON "medications_prescribedline"
FOR EACH ROW EXECUTE FUNCTION medications_line_stays();
"""
SIGNED_STAYS_BACK = """
DROP TRIGGER "line_stays" ON "medications_prescribedline";
DROP FUNCTION medications_line_stays();
DROP TRIGGER "signed_stays" ON "medications_prescription";
DROP FUNCTION medications_signed_stays();
"""


class Migration(migrations.Migration):
    """Lines, fills and requests are hidden with their documents; whatever is signed the database lets nobody change."""

    dependencies = [
        ("medications", "0001_initial"),
        ("record", "0014_rows_about_documents"),
        ("encounters", "0002_walls"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *(each for table in (*OF_PATIENTS, *OF_PRACTICE) for each in operations.guard(f"medications_{table}")),
        *(
            each
            for table, column, target, key in REFERENCES
            for each in operations.composite_foreign_key(f"medications_{table}", column, target, key)
        ),
        *(each for table in BEHIND_A_DOCUMENT for each in operations.guard_by_document(f"medications_{table}", "document_id")),
        *(each for table in OF_PATIENTS for each in audited(f"medications_{table}")),
        *(each for table in ("prescriber", "controlledaudit") for each in audited(f"medications_{table}")),
        *operations.insert_only("medications_fill"),
        migrations.RunSQL(SIGNED_STAYS, SIGNED_STAYS_BACK),
    ]
