"""Nothing an organization has is forgotten, and no secret goes along."""

import json

from telepraxis.server.way_out.schema import schema
from telepraxis.server.way_out.tables import EMPTIED, LEFT_OUT, ONLY, TAKEN, columns_of, owned_tables

OPENS_SOMETHING = ("secret", "password", "closed_", "sealed")
ENDS_SOMETHING = ("closed_at", "closed_by", "closed_on", "closed_why")


def test_every_table_of_an_organization_goes_along_or_is_left_out_with_a_reason():
    decided = [*TAKEN, *LEFT_OUT]

    assert sorted(decided) == sorted(set(decided))
    assert set(decided) == set(owned_tables())
    assert all(reason for reason in LEFT_OUT.values())


def test_every_column_that_holds_a_secret_goes_along_empty():
    secrets = {
        f"{table}.{column}"
        for table in TAKEN
        for column in columns_of(owned_tables()[table])
        if column.startswith(OPENS_SOMETHING) and column not in ENDS_SOMETHING
    }

    assert secrets == {f"{table}.{each.column}" for table, several in EMPTIED.items() for each in several}
    assert set(EMPTIED) | set(ONLY) <= set(TAKEN)


def test_the_schema_says_what_every_column_is():
    told = json.loads(json.dumps(schema()))

    assert told["tables"]["scheduling_claim"]["columns"]["organization_id"] == {
        "type": "uuid", "nullable": False, "refersTo": "tenancy_tenant.id",
    }  # fmt: skip
    assert [name for name, table in told["tables"].items() if not table["holds"]] == []
