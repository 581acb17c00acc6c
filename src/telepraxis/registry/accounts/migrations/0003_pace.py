from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's cache: counts of tries, shared by all web processes. No patient data."""

    dependencies = [("accounts", "0002_walls")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE accounts_pace (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX accounts_pace_expires ON accounts_pace (expires);
            """,
            "DROP TABLE accounts_pace",
        )
    ]
