from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

# Whoever verifies serves another organization, or none. Public parts are public; the sealed ones are not told.
PUBLISHED = """
CREATE FUNCTION published_signing_key(its_use text, named text, issuer uuid)
RETURNS TABLE (
    organization uuid, organization_name text, kid text, use text, public text, origin text,
    made_at timestamptz, retired_at timestamptz, revoked_at timestamptz, revoked_why text
) LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public AS $$
    SELECT key.organization_id, tenant.name, key.kid, key.use, key.public, key.origin,
        key.made_at, key.retired_at, key.revoked_at, key.revoked_why
    FROM public.signatures_key AS key JOIN public.tenancy_tenant AS tenant ON tenant.id = key.organization_id
    WHERE key.kid = named AND key.use = its_use AND (issuer IS NULL OR key.organization_id = issuer)
$$;

CREATE FUNCTION moment_of_signing(issuer uuid, its_digest text) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT signed_at FROM public.signatures_signed WHERE organization_id = issuer AND digest = its_digest
$$;
"""
NOT_PUBLISHED = """
DROP FUNCTION moment_of_signing(uuid, text);
DROP FUNCTION published_signing_key(text, text, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0001_initial"), ("audit", "0002_walls")]

    operations = [
        *operations.guard("signatures_key"),
        *operations.guard("signatures_signed"),
        *operations.composite_foreign_key("signatures_signed", "key_id", "signatures_key"),
        *operations.insert_only("signatures_signed"),
        *audited("signatures_key"),
        migrations.RunSQL(PUBLISHED, NOT_PUBLISHED),
    ]
