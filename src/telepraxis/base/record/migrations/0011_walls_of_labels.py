from django.db import migrations

from telepraxis.base.tenancy import operations

# Who and where is never hidden (labels.py): nothing asks a policy for the tables of people and places.
CLOSED = ("encounter", "composition", "consent", "observation", "careplan", "documentreference", "resource")

FUNCTIONS = """
CREATE FUNCTION current_clearance() RETURNS int LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE setting text := current_setting('app.clearance', true);
BEGIN
    IF setting IS NULL OR setting = '' THEN
        RAISE EXCEPTION 'nothing says what this transaction may see of what is labelled as sensitive'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN setting::int;
END $$;

CREATE FUNCTION sees_every_label() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(current_setting('app.clearance', true), '')::int & 32767 = 32767, false)
$$;

-- Asked only of rows that the reader's clearance does not open. Cheap by its word, so that no plan changes for it.
CREATE FUNCTION is_opened(its_uid uuid, its_patient uuid, its_labels int) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
DECLARE
    opened text := current_setting('app.opened', true);
    as_parent text := current_setting('app.opened_as_parent', true);
    reader uuid := current_account();
BEGIN
    IF its_patient IS NULL THEN
        RETURN false;
    END IF;
    IF opened <> '' AND its_patient = ANY (string_to_array(opened, ',')::uuid[]) THEN
        RETURN true;
    END IF;
    -- 16 is ADOLESCENT: what is kept from parents.
    IF as_parent <> '' AND its_labels & 16 = 0 AND its_patient = ANY (string_to_array(as_parent, ',')::uuid[]) THEN
        RETURN true;
    END IF;
    IF reader IS NULL THEN
        RETURN false;
    END IF;
    RETURN its_labels & ~current_clearance() & ~coalesce((
        SELECT bit_or(one.labels::int) FROM record_opening one
        WHERE one.organization_id = current_organization() AND one.account_id = reader
          AND one.patient_id = its_patient AND (one.document IS NULL OR one.document = its_uid)
          AND one.ended_at IS NULL AND (one.until IS NULL OR one.until > statement_timestamp())
    ), 0) = 0;
END $$;
"""

# These know of what is hidden, and tell no more than their name says.
KNOWING = """
CREATE FUNCTION version_is_open(its_type text, its_id text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 1 SET search_path = public, pg_temp AS $$
DECLARE found record_labelled;
BEGIN
    SELECT * INTO found FROM record_labelled one
    WHERE one.organization_id = current_organization() AND one.type = its_type AND one.logical_id = its_id;
    IF found.labels IS NULL OR found.labels = 0 THEN
        RETURN true;
    END IF;
    RETURN found.labels & ~current_clearance() = 0 OR is_opened(found.uid, found.patient_id, found.labels);
END $$;

CREATE FUNCTION withheld_uids() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 1 ROWS 10 SET search_path = public, pg_temp AS $$
BEGIN
    IF sees_every_label() THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT one.uid FROM record_labelled one
    WHERE one.organization_id = current_organization() AND one.labels <> 0
      AND one.labels & ~current_clearance() <> 0 AND NOT is_opened(one.uid, one.patient_id, one.labels);
END $$;

CREATE FUNCTION withheld_among(its_type text, ids text[]) RETURNS TABLE (logical_id varchar, uid uuid, is_gone boolean)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 1 ROWS 1 SET search_path = public, pg_temp AS $$
BEGIN
    IF sees_every_label() THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT one.logical_id, one.uid, one.is_gone FROM record_labelled one
    WHERE one.organization_id = current_organization() AND one.type = its_type AND one.logical_id = ANY (ids)
      AND one.labels & ~current_clearance() <> 0 AND NOT is_opened(one.uid, one.patient_id, one.labels);
END $$;

CREATE FUNCTION withheld_of(patients uuid[]) RETURNS TABLE (patient_id uuid, made_from bigint, documents bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 1 ROWS 1 SET search_path = public, pg_temp AS $$
BEGIN
    IF sees_every_label() THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT one.patient_id, bit_xor(uuid_hash_extended(one.uid, one.version + (one.labels::bigint << 32))), count(*)
    FROM record_labelled one
    WHERE one.organization_id = current_organization() AND one.patient_id = ANY (patients) AND NOT one.is_gone
      AND one.labels & ~current_clearance() <> 0 AND NOT is_opened(one.uid, one.patient_id, one.labels)
    GROUP BY one.patient_id;
END $$;

CREATE FUNCTION labels_in_use() RETURNS SETOF smallint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER COST 1 ROWS 10 SET search_path = public, pg_temp AS $$
    WITH RECURSIVE one AS (
        (SELECT labels FROM record_labelled
         WHERE organization_id = current_organization() AND labels > 0 ORDER BY labels LIMIT 1)
        UNION ALL
        SELECT (SELECT next.labels FROM record_labelled next
                WHERE next.organization_id = current_organization() AND next.labels > one.labels
                ORDER BY next.labels LIMIT 1)
        FROM one WHERE one.labels IS NOT NULL
    )
    SELECT labels FROM one WHERE labels IS NOT NULL
$$;
"""

