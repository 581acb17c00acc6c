"""Columns that wait for the document they refer to: an import need not come in order."""

from functools import cache

from django.db import models

from telepraxis.base import tenancy
from telepraxis.base.fhir import parameters

from . import rows
from .afresh import project_afresh
from .models import TYPES, Document, Word


def fill_in_waiting(arrived: list[Document]) -> None:
    """Fill the columns of documents that were here before what they refer to."""
    keys: dict[str, list[str]] = {}
    for row in arrived:
        if _waiting_columns(rows.type_of(row)):
            keys.setdefault(rows.type_of(row), []).append(f"{rows.type_of(row)}/{row.logical_id}")
    for target, wanted in keys.items():
        places = [place for name, _ in _waiting_columns(target) for place in _reference_places(name)]
        waiting = list(Word.objects.filter(place__in=places, key__in=wanted).values_list("uid", flat=True))
        if waiting:
            with tenancy.seeing_everything():  # what waits may be closed to whoever brings what it waits for
                for name, column in _waiting_columns(target):
                    project_afresh(list(TYPES[name].objects.filter(uid__in=waiting, **{column: None})))


@cache
def _waiting_columns(target: str) -> tuple[tuple[str, str], ...]:
    """Return (type, column) of the columns that may wait for a document of the target type; a patient's never do."""
    return tuple(
        (name, field.name)
        for name, table in TYPES.items()
        for field in table._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.name != "patient" and field.related_model is TYPES.get(target)
    )


@cache
def _reference_places(name: str) -> tuple[int, ...]:
    found = parameters.parameters_of(name).values()
    return tuple({place.id for parameter in found for place in parameter.places if place.kind == "reference"})
