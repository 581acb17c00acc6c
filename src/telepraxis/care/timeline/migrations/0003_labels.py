from django.db import migrations, models

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):

    dependencies = [
        ('timeline', '0002_walls'),
        ('record', '0011_walls_of_labels'),
    ]

    operations = [
        migrations.AddField(
            model_name='line',
            name='labels',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        *operations.guard_labelled("timeline_line"),
    ]
