from django.db import migrations

from telepraxis.base.tenancy import operations


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_walls"), ("record", "0011_walls_of_labels")]

    operations = operations.guard_labelled("assessments_answered", uid="response_id")
