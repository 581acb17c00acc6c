"""Tables of growth: reference data of the installation, of nobody. What is measured stands in the record."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class GrowthTable(models.Model):
    """One measure of one sex, from age to age: its L, M and S at each of `months`, and whose they are."""

    measure = models.CharField(max_length=16)  # weight, height, head or bmi
    sex = models.CharField(max_length=8)  # female or male, as Patient.gender
    source = models.CharField(max_length=200)
    from_months = models.FloatField()
    to_months = models.FloatField()
    months = ArrayField(models.FloatField())
    l_values = ArrayField(models.FloatField())
    m_values = ArrayField(models.FloatField())
    s_values = ArrayField(models.FloatField())
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "sex", "source", "from_months"], name="growth_table_once"),
            models.CheckConstraint(condition=Q(to_months__gt=F("from_months")), name="growth_table_has_a_span"),
        ]
