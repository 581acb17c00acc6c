from django.db import migrations

# Which keys are frequent depends on the place: without this the planner takes a rare code for a frequent one.
KNOW = "CREATE STATISTICS record_word_of_place (mcv, dependencies) ON place, key FROM record_word"


class Migration(migrations.Migration):
    dependencies = [("record", "0008_catching_up")]

    operations = [migrations.RunSQL(KNOW, "DROP STATISTICS record_word_of_place")]
