import django.db.models.deletion
import telepraxis.base.uuid7
from django.db import migrations, models
from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations as tenancy

# A column whose default never changes is added without a row being touched.
DOCUMENTS = (
    "careplan", "composition", "consent", "documentreference", "encounter", "location", "observation", "organization",
    "patient", "practitioner", "relatedperson", "resource",
)  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0009_statistics_of_words'),
        ('tenancy', '0001_initial'),
        ('audit', '0002_walls'),
    ]

    operations = [
        *[
            migrations.AddField(
                model_name=name,
                name='labels',
                field=models.SmallIntegerField(db_default=0, default=0),
            )
            for name in DOCUMENTS
        ],
        migrations.CreateModel(
            name='Labelled',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'type', 'logical_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organization_id', models.UUIDField()),
                ('type', models.CharField(max_length=64)),
                ('logical_id', models.CharField(max_length=64)),
                ('uid', models.UUIDField()),
                ('patient_id', models.UUIDField(null=True)),
                ('labels', models.SmallIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('is_gone', models.BooleanField()),
            ],
            options={
                'indexes': [models.Index(fields=['organization_id', 'patient_id'], name='labelled_of_patient'), models.Index(fields=['organization_id', 'labels'], name='labelled_by_label')],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.UUIDField(default=telepraxis.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.UUIDField()),
                ('document', models.UUIDField(null=True)),
                ('labels', models.SmallIntegerField()),
                ('kind', models.CharField(choices=[('author', 'Author'), ('break_glass', 'Break Glass'), ('granted', 'Granted')], max_length=16)),
                ('reason', models.TextField(blank=True)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.UUIDField(null=True)),
                ('opened_by_name', models.CharField(blank=True, max_length=200)),
                ('until', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('reviewed_by', models.UUIDField(null=True)),
                ('reviewed_by_name', models.CharField(blank=True, max_length=200)),
                ('comment', models.TextField(blank=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.patient')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'account_id', 'patient'], name='opening_for_account'), models.Index(fields=['organization', 'patient', '-opened_at'], name='opening_of_patient')],
                'constraints': [models.CheckConstraint(condition=models.Q(('labels__gt', 0)), name='opening_opens_something'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'break_glass'), _negated=True), models.Q(('until__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='opening_breaks_with_reason_and_end')],
            },
        ),
        *tenancy.guard("record_labelled", key=None),
        *tenancy.guard("record_opening"),
        *tenancy.composite_foreign_key("record_opening", "patient_id", "record_patient", "uid"),
        *audited("record_opening"),
    ]
