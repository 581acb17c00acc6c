import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("terminology", "0002_walls")]

    operations = [
        migrations.RemoveIndex(model_name="concept", name="concept_words"),
        migrations.AddIndex(
            model_name="concept",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="concept_words"),
        ),
        migrations.AddIndex(
            model_name="concept",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_common", True)), fastupdate=False, fields=["words"], name="concept_common_words"
            ),
        ),
    ]
