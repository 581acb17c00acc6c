from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0002_walls'),
        ('record', '0014_rows_about_documents'),
    ]

    operations = [
        *operations.guard_by_document("letters_letter", "document_id"),
    ]
