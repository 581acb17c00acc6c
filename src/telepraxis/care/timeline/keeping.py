"""Keep the lines of a chart in step with its documents: what differs is found by comparing, and written anew.

Nothing is told when a document is written, so that writing costs nothing more. Whoever reads a chart compares first:
the sum of its documents' versions with the sum that its lines were made from. Only where they differ, documents without
a line of their version are looked for, and lines without a document. One reader does it at a time.

A line bears the labels of its document and is hidden like it. What is compared is all that there is, whoever reads: of
what is closed to the reader the record tells the sum, and lines are made as the installation itself would.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils import translation

from telepraxis.base import tenancy
from telepraxis.base.events import tell
from telepraxis.base.record.models import TYPES, Patient, Resource, table_of

from .events import ChartFellBehind
from .flags import Person
from .lines import line_from
from .models import RULES, Chart, Line

AT_ONCE = 1000  # lines made together, in a transaction of their own


@dataclass(frozen=True)
class Prepared:
    """How many lines of each kind there are, and whether they are all that there will be."""

    counts: dict[str, int]
    is_whole: bool


@dataclass(frozen=True)
class Sum:
    """What a record's documents add up to now, and what its lines were made from; how many the reader does not see."""

    patient: UUID
    made_from: int
    documents: int
    before: tuple[int, int, int] | None
    counts: dict[str, int]
    withheld: int

    @property
    def is_up_to_date(self) -> bool:
        return self.before == (self.made_from, self.documents, RULES)


def bring_up_to_date(records: Sequence[UUID]) -> Prepared:
    """Let the documents in a person's records have their lines, and say how far that has come.

    One query where all is as it was. Of a long chart that nobody has read before only the newest are made at once; the
    worker makes the others, and until then it is not whole.
    """
    sums = _sums(records)
    is_whole = all(each.is_up_to_date for each in sums)
    is_part = any(each.withheld for each in sums)
    if not is_whole and _my_turn(records):
        with tenancy.seeing_everything():
            sums = [each if each.is_up_to_date else _made(each) for each in _sums(records)]
        if not (is_whole := all(each.is_up_to_date for each in sums)):
            tell(ChartFellBehind(patient_id=records[0]))
    return Prepared(_seen(records) if is_part else _together(sums), is_whole)


def _together(sums: list[Sum]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in sums:
        for kind, count in each.counts.items():
            counts[kind] = counts.get(kind, 0) + count
    return counts


def _seen(records: Sequence[UUID]) -> dict[str, int]:
    """Return how many lines of each kind this reader sees. One query."""
    lines = Line.objects.filter(patient_id__in=records).exclude(kind="").values_list("kind")
    return dict(lines.annotate(count=Count("*")).order_by())


def make_afresh(patient: UUID, documents: Iterable[UUID] | None = None) -> None:
    """Have lines of a record made afresh when its chart is next read: all, or those of some documents."""
    lines = Line.objects.filter(patient_id=patient)
    (lines if documents is None else lines.filter(uid__in=list(documents))).update(rules=0)
    Chart.objects.filter(patient_id=patient).update(rules=0)


def _made(known: Sum) -> Sum:
    """Make the lines of one record that are missing or old, or the newest of them where there are very many."""
    differing = _differing(known.patient)
    _mend(differing, known.patient)
    is_whole = len(differing) < AT_ONCE
    made = (known.made_from, known.documents, RULES) if is_whole else (0, 0, 0)
    counted = Line.objects.filter(patient_id=known.patient).exclude(kind="").values_list("kind")
    counts = dict(counted.annotate(count=Count("*")).order_by())
    row = Chart(patient_id=known.patient, organization_id=tenancy.served_organization(), counts=counts)
    row.made_from, row.documents, row.rules = made
    Chart.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["patient"],
        update_fields=["made_from", "documents", "rules", "counts"],
    )
    return replace(known, before=made, counts=counts)


def _mend(differing: list[tuple[UUID, str | None]], patient: UUID) -> None:
    if gone := [uid for uid, type in differing if type is None]:
        Line.objects.filter(uid__in=gone, patient_id=patient).delete()
    person = Person(*Patient.every.values_list("birth_date", "gender").get(uid=patient))
    written: list[Line] = []
    for type in sorted({type for _, type in differing if type}):
        uids = [uid for uid, of_type in differing if of_type == type]
        rows = list(table_of(type).objects.filter(uid__in=uids, patient_id=patient))
        written += _lines(rows, type, person)
    _write(written)