NO_FUNCTIONS = """
DROP FUNCTION labels_in_use();
DROP FUNCTION withheld_of(uuid[]);
DROP FUNCTION withheld_among(text, text[]);
DROP FUNCTION withheld_uids();
DROP FUNCTION version_is_open(text, text);
DROP FUNCTION is_opened(uuid, uuid, int);
DROP FUNCTION sees_every_label();
DROP FUNCTION current_clearance();
"""

VERSIONS = """
CREATE POLICY "sees_open_labels" ON record_version AS RESTRICTIVE FOR SELECT
USING ((SELECT sees_every_label()) OR version_is_open(type, logical_id));
"""

# A label says who may see what is signed, and nothing of what it says: another meta is the same document.
SIGNED = """
CREATE FUNCTION says_the_same(one text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (one::jsonb - 'meta')::text = (other::jsonb - 'meta')::text
$$;
CREATE OR REPLACE FUNCTION keep_signed_composition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('final', 'amended') AND NEW.doc <> OLD.doc THEN
        IF NEW.deleted_at IS NULL AND NEW.status = 'entered-in-error' THEN
            RETURN NEW;
        END IF;
        IF NEW.deleted_at IS NOT NULL OR NOT says_the_same(OLD.doc, NEW.doc) THEN
            RAISE EXCEPTION 'a signed document is immutable: add an addendum'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION keep_final_documentreference() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.doc_status IN ('final', 'amended') AND NEW.doc <> OLD.doc THEN
        IF NEW.deleted_at IS NULL AND NEW.status IN ('entered-in-error', 'superseded') THEN
            RETURN NEW;
        END IF;
        IF NEW.deleted_at IS NOT NULL OR NOT says_the_same(OLD.doc, NEW.doc) THEN
            RAISE EXCEPTION 'a signed document is immutable: revoke it, or write a newer one'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""
SIGNED_BEFORE = """
CREATE OR REPLACE FUNCTION keep_signed_composition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('final', 'amended') AND NEW.doc <> OLD.doc
       AND (NEW.status <> 'entered-in-error' OR NEW.deleted_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a signed document is immutable: add an addendum'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION keep_final_documentreference() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.doc_status IN ('final', 'amended') AND NEW.doc <> OLD.doc
       AND (NEW.status NOT IN ('entered-in-error', 'superseded') OR NEW.deleted_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a signed document is immutable: revoke it, or write a newer one'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION says_the_same(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0010_labels")]

    operations = [
        migrations.RunSQL(FUNCTIONS + KNOWING, NO_FUNCTIONS),
        migrations.RunSQL(SIGNED, SIGNED_BEFORE),
        *[step for name in CLOSED for step in operations.guard_labelled(f"record_{name}")],
        *operations.guard_labelled("record_labelled"),
        migrations.RunSQL(VERSIONS, 'DROP POLICY "sees_open_labels" ON record_version;'),
    ]
