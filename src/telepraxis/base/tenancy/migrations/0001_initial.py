import django.db.models.functions.datetime
from django.db import migrations, models

import telepraxis.base.uuid7

FUNCTIONS = """
CREATE FUNCTION current_organization() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE setting text := current_setting('app.organization', true);
BEGIN
    IF setting IS NULL OR setting = '' THEN
        RAISE EXCEPTION 'no organization is set for this transaction' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN setting::uuid;
END $$;

CREATE FUNCTION current_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT NULLIF(current_setting('app.account', true), '')::uuid
$$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('app.emptied_on_purpose', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is insert-only: rows are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TYPE uuidrange AS RANGE (subtype = uuid);
"""

NO_FUNCTIONS = """
DROP TYPE uuidrange;
DROP FUNCTION refuse_change();
DROP FUNCTION current_account();
DROP FUNCTION current_organization();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=telepraxis.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=200)),
                ("time_zone", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
    ]
