from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):

    dependencies = [
        ('rooming', '0002_walls'),
        ('record', '0014_rows_about_documents'),
    ]

    operations = [
        *operations.guard_by_document("rooming_intake", "note_id"),
    ]
