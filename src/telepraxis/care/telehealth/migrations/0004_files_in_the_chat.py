import django.db.models.deletion
from django.db import migrations, models
from telepraxis.base.tenancy import operations as tenancy


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0005_observations'),
        ('telehealth', '0003_call_minutes'),
    ]

    operations = [
        migrations.AddField(
            model_name='chatmessage',
            name='document',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.documentreference'),
        ),
        *tenancy.composite_foreign_key("telehealth_chatmessage", "document_id", "record_documentreference", "uid"),
    ]
