"""Columns that the tables share."""

from django.db import models


def to(target: str, **more) -> models.ForeignKey:
    return models.ForeignKey(target, on_delete=models.PROTECT, db_index=False, related_name="+", **more)


def amount(**more) -> models.DecimalField:
    return models.DecimalField(max_digits=14, decimal_places=3, **more)
