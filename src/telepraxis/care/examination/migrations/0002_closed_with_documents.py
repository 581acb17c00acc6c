from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):

    dependencies = [
        ('examination', '0001_initial'),
        ('record', '0014_rows_about_documents'),
    ]

    operations = [
        *operations.guard_by_document("examination_still", "document_id"),
    ]
