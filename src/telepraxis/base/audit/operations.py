"""Migration operation that ties a table of patient data to the audit trail."""

from django.db.migrations import RunSQL


def audited(table: str) -> list[RunSQL]:
    """Refuse to commit a transaction that changed the table without leaving an audit row."""
    return [
        RunSQL(
            f"""
            CREATE CONSTRAINT TRIGGER "leaves_audit_row" AFTER INSERT OR UPDATE OR DELETE ON "{table}"
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_audit_row();
            """,
            f'DROP TRIGGER "leaves_audit_row" ON "{table}";',
        )
    ]
