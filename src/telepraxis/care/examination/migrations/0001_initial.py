import django.db.models.deletion
import telepraxis.base.uuid7
from django.db import migrations, models
from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations as tenancy


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('encounters', '0003_rooming'),
        ('record', '0005_observations'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Still',
            fields=[
                ('id', models.UUIDField(default=telepraxis.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('site', models.CharField(max_length=40)),
                ('wish', models.CharField(blank=True, max_length=200)),
                ('status', models.CharField(choices=[('asked', 'Asked'), ('taken', 'Taken'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='asked', max_length=16)),
                ('asked_by', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('consent', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.consent')),
                ('document', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.documentreference')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='encounters.visit')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'visit', '-asked_at'], name='still_of_visit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'asked')), fields=('organization', 'visit'), name='one_still_asked_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('consent__isnull', False), ('document__isnull', False), ('status', 'taken')), models.Q(models.Q(('status', 'taken'), _negated=True), ('consent', None), ('document', None)), _connector='OR'), name='still_taken_has_picture_and_consent')],
            },
        ),
        *tenancy.guard("examination_still"),
        *tenancy.composite_foreign_key("examination_still", "visit_id", "encounters_visit"),
        *tenancy.composite_foreign_key("examination_still", "document_id", "record_documentreference", "uid"),
        *tenancy.composite_foreign_key("examination_still", "consent_id", "record_consent", "uid"),
        *audited("examination_still"),
    ]
