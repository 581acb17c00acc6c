from django.db import migrations

from telepraxis.base.tenancy import operations

# As with offers: everybody reads what is published, and only the pharmacy itself, or of one elsewhere the organization
# whose partner it is, writes it.
OWN = """EXISTS (
    SELECT FROM "storefronts_storefront" own WHERE own.id = storefront_id AND (
        own.heard_by IS NULL AND own.pharmacy = (SELECT current_organization())
        OR own.heard_by = (SELECT current_organization())
    )
)"""
OF_OWN = f"""EXISTS (
    SELECT FROM "storefronts_plan" theirs WHERE theirs.id = plan_id AND {OWN.replace("= storefront_id", "= theirs.storefront_id")}
)"""
TABLES = {"plan": OWN, "planexception": OF_OWN}
PUBLISHED = "".join(
    f"""
    ALTER TABLE "storefronts_{table}" ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "seen_by_all" ON "storefronts_{table}" FOR SELECT USING (true);
    CREATE POLICY "adds_its_own" ON "storefronts_{table}" FOR INSERT WITH CHECK ({own});
    CREATE POLICY "changes_its_own" ON "storefronts_{table}" FOR UPDATE USING ({own}) WITH CHECK ({own});
    CREATE POLICY "removes_its_own" ON "storefronts_{table}" FOR DELETE USING ({own});
    """
    for table, own in TABLES.items()
)
BACK = "".join(
    f"""
    DROP POLICY "{policy}" ON "storefronts_{table}";
    """
    for table in TABLES
    for policy in ("seen_by_all", "adds_its_own", "changes_its_own", "removes_its_own")
) + "".join(f'ALTER TABLE "storefronts_{table}" DISABLE ROW LEVEL SECURITY;' for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("storefronts", "0004_plans")]

    operations = [
        *operations.guard("storefronts_ownplan"),
        *operations.guard("storefronts_ownplanexception"),
        *operations.composite_foreign_key(
            "storefronts_ownplanexception", "plan_id", "storefronts_ownplan", "id"
        ),
        migrations.RunSQL(PUBLISHED, BACK),
    ]
