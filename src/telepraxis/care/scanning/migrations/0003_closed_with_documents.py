from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):

    dependencies = [
        ('scanning', '0002_walls'),
        ('record', '0014_rows_about_documents'),
    ]

    operations = [
        *operations.guard_by_document("scanning_paperdocument", "reference_id"),
    ]
