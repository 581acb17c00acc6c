"""Migration operation for tables that refer to documents without a table of their own."""

from django.db.migrations import RunSQL


def same_organization_as_resource(table: str, *columns: str) -> list[RunSQL]:
    """Refuse a reference to another organization's document; the table of all types has no key over both to refer to.

    The function looks as the owner: whether a document is of this organization does not depend on who may read it.
    """
    return [
        RunSQL(
            f"""
            CREATE TRIGGER "{table}_{column}_same_org" BEFORE INSERT OR UPDATE OF "{column}" ON "{table}"
            FOR EACH ROW EXECUTE FUNCTION refuse_foreign_resource('{column}');
            """,
            f'DROP TRIGGER "{table}_{column}_same_org" ON "{table}";',
        )
        for column in columns
    ]


REFUSE = RunSQL(
    """
    CREATE FUNCTION refuse_foreign_resource() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
    DECLARE named uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
    BEGIN
        IF named IS NOT NULL AND NOT EXISTS (
            SELECT FROM record_resource WHERE uid = named AND organization_id = NEW.organization_id
        ) THEN
            RAISE EXCEPTION '%: the document is not of this organization', TG_TABLE_NAME
                USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN NEW;
    END $$;
    """,
    "DROP FUNCTION refuse_foreign_resource();",
)
