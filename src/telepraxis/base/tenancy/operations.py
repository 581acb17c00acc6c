"""Migration operations that put a table behind the walls. Each returns a list to splat into `operations`."""

from django.db.migrations import RunSQL


def guard(table: str, *, key: str | None = "id", own_account_column: str = "") -> list[RunSQL]:
    """Let the serving role see and write only rows of the organization that the transaction serves.

    With no organization set, a statement on the table raises (see `current_organization()`).
    `key` is unique with the organization, for foreign keys over both; None for a table that nothing refers to.
    `own_account_column` names a column by which a signed-in account also reads its own rows everywhere.
    """
    mine = "organization_id = (SELECT current_organization())"
    sees = mine
    if own_account_column:
        sees = (
            f"CASE WHEN (SELECT current_account()) IS NOT NULL AND {own_account_column} = (SELECT current_account()) "
            f"THEN true ELSE {mine} END"
        )
    unique = f'ADD CONSTRAINT "{table}_of_organization" UNIQUE (organization_id, "{key}")'
    return [
        RunSQL(
            f"""
            ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
            CREATE POLICY "sees_own_organization" ON "{table}" FOR SELECT USING ({sees});
            CREATE POLICY "adds_to_own_organization" ON "{table}" FOR INSERT WITH CHECK ({mine});
            CREATE POLICY "changes_own_organization" ON "{table}" FOR UPDATE USING ({mine}) WITH CHECK ({mine});
            CREATE POLICY "removes_own_organization" ON "{table}" FOR DELETE USING ({mine});
            {f'ALTER TABLE "{table}" {unique};' if key else ""}
            """,
            f"""
            ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{table}_of_organization";
            DROP POLICY "removes_own_organization" ON "{table}";
            DROP POLICY "changes_own_organization" ON "{table}";
            DROP POLICY "adds_to_own_organization" ON "{table}";
            DROP POLICY "sees_own_organization" ON "{table}";
            ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;
            """,
        )
    ]


def guard_labelled(
    table: str, *, uid: str = "uid", patient: str = "patient_id", labels: str = "labels"
) -> list[RunSQL]:
    """Hide the rows of a guarded table whose labels are not open to whom the transaction serves.

    `labels` is a smallint with the bits of base/record/labels.py, 0 for none; `uid` names the document that the row is
    or repeats, `patient` the patient's uid. With no sight set, a labelled row met raises (see `current_clearance()`).
    The migration depends on record's 0011. The clearance is asked once for a statement, and only if a row has a label.
    """
    return [
        RunSQL(
            f"""
            CREATE POLICY "sees_open_labels" ON "{table}" AS RESTRICTIVE FOR SELECT USING (
                "{labels}" = 0
                OR "{labels}" & ~(SELECT current_clearance()) = 0
                OR is_opened("{uid}", "{patient}", "{labels}")
            );
            """,
            f'DROP POLICY "sees_open_labels" ON "{table}";',
        )
    ]


def guard_by_document(table: str, column: str) -> list[RunSQL]:
    """Hide the rows of a guarded table that repeat or open a document, named by its uid, which is closed to the reader.

    The migration depends on record's 0014.
    """
    return [
        RunSQL(
            f"""
            CREATE POLICY "sees_with_its_document" ON "{table}" AS RESTRICTIVE FOR SELECT USING (
                "{column}" IS NULL OR (SELECT sees_every_label()) OR document_is_open("{column}")
            );
            """,
            f'DROP POLICY "sees_with_its_document" ON "{table}";',
        )
    ]


def composite_foreign_key(table: str, column: str, target_table: str, target_column: str = "id") -> list[RunSQL]:
    """Refuse a reference into another organization: the foreign key covers the organization too.

    Foreign-key checks bypass row-level security, so Django's own single-column key would let one through.
    """
    name = f"{table}_{column}_same_org"
    return [
        RunSQL(
            f"""
            ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (organization_id, "{column}")
            REFERENCES "{target_table}" (organization_id, "{target_column}") DEFERRABLE INITIALLY DEFERRED;
            """,
            f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}";',
        )
    ]


def insert_only(table: str) -> list[RunSQL]:
    """Refuse every change and removal of a row, whoever asks."""
    return [
        RunSQL(
            f"""
            CREATE TRIGGER "insert_only" BEFORE UPDATE OR DELETE ON "{table}"
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER "never_emptied" BEFORE TRUNCATE ON "{table}"
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
            """,
            f'DROP TRIGGER "never_emptied" ON "{table}"; DROP TRIGGER "insert_only" ON "{table}";',
        )
    ]
