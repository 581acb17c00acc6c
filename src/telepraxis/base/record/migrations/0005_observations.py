import django.db.models.deletion
import telepraxis.base.uuid7
from django.db import migrations, models
from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations as tenancy


# A projected column moves only with its document (0002_walls).
KEPT = """
CREATE TRIGGER "keeps_document" BEFORE UPDATE OR DELETE ON "record_observation"
FOR EACH ROW EXECUTE FUNCTION keep_document();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0004_walls_of_care_plans_and_letters'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='documentreference',
            name='media_type',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='documentreference',
            name='sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='documentreference',
            name='size',
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='documentreference',
            name='title',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('uid', models.UUIDField(default=telepraxis.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('logical_id', models.CharField(max_length=64)),
                ('version', models.PositiveIntegerField(default=1)),
                ('doc', models.TextField()),
                ('last_updated', models.DateTimeField()),
                ('status', models.CharField(max_length=32)),
                ('category', models.CharField(blank=True, max_length=64)),
                ('code', models.CharField(blank=True, max_length=64)),
                ('effective_at', models.DateTimeField(null=True)),
                ('value', models.DecimalField(decimal_places=8, max_digits=24, null=True)),
                ('unit', models.CharField(blank=True, max_length=64)),
                ('encounter', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.encounter')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.patient')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'patient', 'code', '-effective_at'], name='observation_of_patient'), models.Index(fields=['organization', 'encounter'], name='observation_encounter')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'logical_id'), name='observation_logical_id')],
            },
        ),
        *tenancy.guard("record_observation", key="uid"),
        migrations.RunSQL(KEPT, 'DROP TRIGGER "keeps_document" ON "record_observation";'),
        *audited("record_observation"),
        *tenancy.composite_foreign_key("record_observation", "patient_id", "record_patient", "uid"),
        *tenancy.composite_foreign_key("record_observation", "encounter_id", "record_encounter", "uid"),
    ]
