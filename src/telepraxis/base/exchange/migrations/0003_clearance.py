from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0002_walls'),
    ]

    operations = [
        migrations.AddField(
            model_name='bulkexport',
            name='clearance',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
    ]
