from django.db import migrations

# Until it is counted the planner takes a new column for a mixed one, and expects a third of the rows it will find.
CLOSED = ("encounter", "composition", "consent", "observation", "careplan", "documentreference", "resource")


class Migration(migrations.Migration):
    dependencies = [("record", "0011_walls_of_labels")]

    operations = [
        migrations.RunSQL(f"ANALYZE record_{name} (labels)", migrations.RunSQL.noop) for name in CLOSED
    ]
