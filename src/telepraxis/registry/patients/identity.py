"""One person, one chart: which records are one person's after merges.

Documents keep their subject for ever. Whoever asks for a patient's entries therefore asks for those of all the person's
records: `patient_id__in=uids_of(patient)`, in the question itself, at no further query. It answers the same whichever
of the records one starts from, so a visit that was booked for a retired record shows the whole chart as well.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Expression, UUIDField

from telepraxis.base.record.models import Patient

RECORDS = """(
    WITH root(uid) AS (
        SELECT unnest(%s::uuid[])
        UNION
        SELECT survivor_id FROM patients_patientmerge WHERE retired_id = ANY(%s::uuid[]) AND parted_at IS NULL
    )
    SELECT uid FROM root
    UNION
    SELECT merge.retired_id FROM root JOIN patients_patientmerge AS merge ON merge.survivor_id = root.uid
    WHERE merge.parted_at IS NULL
)"""


# The same for one row of a list named `given`.
RECORDS_OF_GIVEN = RECORDS.replace("unnest(%s::uuid[])", "given.uid").replace("ANY(%s::uuid[])", "given.uid")


class Merged(Exception):
    """This record was merged into another one; `survivor` is where it leads, `name` how the retired one was called."""

    def __init__(self, *, survivor: UUID, name: str):
        super().__init__(f"merged into {survivor}")
        self.survivor = survivor
        self.name = name


class RecordsOf(Expression):
    """The uids of all records of these persons, as a subquery for `patient_id__in=`."""

    def __init__(self, patients: tuple[UUID, ...]):
        super().__init__(output_field=UUIDField())
        self.patients = patients

    @property
    def identity(self) -> tuple:
        return (type(self), self.patients)

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return RECORDS, [list(self.patients), list(self.patients)]


def uids_of(patients: UUID | Iterable[UUID]) -> RecordsOf:
    """Return what `patient_id__in=` takes to find the entries of a patient, or of several, in all their records."""
    return RecordsOf((patients,) if isinstance(patients, UUID) else tuple(patients))


def records_of(patient: UUID) -> tuple[UUID, ...]:
    """Return the uids of all records of the person, the survivor's first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT uid FROM record_patient WHERE uid IN {RECORDS} ORDER BY merged_into <> '', uid",
            [[patient], [patient]],
        )
        return tuple(row[0] for row in cursor.fetchall())


def persons_of(patients: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Return {record: those of the given patients whose record it is}, for all records of theirs. One query."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT given.uid, one.uid FROM unnest(%s::uuid[]) AS given(uid), LATERAL {RECORDS_OF_GIVEN} AS one(uid)",
            [list(patients)],
        )
        for patient, one in cursor.fetchall():
            found[one].add(patient)
    return dict(found)


def survivor_of(patient: UUID) -> UUID:
    """Return the record that stands for the person: the survivor's uid, or the given one. One query."""
    return next(iter(records_of(patient)), patient)


def lead_on(row: Patient) -> None:
    """Pass when the record stands for itself; pages call this with the row they have loaded. Mostly no query.

    :raises Merged: it was merged; the middleware leads the reader on to the survivor, with a sentence that says so.
    """
    if row.merged_into and (survivor := survivor_of(row.uid)) != row.uid:
        raise Merged(survivor=survivor, name=row.name_text)
