import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("record", "0009_statistics_of_words"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Chart",
            fields=[
                (
                    "patient",
                    models.OneToOneField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="record.patient",
                    ),
                ),
                ("made_from", models.BigIntegerField()),
                ("documents", models.PositiveIntegerField()),
                ("rules", models.PositiveSmallIntegerField()),
                ("counts", models.JSONField(default=dict)),
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
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("uid", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("type", models.CharField(max_length=64)),
                ("logical_id", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("rules", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("written", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("value", models.CharField(blank=True, max_length=300)),
                ("who", models.CharField(blank=True, max_length=200)),
                ("series", models.CharField(blank=True, max_length=160)),
                ("number", models.FloatField(null=True)),
                ("flag", models.CharField(blank=True, max_length=8)),
                ("in_error", models.BooleanField(default=False)),
                ("text", models.TextField(blank=True)),
                ("folded", models.TextField(blank=True, db_collation="C")),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.patient",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organization", "patient", "-at", "-uid"], name="timeline_of_patient"),
                    models.Index(fields=["organization", "patient", "kind", "-at", "-uid"], name="timeline_of_kind"),
                ],
            },
        ),
    ]
