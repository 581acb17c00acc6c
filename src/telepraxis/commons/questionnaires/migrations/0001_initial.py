import django.db.models.deletion
from django.db import migrations, models

import telepraxis.base.uuid7


class Migration(migrations.Migration):
    initial = True

    dependencies = [("record", "0009_statistics_of_words"), ("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Published",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=telepraxis.base.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("url", models.CharField(max_length=500)),
                ("version", models.CharField(blank=True, max_length=100)),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=200)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "form",
                    models.OneToOneField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published",
                        to="record.resource",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "url", "version"), name="one_published_form_a_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("organization", "url"),
                        name="one_form_asked_at_a_time",
                    ),
                ],
            },
        ),
    ]
