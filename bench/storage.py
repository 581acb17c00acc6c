"""What finding costs in bytes: indexes and projected columns of the record, to the documents themselves.

Asked of the practice of `fhir`. Counted as documents: the text of every version that is kept, the present one and those
of the history. Counted as cost: every index of the record's tables, the tables of entries whole, and of the tables of
documents all that is no text of documents (columns, row headers, free space). `present_ratio` leaves the history out on
both sides, its indexes too.

`bin/bench storage [OBSERVATIONS]`
"""

import json
import sys

from bench import houses
from bench.fhir import OBSERVATIONS, clinic_of

REACH = {"index_ratio": "<= 2.5"}


def run(say) -> dict[str, float]:
    observations = int(sys.argv[2]) if len(sys.argv) > 2 else OBSERVATIONS
    with clinic_of(observations) as house:
        tables = json.loads(houses.in_django(house, "bench.storage:sizes").strip().splitlines()[-1])
    for name, (documents, rest) in sorted(tables.items(), key=lambda item: -item[1][1]):
        say(f"{name:28} documents {documents / 1e6:8.1f} MB, beside them {rest / 1e6:8.1f} MB")
    present = {name: sizes for name, sizes in tables.items() if name != "record_version"}
    return {
        "index_ratio": _ratio(tables),
        "present_ratio": _ratio(present),
        "documents_mb": round(sum(documents for documents, _ in tables.values()) / 1e6, 1),
        "beside_mb": round(sum(rest for _, rest in tables.values()) / 1e6, 1),
    }


def _ratio(tables: dict) -> float:
    return round(sum(rest for _, rest in tables.values()) / sum(documents for documents, _ in tables.values()), 2)


def sizes(say) -> None:
    """Print {table: [bytes of documents, bytes beside them]} of the record's tables."""
    from django.db import connections

    found = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'record\\_%'")
        for (name,) in cursor.fetchall():
            cursor.execute("SELECT EXISTS (SELECT FROM information_schema.columns WHERE table_name = %s "
                           "AND column_name = 'doc')", [name])  # fmt: skip
            text = f'(SELECT coalesce(sum(pg_column_size(doc)), 0) FROM "{name}")' if cursor.fetchone()[0] else "0"
            cursor.execute(f"SELECT {text}, pg_total_relation_size(%s::regclass)", [name])
            documents, whole = map(int, cursor.fetchone())
            found[name] = [documents, whole - documents]
    print(json.dumps(found))
