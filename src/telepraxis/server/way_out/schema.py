"""What stands in the files, generated from the models: so that another system can read them without us."""

from typing import Any

from django.db import connection, models

from .tables import EMPTIED, LEFT_OUT, ONLY, TAKEN, owned_tables


def schema() -> dict[str, Any]:
    """Return what each table holds, column by column, and what was left out and why."""
    known = owned_tables()
    return {
        "tables": {name: _table(known[name]) for name in TAKEN},
        "leftOut": LEFT_OUT,
        "emptiedColumns": {
            f"{table}.{column.column}": column.why for table, several in EMPTIED.items() for column in several
        },
        "rowsLeftOut": {table: {"kept": condition, "why": why} for table, (condition, why) in ONLY.items()},
    }


def _table(model: type[models.Model]) -> dict[str, Any]:
    return {
        "room": model._meta.app_label,
        "holds": " ".join((model.__doc__ or "").split()),
        "columns": {field.column: _column(field) for field in model._meta.concrete_fields if not field.generated},
    }


def _column(field: models.Field) -> dict[str, Any]:
    kind = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    told: dict[str, Any] = {"type": kind, "nullable": field.null}
    if field.is_relation:
        told["refersTo"] = f"{field.related_model._meta.db_table}.{field.target_field.column}"
    if field.choices:
        told["oneOf"] = [str(value) for value, _ in field.flatchoices]
    return told