def _lines(rows: Iterable, type: str, person: Person) -> list[Line]:
    with translation.override("en"):  # a line is the same whoever happened to read the chart first
        return [line_from(row, type, person) or _untold(row, type) for row in rows]


def _untold(row, type: str) -> Line:
    """Return a line of no kind, which nobody sees: so a document that charts do not tell of is not asked for again."""
    return Line(
        uid=row.uid, organization_id=row.organization_id, patient_id=row.patient_id, type=type, kind="",
        logical_id=row.logical_id, version=row.version, rules=RULES, at=row.last_updated, labels=row.labels,
    )  # fmt: skip


def _write(lines: list[Line]) -> None:
    """Write the lines side by side in the order in which they are read."""
    lines.sort(key=lambda line: (line.at, line.uid), reverse=True)
    Line.objects.bulk_create(
        lines,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["uid"],
        update_fields=[field.name for field in Line._meta.concrete_fields if not field.primary_key],
    )


def _my_turn(records: Sequence[UUID]) -> bool:
    """Tell whether nobody else makes lines of these records just now; then nobody does until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_try_advisory_xact_lock(hashtextextended('timeline ' || uid, 0))) "
            "FROM unnest(%s::uuid[]) AS uid",
            [sorted(records)],
        )
        return cursor.fetchone()[0]


def _sums(records: Sequence[UUID]) -> list[Sum]:
    """Return for each record what its documents add up to, and what its lines were made from. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_adding_up(), {"records": list(records)})
        return [
            Sum(uid, made_from, documents, before and tuple(before), json.loads(counts or "{}"), withheld)
            for uid, made_from, documents, before, counts, withheld in cursor.fetchall()
        ]


def _differing(patient: UUID) -> list[tuple[UUID, str | None]]:
    """Return (uid, type) of documents whose line is missing or old, and (uid, None) of lines without a document."""
    with connection.cursor() as cursor:
        cursor.execute(_comparing(), {"records": [patient], "rules": RULES, "at_once": AT_ONCE})
        return cursor.fetchall()


@cache
def _documents() -> str:
    of_patients = [table for table in TYPES.values() if _has_patient(table)]
    return " UNION ALL ".join(
        f"SELECT patient_id, uid, version, labels, at, {type} AS type FROM {table._meta.db_table} "
        "WHERE patient_id = ANY(%(records)s::uuid[]) AND deleted_at IS NULL"
        for table, type in [*((table, f"'{table.__name__}'") for table in of_patients), (Resource, "type")]
    )


def _adding_up() -> str:
    return f"""
        SELECT one.uid, coalesce(added.made_from, 0) # coalesce(closed.made_from, 0),
            coalesce(added.documents, 0) + coalesce(closed.documents, 0),
            CASE WHEN chart.patient_id IS NOT NULL THEN ARRAY[chart.made_from, chart.documents, chart.rules] END,
            chart.counts::text, coalesce(closed.documents, 0)
        FROM unnest(%(records)s::uuid[]) AS one(uid)
        LEFT JOIN {Chart._meta.db_table} AS chart ON chart.patient_id = one.uid
        LEFT JOIN withheld_of(%(records)s::uuid[]) AS closed ON closed.patient_id = one.uid
        LEFT JOIN (
            SELECT patient_id, bit_xor(uuid_hash_extended(uid, version + (labels::bigint << 32))) AS made_from,
                count(*) AS documents
            FROM ({_documents()}) AS document GROUP BY patient_id
        ) AS added ON added.patient_id = one.uid
    """


def _comparing() -> str:
    return f"""
        WITH document AS ({_documents()}),
        line AS (
            SELECT uid, version, labels, rules FROM {Line._meta.db_table} WHERE patient_id = ANY(%(records)s::uuid[])
        )
        SELECT coalesce(document.uid, line.uid), document.type FROM document FULL JOIN line ON line.uid = document.uid
        WHERE document.uid IS NULL OR line.uid IS NULL OR line.version <> document.version
            OR line.labels <> document.labels OR line.rules <> %(rules)s
        ORDER BY document.at DESC NULLS FIRST LIMIT %(at_once)s
    """


def _has_patient(table) -> bool:
    return any(field.name == "patient" for field in table._meta.concrete_fields)
