from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

# What is published belongs to nobody, and yet only two may write it: the pharmacy itself, and of one elsewhere the
# organization whose partner it is. Nobody else's word about a pharmacy reaches anybody's page.
OWN = """(
    heard_by IS NULL AND pharmacy = (SELECT current_organization()) OR heard_by = (SELECT current_organization())
)"""
OWN_OFFER = f"""EXISTS (
    SELECT FROM "storefronts_storefront" own WHERE own.id = storefront_id AND {OWN}
)"""
PUBLISHED = f"""
ALTER TABLE "storefronts_storefront" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "seen_by_all_or_who_heard" ON "storefronts_storefront" FOR SELECT
    USING (heard_by IS NULL OR heard_by = (SELECT current_organization()));
CREATE POLICY "adds_its_own" ON "storefronts_storefront" FOR INSERT WITH CHECK {OWN};
CREATE POLICY "changes_its_own" ON "storefronts_storefront" FOR UPDATE USING {OWN} WITH CHECK {OWN};
CREATE POLICY "removes_its_own" ON "storefronts_storefront" FOR DELETE USING {OWN};
ALTER TABLE "storefronts_offer" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "seen_by_all" ON "storefronts_offer" FOR SELECT USING (true);
CREATE POLICY "adds_its_own" ON "storefronts_offer" FOR INSERT WITH CHECK ({OWN_OFFER});
CREATE POLICY "changes_its_own" ON "storefronts_offer" FOR UPDATE USING ({OWN_OFFER}) WITH CHECK ({OWN_OFFER});
CREATE POLICY "removes_its_own" ON "storefronts_offer" FOR DELETE USING ({OWN_OFFER});
ALTER TABLE "storefronts_product" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "seen_by_all" ON "storefronts_product" FOR SELECT USING (true);
CREATE POLICY "added_by_all" ON "storefronts_product" FOR INSERT WITH CHECK (true);
ALTER TABLE "storefronts_offer" SET (fillfactor = 85);
"""
BACK = "".join(
    f"""
    {"".join(f'DROP POLICY "{policy}" ON "storefronts_{table}";' for policy in policies)}
    ALTER TABLE "storefronts_{table}" DISABLE ROW LEVEL SECURITY;
    """
    for table, policies in (
        ("product", ("seen_by_all", "added_by_all")),
        ("offer", ("seen_by_all", "adds_its_own", "changes_its_own", "removes_its_own")),
        ("storefront", ("seen_by_all_or_who_heard", "adds_its_own", "changes_its_own", "removes_its_own")),
    )
)


class Migration(migrations.Migration):
    dependencies = [("storefronts", "0001_initial"), ("record", "0014_rows_about_documents"), ("audit", "0002_walls")]

    operations = [
        *operations.guard("storefronts_ownstorefront", key=None),
        *operations.guard("storefronts_told", key=None),
        *operations.guard("storefronts_ownplace", key=None),
        *operations.composite_foreign_key("storefronts_ownplace", "patient_id", "record_patient", "uid"),
        *audited("storefronts_ownplace"),
        migrations.RunSQL(PUBLISHED, BACK),
    ]
