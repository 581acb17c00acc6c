from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations

REFERENCES = (
    ("results_item", "patient_id", "record_patient", "uid"),
    ("results_item", "owner_id", "record_practitioner", "uid"),
    ("results_item", "part_of_id", "results_item", "id"),
    ("results_part", "item_id", "results_item", "id"),
    ("results_deed", "item_id", "results_item", "id"),
    ("results_cover", "practitioner_id", "record_practitioner", "uid"),
    ("results_cover", "covered_by_id", "record_practitioner", "uid"),
)

# Which rows of a table of documents may be results. Wide on purpose: the room decides, the database only misses nothing.
# What is deleted has no text any more, so that a change asks what stood there before as well.
NOT_RESULTS = "'vital-signs', 'survey', 'social-history', 'exam', 'activity', 'therapy'"
MAY_BE_RESULT = {
    "record_observation": (
        f"({{row}}.category NOT IN ({NOT_RESULTS}) OR {{row}}.doc LIKE '%%\"laboratory\"%%' "
        "OR {row}.doc LIKE '%%\"imaging\"%%')",
        "'Observation'",
    ),
    "record_documentreference": ("{row}.patient_id IS NOT NULL", "'DocumentReference'"),
    "record_resource": ("{row}.type = 'DiagnosticReport'", "'DiagnosticReport'"),
}


def noted(table: str) -> list[migrations.RunSQL]:
    """Note each new version that may be a result, in the statement that writes it, whoever writes."""
    may_be, type = (text.replace("%%", "%") for text in MAY_BE_RESULT[table])
    columns = "id, organization_id, type, document, logical_id, version, arrived_at"
    came = f"gen_random_uuid(), came.organization_id, {type}, came.uid, came.logical_id, came.version, came.last_updated"
    new, old = may_be.replace("{row}", "came"), may_be.replace("{row}", "was")
    return [
        migrations.RunSQL(
            f"""
            CREATE FUNCTION {table}_note_arrivals() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    INSERT INTO results_arrival ({columns}) SELECT {came} FROM came WHERE {new};
                ELSE
                    INSERT INTO results_arrival ({columns}) SELECT {came} FROM came JOIN was ON was.uid = came.uid
                    WHERE came.version <> was.version AND ({new} OR {old});
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER "notes_new_results" AFTER INSERT ON "{table}" REFERENCING NEW TABLE AS came
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_note_arrivals();
            CREATE TRIGGER "notes_changed_results" AFTER UPDATE ON "{table}"
            REFERENCING OLD TABLE AS was NEW TABLE AS came
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_note_arrivals();
            """,
            f"""
            DROP TRIGGER "notes_changed_results" ON "{table}";
            DROP TRIGGER "notes_new_results" ON "{table}";
            DROP FUNCTION {table}_note_arrivals();
            """,
        )
    ]


# What came in the last weeks before the inbox was there is looked through once; what is older is history.
OF_LATE = """
INSERT INTO results_arrival (id, organization_id, type, document, logical_id, version, arrived_at)
SELECT gen_random_uuid(), organization_id, 'Observation', uid, logical_id, version, last_updated FROM record_observation
WHERE last_updated > now() - interval '14 days' AND category IN ('laboratory', 'imaging') AND deleted_at IS NULL
UNION ALL
SELECT gen_random_uuid(), organization_id, type, uid, logical_id, version, last_updated FROM record_resource
WHERE last_updated > now() - interval '14 days' AND type = 'DiagnosticReport' AND deleted_at IS NULL
UNION ALL
SELECT gen_random_uuid(), organization_id, 'DocumentReference', uid, logical_id, version, last_updated
FROM record_documentreference WHERE last_updated > now() - interval '14 days' AND deleted_at IS NULL;
"""


class Migration(migrations.Migration):
    """Arrivals and parts are derived from documents; whatever is done with an item leaves its audit row."""

    dependencies = [
        ("results", "0001_initial"),
        ("record", "0007_walls_of_every_type"),
        ("audit", "0002_walls"),
    ]

    operations = [
        *operations.guard("results_arrival", key=None),
        *operations.guard("results_item"),
        *operations.guard("results_part", key=None),
        *operations.guard("results_deed", key=None),
        *operations.guard("results_cover"),
        *operations.guard("results_policy", key=None),
        *[step for reference in REFERENCES for step in operations.composite_foreign_key(*reference)],
        *audited("results_item"),
        *operations.insert_only("results_deed"),
        *[step for table in MAY_BE_RESULT for step in noted(table)],
        migrations.RunSQL(OF_LATE, migrations.RunSQL.noop),
    ]
