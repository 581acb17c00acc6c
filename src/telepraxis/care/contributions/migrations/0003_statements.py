import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contributions", "0002_walls"), ("record", "0014_rows_about_documents")]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="statement",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.resource"
            ),
        ),
    ]
