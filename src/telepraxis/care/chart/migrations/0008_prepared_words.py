import django.db.models.deletion
import telepraxis.base.uuid7
from django.db import migrations, models

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations as tenancy


def identity():
    return ('id', models.UUIDField(default=telepraxis.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False))


def belongs_to(to, deleted=django.db.models.deletion.PROTECT, related_name='+'):
    return models.ForeignKey(db_index=False, on_delete=deleted, related_name=related_name, to=to)


class Migration(migrations.Migration):

    dependencies = [
        ('chart', '0007_projected_afresh'),
        ('encounters', '0004_handovers'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='phrase', name='phrase_kind_known'),
        migrations.AlterField(
            model_name='phrase',
            name='kind',
            field=models.CharField(choices=[('phrase', 'Phrase'), ('template', 'Template'), ('line', 'Line for the chart')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='phrase',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['phrase', 'template', 'line'])), name='phrase_kind_known'),
        ),
        migrations.AddField(model_name='phrase', name='revision', field=models.PositiveIntegerField(default=1, db_default=1)),
        migrations.AddField(model_name='phrase', name='suggested_for', field=models.CharField(blank=True, db_default='', max_length=300)),
        migrations.CreateModel(
            name='PhraseUse',
            fields=[
                identity(),
                ('account_id', models.UUIDField()),
                ('starred_at', models.DateTimeField(null=True)),
                ('times', models.PositiveIntegerField(default=0)),
                ('organization', belongs_to('tenancy.tenant')),
                ('phrase', belongs_to('chart.phrase', django.db.models.deletion.CASCADE, 'uses')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'account_id', 'phrase'), name='phrase_use_once')],
            },
        ),
        migrations.CreateModel(
            name='PutIn',
            fields=[
                identity(),
                ('section', models.CharField(choices=[('subjective', 'Story'), ('objective', 'Seen'), ('assessment', 'Assessment'), ('plan', 'Plan')], max_length=16)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField()),
                ('facts', models.JSONField(default=list)),
                ('put_in_at', models.DateTimeField()),
                ('organization', belongs_to('tenancy.tenant')),
                ('visit', belongs_to('encounters.visit')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'visit', 'put_in_at'], name='put_in_of_visit')],
            },
        ),
        *tenancy.guard("chart_phraseuse"),
        *tenancy.composite_foreign_key("chart_phraseuse", "phrase_id", "chart_phrase", "id"),
        *tenancy.guard("chart_putin"),
        *audited("chart_putin"),
        *tenancy.composite_foreign_key("chart_putin", "visit_id", "encounters_visit", "id"),
    ]
