"""The statements that fetch stored documents; tables and columns come from an allow-list, never from a request."""

from functools import cache

from telepraxis.base.record.models import Resource, Version, table_of

from .database import served

VERSIONS = Version._meta.db_table


@cache
def one(type: str) -> str:
    """Return the statement for one document, the deleted one included: whom it serves, logical id[, type]."""
    table = table_of(type)
    of_type = " AND type = %s" if table is Resource else ""
    return served(
        f"SELECT uid, version, doc, last_updated, deleted_at, {patient_column(type)} AS patient "
        f"FROM {table._meta.db_table} WHERE organization_id = served.organization_id AND logical_id = %s{of_type}"
    )


def parameters_of_one(whom: list[str], type: str, logical_id: str) -> list:
    """Return what belongs into `one`."""
    return [*whom, logical_id, *([type] if table_of(type) is Resource else [])]


@cache
def patient_column(type: str) -> str:
    """Return the column that says whose chart a document of the type belongs to."""
    if type == "Patient":
        return "uid"
    names = {field.column for field in table_of(type)._meta.concrete_fields}
    return "patient_id" if "patient_id" in names else "NULL::uuid"


ONE_VERSION = served(
    f"SELECT doc, at FROM {VERSIONS} WHERE organization_id = served.organization_id "
    "AND type = %s AND logical_id = %s AND version = %s"
)
