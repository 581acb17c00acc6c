from django.db import migrations

# Nobody loses on the day of the upgrade what they could read the day before: physicians are cleared for every label
# that there is, until the practice says otherwise.
EVERY_LABEL = 255


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_clearances")]

    operations = [
        migrations.RunSQL(
            f"UPDATE accounts_membership SET clearances = {EVERY_LABEL} "
            "WHERE ended_at IS NULL AND roles @> ARRAY['physician']::varchar[]",
            migrations.RunSQL.noop,
        )
    ]
