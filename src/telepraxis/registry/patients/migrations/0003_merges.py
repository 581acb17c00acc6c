import django.contrib.postgres.fields
import django.db.models.deletion
import telepraxis.base.uuid7
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0002_walls'),
        ('record', '0007_walls_of_every_type'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PatientMerge',
            fields=[
                ('id', models.UUIDField(default=telepraxis.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('merged_at', models.DateTimeField()),
                ('merged_by', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('chosen', models.JSONField(default=dict)),
                ('kept_out', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('survivor_version', models.PositiveIntegerField()),
                ('place_before', models.JSONField(default=dict)),
                ('carried_by', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('parted_at', models.DateTimeField(null=True)),
                ('parted_by', models.CharField(blank=True, max_length=200)),
                ('parting_reason', models.TextField(blank=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('retired', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.patient')),
                ('survivor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.patient')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('parted_at', None)), fields=['organization', 'survivor'], name='open_merges_of_survivor')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('parted_at', None)), fields=('organization', 'retired'), name='one_open_merge_of_retired'), models.CheckConstraint(condition=models.Q(('survivor', models.F('retired')), _negated=True), name='merge_is_of_two_records'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='merge_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('parted_at', None), ('parting_reason', '')), models.Q(('parted_at__isnull', False), models.Q(('parting_reason', ''), _negated=True)), _connector='OR'), name='parting_has_reason')],
            },
        ),
    ]
