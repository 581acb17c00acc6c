from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pharmacy", "0005_witnesses")]

    operations = [
        migrations.AddField(
            model_name="claim", name="order_page", field=models.URLField(blank=True, max_length=500)
        ),
    ]
