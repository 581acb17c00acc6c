from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):

    dependencies = [
        ('telehealth', '0006_guests'),
        ('record', '0014_rows_about_documents'),
    ]

    operations = [
        *operations.guard_by_document("telehealth_chatmessage", "document_id"),
    ]
