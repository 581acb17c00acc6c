from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0012_statistics_of_labels'),
    ]

    operations = [
        migrations.AddField(
            model_name='opening',
            name='justified',
            field=models.BooleanField(null=True),
        ),
    ]
